// A card's picture carries the code behind the # of the address, which no server ever sees.
(() => {
  const box = document.querySelector("#code");
  const said = location.hash.slice(1);
  if (!box || !said) return;
  history.replaceState(null, "", location.pathname);
  const code = said.replace(/[^0-9A-Za-z-]/g, "").slice(0, 20);
  if (!code) return;
  box.value = code;
  box.form.querySelector("button").focus();
})();
