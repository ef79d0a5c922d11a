// What went wrong comes first: the summary takes the focus. Messages leave by themselves only when they hold no button.
document.querySelector("[data-errors]")?.focus();

document.querySelectorAll(".toast:not(:has(button))").forEach((toast) => {
  setTimeout(() => toast.remove(), 8000);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});
