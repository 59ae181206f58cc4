// A card's picture carries the code behind the # of the address, which no server ever sees.
(() => {
  const box = document.querySelector("#code");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!box || !code) return;
  history.replaceState(null, "", location.pathname);
  box.value = code;
  box.form.querySelector("button").focus();
})();
