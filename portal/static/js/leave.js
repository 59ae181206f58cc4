// Leave this page: empty it first, so that nothing is left to come back to; then end the
// session in three ways, because any one of them may fail; then go to the weather.
(() => {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => {
    const form = document.querySelector("#answer-form");
    const words = form ? new FormData(form) : new FormData();
    const kept = document.cookie.split("; ").find((pair) => pair.startsWith(`${link.dataset.companion}=`));
    words.set("csrf_token", link.dataset.token);
    words.set("companion", (kept || "=").split("=")[1]); // its cookie is gone before the words are sent
    const said = document.createElement("p");
    said.className = "hidden";
    said.setAttribute("role", "alert");
    document.title = " ";
    document.body.replaceChildren(said);
    said.textContent = link.dataset.said;
    const secure = link.dataset.companion.startsWith("__Host-") ? "; Secure" : "";
    document.cookie = `${link.dataset.companion}=; Path=/; Max-Age=0; SameSite=Strict${secure}`;
    if (!navigator.sendBeacon("/x", words)) {
      for (const each of ["answer", "question"]) words.delete(each); // more than a beacon may carry: leaving comes first
      navigator.sendBeacon("/x", words);
    }
    location.replace(link.dataset.leave);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let [pressed, last] = [0, 0];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const now = Date.now();
    pressed = event.key !== "Shift" ? 0 : now - last < 5000 ? pressed + 1 : 1;
    last = now;
    if (pressed === 3) leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.body.replaceChildren();
      location.reload();
    }
  });
  const errors = document.querySelector("#errors");
  if (errors) errors.focus();
})();
