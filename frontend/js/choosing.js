// Who is ticked on a shortlist stands in the address as well, as when a page is turned: the way back and a reload show
// it again. The bar says how many there are. Pages turn in place (hx-* in the template), so the form may be a new one.
const found = () => document.getElementById("kiezen");
const chosenOn = (form) => [...form.querySelectorAll("[name=therapist]:checked")].map((box) => box.value);

function say(form) {
  const said = form.querySelector("[data-chosen]");
  if (!said) return;
  const count = chosenOn(form).length;
  said.textContent = said.dataset.chosen.replace("0", count);
  said.hidden = !count;
}

function withChoice(form, from) {
  const address = new URL(from);
  address.searchParams.delete("kies");
  address.searchParams.delete("een-voor-een");
  for (const id of chosenOn(form)) address.searchParams.append("kies", id);
  if (form.elements.one_by_one?.checked) address.searchParams.set("een-voor-een", "1");
  return address.href;
}

function remember(form) {
  history.replaceState(history.state, "", withChoice(form, location.href));
  for (const link of document.querySelectorAll("a[data-along]")) link.href = withChoice(form, link.href);
}

document.addEventListener("change", (event) => {
  const form = found();
  if (!form || !event.target.matches("[name=therapist], [name=one_by_one]")) return;
  say(form);
  remember(form);
});

// Before htmx fetches the page of an older address, that address learns what was ticked since.
window.addEventListener(
  "popstate",
  () => {
    const form = found();
    if (form) remember(form);
  },
  true,
);

document.addEventListener("htmx:load", () => {
  const form = found();
  if (form) say(form);
});

// The button that turned the page is gone with it: go on where the new page begins.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "lijst" && document.activeElement === document.body) {
    document.getElementById("telling").focus({ preventScroll: true });
  }
});
