// `portal content preview`: the page loads again when something was saved, and goes along with the frame.
(() => {
  const note = document.querySelector("#state");
  if (!note) return;
  const frame = document.querySelector("#shown");
  frame?.addEventListener("load", () => {
    const there = frame.contentWindow.location.pathname;
    if (there.startsWith("/g/") && there !== new URL(frame.src).pathname) location.assign(there.replace("/g/", "/preview/"));
  });
  setInterval(async () => {
    try {
      const answer = await fetch("/preview/state", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== note.dataset.state) location.reload();
    } catch {
      // the preview was stopped: the page stays as it is
    }
  }, 1000);
})();
