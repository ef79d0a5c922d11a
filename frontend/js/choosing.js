// Who is ticked on a shortlist stands in the address as well, as when a page is turned: the way back and a reload show
// it again. The bar says how many there are.
const form = document.getElementById("kiezen");
const said = form?.querySelector("[data-chosen]");

function chosen() {
  return [...form.querySelectorAll("[name=therapist]:checked")].map((box) => box.value);
}

function say() {
  said.textContent = said.dataset.chosen.replace("0", chosen().length);
  said.hidden = !chosen().length;
}

function remember() {
  const address = new URL(location.href);
  address.searchParams.delete("kies");
  address.searchParams.delete("een-voor-een");
  for (const id of chosen()) address.searchParams.append("kies", id);
  if (form.elements.one_by_one.checked) address.searchParams.set("een-voor-een", "1");
  history.replaceState(history.state, "", address);
}

if (said) {
  say();
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[name=therapist], [name=one_by_one]")) return;
    say();
    remember();
  });
}
