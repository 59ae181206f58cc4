// Nothing typed is lost. Saves through htmx while somebody types, when they look away and when they press the button;
// keeps trying while it does not work; says quietly that it is saved, and loudly, once, that it is not.
(() => {
  const form = document.querySelector("#answer-form");
  if (!form) return;
  const [told, { tab, turn }, waits] = [form.dataset, form.elements, [1, 2, 4, 8, 15]];
  let [since, sent, typedAt, triedAt, failures, timer] = [0, 0, 0, 0, 0, 0]; // since: the first words that are not saved
  let [flying, outcome, stopped, pressed, going, overtaken, away] = ["", "", false, null, false, false, false];
  let held = ""; // the link that was held up last
  // The server tells pages apart by this. A copied tab is a page of its own; and no save goes on top of a later one.
  tab.value = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  turn.value = 1; // always a number that was not sent yet

  const late = Object.assign(document.createElement("input"), { type: "hidden", name: "late", value: "1" });
  const who = document.querySelector("#cover")?.dataset.who;
  const say = (words, bad) => {
    const line = document.querySelector("#saved p");
    if (!line || line.textContent === words) return;
    line.textContent = words;
    line.className = bad ? "error" : "";
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, Math.max(0, wait));
  };
  const whenQuiet = () => later(Math.min(typedAt + 1500, since + 5000) - Date.now());
  const fail = () => {
    say(told.failed, true);
    later(waits[Math.min(failures++, 4)] * 1000);
  };
  function save() {
    clearTimeout(timer);
    if (!since || flying || going || stopped || !form.isConnected) return;
    form.dispatchEvent(new Event("save"));
    if (!flying) fail(); // there is no htmx
  }
  const size = (body) => new URLSearchParams(body).toString().length;
  // What a page that goes away still sends, while an older save is on its way: nobody waits for the answer.
  const lastWords = () => {
    if (!flying || !since || !form.isConnected) {
      away = true; // it is sent though the page is gone by then
      save();
      away = false;
      return;
    }
    const body = new URLSearchParams(new FormData(form));
    turn.value = +turn.value + 1;
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    overtaken = true;
    fetch(form.action, { method: "POST", body, headers, keepalive: size(body) < 6e4 }).catch(() => {});
  };

  const typed = (event) => {
    typedAt = Date.now();
    since ||= typedAt;
    [stopped, held] = [false, ""];
    if (event.target !== form) pressed = null; // who goes on writing does not want to go on yet
    if (!failures) say(told.saving);
    if (failures) later(typedAt - triedAt > 1500 ? 0 : 1500);
    else if (event.type === "change") later(300);
    else whenQuiet();
  };
  for (const what of ["input", "change"]) form.addEventListener(what, typed);
  form.addEventListener("focusout", (event) => event.relatedTarget?.type === "submit" || save());
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => (document.hidden ? lastWords() : save()));
  addEventListener("pagehide", lastWords);

  form.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    [flying, outcome, triedAt] = [`${tab.value}.${turn.value}`, "failed", Date.now()];
    [sent, since, overtaken] = [since, 0, false];
    turn.value = +turn.value + 1;
    if (away) ctx.request.keepalive = size(ctx.request.body) < 6e4;
  });
  form.addEventListener("htmx:after:request", (event) => {
    const { status, headers } = event.detail.ctx.response;
    if (headers.get("X-Saved") === flying) outcome = "saved";
    else if (headers.get("X-Not-Saved") === flying && !overtaken) outcome = "refused"; // it says what to do
    else {
      event.preventDefault(); // not ours: nothing of it comes onto the page
      const another = headers.has("X-Token") && headers.get("X-Who") !== who; // of whoever signed in in another tab
      if (status === 401 || another) outcome = "ended"; // cover.js asks who it is
    }
  });
  form.addEventListener("htmx:finally:request", () => {
    flying = "";
    if (outcome === "saved") {
      [failures, held] = [0, ""];
      if (since) {
        say(told.saving);
        whenQuiet();
      } else if (pressed) go();
      return;
    }
    since = sent;
    if (overtaken && outcome === "failed") return later(0); // by last words of this page: they are asked after again
    if (outcome === "failed") return fail();
    [stopped, failures] = [true, 0];
    if (outcome === "ended") {
      say(told.ended, true);
      if (!form.elements.late) form.append(late); // what is kept of this meanwhile goes with the next save
    }
    if (outcome === "refused" && pressed) go(); // the whole page says it
  });

  // The button saves first, and goes on when that is done: what does not arrive stays on the screen.
  const go = () => {
    stopped = true;
    form.requestSubmit(pressed);
  };
  form.addEventListener("submit", (event) => {
    if (going) return event.preventDefault();
    const unsaved = (since || flying || !navigator.onLine) && !stopped && event.submitter?.name !== "skip";
    if (!unsaved) {
      going = true;
      setTimeout(() => (going = false), 10e3);
      return;
    }
    event.preventDefault();
    pressed = event.submitter;
    if (!flying) since ||= Date.now();
    if (!failures) say(told.saving);
    save();
  });

  // One tap on a link would leave words behind that could not be saved: it is said, and tried again. Who taps the same
  // link once more, not twice at once, means it, and goes. Help and leaving quickly are never held up, and neither is a
  // place on this page or another tab.
  const leadsAway = ({ origin, pathname, hash, target, dataset }) => {
    const passes = target || "leave" in dataset || pathname === "/x" || pathname.startsWith("/g/");
    return origin === location.origin && !passes && !(hash && pathname === location.pathname);
  };
  const stay = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !leadsAway(link) || !form.isConnected) return;
    if (!(since || flying) || !(failures || !navigator.onLine) || (link.href === held && event.detail < 2)) return;
    held = link.href;
    event.preventDefault();
    say(""); // so that the same sentence is said again
    say(told.failed, true);
    document.querySelector("#saved").scrollIntoView({ block: "nearest" });
    save();
  };
  addEventListener("click", stay, true);

  // How much room is left, from 95 % on.
  const [room, box] = [document.querySelector("#room"), document.querySelector("#answer")];
  if (!room) return;
  let soon = 0;
  const count = () => {
    const left = room.dataset.longest - [...box.value.trim()].length;
    room.hidden = left > room.dataset.longest * 0.05;
    room.textContent = room.hidden ? "" : (left < 0 ? room.dataset.over : room.dataset.left).replace("#", Math.abs(left));
  };
  box.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(count, 500);
  });
  count();
})();
