// Leave this page: empty it first, so that nothing is left to come back to; then end the
// session in three ways, because any one of them may fail; then go to the weather.
(() => {
  const link = document.querySelector("[data-leave]");
  if (!link) return;
  const leave = () => {
    const form = document.querySelector("#answer-form");
    const words = new URLSearchParams(form ? new FormData(form) : {});
    words.set("csrf_token", link.dataset.token);
    const kept = document.cookie.split("; ").find((pair) => pair.startsWith(`${link.dataset.companion}=`));
    words.set("companion", (kept || "=").split("=")[1]); // its cookie is gone before the words are sent
    document.documentElement.hidden = true;
    document.title = " ";
    document.body.replaceChildren();
    const secure = link.dataset.companion.startsWith("__Host-") ? "; Secure" : "";
    document.cookie = `${link.dataset.companion}=; Path=/; Max-Age=0; SameSite=Strict${secure}`;
    navigator.sendBeacon("/x", words);
    location.replace(link.dataset.leave);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let pressed = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      pressed = [];
      return;
    }
    const now = Date.now();
    pressed = pressed.filter((at) => now - at < 5000).concat(now);
    if (pressed.length === 3) leave();
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
