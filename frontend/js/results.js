// The list and the map in step: whatever has the focus or the pointer lights up in both.
function light(number) {
  document.querySelectorAll("[data-n]").forEach((element) => {
    element.classList.toggle("is-on", element.dataset.n === number);
  });
}

for (const kind of ["focusin", "pointerover"]) {
  document.addEventListener(kind, (event) => {
    const item = event.target.closest?.("[data-n]");
    if (item) light(item.dataset.n);
  });
}
