// Nothing on the screen while nobody looks. The page is covered while it is out of sight, when nothing has
// moved on it for five minutes, and when the session has ended. What was typed stays where it is, underneath.
(() => {
  const cover = document.querySelector("#cover");
  const link = document.querySelector("[data-leave]");
  if (!cover || !link) return;
  const told = cover.dataset;
  const shared = told.shared === "1";
  const root = document.documentElement.classList;
  const says = cover.querySelector("#cover-says");
  const first = says.textContent;
  const [lift, signIn] = [cover.querySelector("[data-lift]"), cover.querySelector("[data-in]")];
  const bar = document.querySelector("#stay");
  const [barSays, barButton] = [bar.querySelector("p"), bar.querySelector("button")];
  let [hiddenAt, movedAt, seenAt] = [0, Date.now(), Date.now()];
  let [ended, going, focused] = [false, false, null];
  let endsAt = Date.now() + told.left * 1000;

  const body = (more) => new URLSearchParams({ ...more, csrf_token: link.dataset.token });
  const renew = (token) => {
    link.dataset.token = token;
    for (const box of document.querySelectorAll("[name=csrf_token]")) box.value = token;
  };
  const tell = (path, more) => shared && !ended && navigator.sendBeacon(path, body(more));
  const post = async (path, more, again) => {
    const asked = { method: "POST", body: body(more), headers: { "HX-Request": "true" }, redirect: "manual" };
    const reply = await fetch(path, asked).catch(() => ({ status: 0 }));
    const token = reply.status === 400 && !again && reply.headers.get("X-Token");
    if (!token) return reply;
    renew(token); // somebody has signed in in another tab
    return post(path, more, true);
  };
  const saveAgain = () => document.querySelector("#answer-form")?.dispatchEvent(new Event("input", { bubbles: true }));

  const put = () => {
    if (!root.contains("covered")) focused = document.activeElement;
    root.add("covered");
  };
  const take = () => {
    root.remove("covered");
    cover.hidden = true;
    says.textContent = first;
    [movedAt, hiddenAt] = [Date.now(), 0];
    focused?.focus?.({ preventScroll: true });
  };
  const ask = () => {
    put();
    [lift.hidden, signIn.hidden] = [ended, !ended];
    if (ended) says.textContent = told.ended;
    if (!cover.hidden) return;
    cover.hidden = false;
    cover.querySelector("h2").focus();
  };
  const end = () => {
    ended = true;
    cover.hidden = true;
    tick();
    ask();
  };

  const tick = () => {
    const now = Date.now();
    const [idle, all] = [seenAt + told.idle * 1000 - now, endsAt - now];
    if (!ended && Math.min(idle, all) <= 0) return end();
    const word = ended || Math.min(idle, all) > 120e3 ? "" : all <= 120e3 ? told.last : told.still;
    if (barSays.textContent !== word) barSays.textContent = word;
    barButton.hidden = word !== told.still;
    root.toggle("ending", word !== "");
    if (!ended && cover.hidden && !document.hidden && now - movedAt >= 300e3) {
      tell("/away", { still: 1 });
      ask();
    }
  };
  setInterval(tick, 1000);

  document.addEventListener("visibilitychange", () => {
    if (going) return;
    if (document.hidden) {
      hiddenAt = Date.now();
      put();
      if (cover.hidden) tell("/away");
    } else if (cover.hidden) {
      if (Date.now() - hiddenAt >= 59e3) return ask();
      tell("/back");
      take();
      tick();
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
    going = true;
    if (Date.now() - oursAt > 20e3 && cover.hidden) tell("/away");
  });
  const cameBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate" || !document.referrer.startsWith(location.origin);
  if (document.hidden) {
    hiddenAt = Date.now();
    put();
  } else if (told.away === "1" || cameBack) tell("/back");
  for (const moved of ["pointerdown", "pointermove", "keydown", "scroll", "touchmove"])
    addEventListener(moved, () => (movedAt = Date.now()), { passive: true, capture: true });

  document.addEventListener("htmx:after:request", (event) => {
    const { status, headers } = event.detail?.ctx?.response ?? {};
    const token = status === 400 && headers.get("X-Token");
    if (status === 401) shared ? ask() : end();
    else if (token && headers.get("X-Who") !== told.who) end(); // another person is signed in here now
    else if (token) renew(token);
    else if (status) seenAt = Date.now();
  });
  barButton.addEventListener("click", async () => {
    const { status } = await post("/stay");
    if (status === 204) seenAt = Date.now();
    else if (status === 401) end();
    tick();
  });
  const answered = async (event, path) => {
    event.preventDefault();
    const form = event.target;
    const reply = await post(path, { ...Object.fromEntries(new FormData(form)), here: 1 });
    for (const box of form.querySelectorAll("[type=password]")) box.value = "";
    if (reply.status === 204) return reply;
    if (reply.status === 401) return end();
    says.textContent = reply.status === 422 ? told.wrong : told.failed;
  };
  if (shared)
    lift.addEventListener("submit", async (event) => {
      if (!(await answered(event, "/again"))) return;
      seenAt = Date.now();
      take();
      saveAgain();
    });
  else cover.querySelector("#cover-show").addEventListener("click", take);
  signIn.addEventListener("submit", async (event) => {
    const reply = await answered(event, "/in");
    if (!reply) return;
    if (reply.headers.get("X-Who") !== told.who) return location.replace("/me");
    renew(reply.headers.get("X-Token"));
    [ended, seenAt, endsAt] = [false, Date.now(), Date.now() + 7200e3];
    take();
    saveAgain();
  });
})();
