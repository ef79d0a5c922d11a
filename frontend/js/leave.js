// Snel weg: hide the page at once and put another in its place. Pages seen before it stay in the history of the tab.
function leave(link) {
  document.documentElement.hidden = true;
  document.title = "Weer";
  window.location.replace(link.href);
}

const exit = document.querySelector("[data-exit]");
if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave(exit);
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift" || event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < 5000), event.timeStamp];
    if (presses.length >= 3) leave(exit);
  });
}

// A page that comes back from the browser's memory may show what is no longer meant to be seen.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
