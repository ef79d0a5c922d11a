// The search field: the arrows walk through the suggestions, Escape takes them away, opening the bar puts one in it.
const suggestions = (box) => [...box.querySelectorAll("[data-suggestion]")];

function clear(box) {
  box.querySelector(".suggest").replaceChildren();
}

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-searchbox]");
  if (!box) return;
  const field = box.querySelector("[data-search]");
  const links = suggestions(box);
  if (event.key === "Escape" && links.length) {
    event.stopPropagation();
    event.preventDefault(); // the browser would empty the field
    clear(box);
    field.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !links.length) return;
  event.preventDefault();
  const next = links.indexOf(document.activeElement) + step;
  (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
}, true);

document.addEventListener("focusout", (event) => {
  const box = event.target.closest?.("[data-searchbox]");
  if (box && event.relatedTarget && !box.contains(event.relatedTarget)) clear(box);
});

document.querySelectorAll("details.menu--search").forEach((menu) => {
  menu.addEventListener("toggle", () => menu.open && menu.querySelector("[data-search]").focus());
});
