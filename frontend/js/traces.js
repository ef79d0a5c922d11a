// Nothing of what somebody looked at stays in the browser. htmx writes the address of each page into sessionStorage, to
// find its own snapshots again. Those are off (historyCacheSize 0 in base.html), so the address serves nothing.
const ADDRESS = "htmx-current-path-for-history";

function forget() {
  try {
    sessionStorage.removeItem(ADDRESS);
  } catch {
    // a browser that lets no site keep anything
  }
}

forget();
for (const moment of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
  document.addEventListener(moment, forget);
}
