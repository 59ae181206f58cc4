// Beside a worker, at the worker's own screen: nothing is shown while nobody looks. Out of sight for a minute, or
// with nothing pressed for half an hour, it is over: there are no words of theirs to lift a cover with.
(() => {
  const here = document.querySelector("#beside");
  const link = document.querySelector("[data-leave]");
  if (!here || !link) return;
  const root = document.documentElement.classList;
  const tell = (path) => navigator.sendBeacon(path, new URLSearchParams({ csrf_token: link.dataset.token }));
  let [hiddenAt, seenAt, going] = [0, Date.now(), false];
  const over = () => {
    going = true;
    root.add("covered");
    location.replace(here.dataset.over);
  };
  document.addEventListener("visibilitychange", () => {
    if (going) return;
    if (document.hidden) {
      hiddenAt = Date.now();
      root.add("covered");
      tell("/away");
    } else if (Date.now() - hiddenAt >= 59e3) over();
    else {
      root.remove("covered");
      tell("/back");
    }
  });
  // Going elsewhere in the same tab, or closing it, is out of sight too; going on within our pages is not.
  let oursAt = 0;
  document.addEventListener("submit", () => (oursAt = Date.now()), true);
  document.addEventListener("click", (event) => {
    const to = event.target.closest?.("a[href]");
    if (to && to.origin === location.origin) oursAt = Date.now();
  }, true);
  addEventListener("pagehide", () => {
    if (!going && Date.now() - oursAt > 20e3) tell("/away");
    going = true;
  });
  if (document.hidden) {
    hiddenAt = Date.now();
    root.add("covered");
  } else if (here.dataset.away === "1") tell("/back");
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail?.ctx?.response?.ok) seenAt = Date.now();
  });
  setInterval(() => !going && Date.now() - seenAt >= Number(here.dataset.idle) * 1000 && over(), 1000);
})();
