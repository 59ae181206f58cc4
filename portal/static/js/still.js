// A worker's screen that nobody touches covers itself after five minutes: an open office, a visit, a train.
// A click or a key on the button lifts it. What was typed stays underneath, and the server's own end stays too.
(() => {
  const cover = document.querySelector("#still");
  if (!cover) return;
  const after = Number(cover.dataset.after) * 1000;
  const button = cover.querySelector("button");
  let [movedAt, focused] = [Date.now(), null];
  const look = () => {
    if (!cover.hidden || Date.now() - movedAt < after) return;
    focused = document.activeElement;
    document.documentElement.classList.add("covered");
    cover.hidden = false;
    button.focus();
  };
  button.addEventListener("click", () => {
    cover.hidden = true;
    document.documentElement.classList.remove("covered");
    movedAt = Date.now();
    focused?.focus?.({ preventScroll: true });
  });
  for (const kind of ["keydown", "pointermove", "pointerdown", "wheel"]) {
    addEventListener(kind, () => {
      look();
      movedAt = Date.now();
    }, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", look);
  // A page out of the browser's own cache is what stood there before: the desk may be locked by now.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.body.replaceChildren();
      location.reload();
    }
  });
  setInterval(look, 1000);
})();
