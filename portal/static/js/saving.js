// A save that fails is loud. htmx saves while somebody types; this says when it did not work.
(() => {
  const form = document.querySelector("#answer-form");
  if (!form) return;
  const say = (words, bad) => {
    const line = document.querySelector("#saved p");
    if (!line) return;
    line.textContent = words;
    line.className = bad ? "error" : "";
  };
  form.addEventListener("input", () => say(form.dataset.saving, false));
  const failed = (event) => {
    const status = event.detail?.ctx?.response?.status ?? event.detail?.xhr?.status ?? 0;
    if (status === 409 || status === 422) return; // the answer itself says what to do
    say(status === 401 ? form.dataset.ended : form.dataset.failed, true); // cover.js asks who it is
  };
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:response:error", failed);
})();
