// What went wrong comes first: the summary takes the focus. Messages stop following after a while; they stay in the page.
document.querySelector("[data-errors]")?.focus();

const messages = document.querySelector(".messages");
if (messages) setTimeout(() => messages.classList.add("is-read"), 8000);

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
