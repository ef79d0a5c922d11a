// Who is signed in and prints a page leaves that in the log, as opening it does.
window.addEventListener("beforeprint", () => {
  const address = document.body.dataset.printed;
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!address || !token) return;
  const told = new FormData();
  told.set("csrfmiddlewaretoken", token.value);
  told.set("pad", window.location.pathname);
  navigator.sendBeacon(address, told);
});
