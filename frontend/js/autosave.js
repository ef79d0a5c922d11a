// A form with data-autosave saves itself a moment after the last change, and says when it did.
// Pressing a button while it saves waits for the answer: two saves at once would look like two people.
const WAIT = 800;

function watch(form) {
  let timer = 0;
  let busy = false;
  let again = false;
  let pressed = null;
  const state = form.querySelector("[data-saved]");
  const say = (text) => {
    if (state) state.textContent = text;
  };

  async function save() {
    timer = 0;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const response = await fetch(form.action || window.location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
      });
      const answer = await response.json(); // a page instead of an answer: signed out, or the site is not well
      if (answer.version) form.elements.version.value = answer.version;
      say(answer.text ?? "");
    } catch {
      say(form.dataset.offline ?? "");
    }
    busy = false;
    const next = { pressed, again };
    pressed = null;
    again = false;
    if (next.pressed) form.requestSubmit(next.pressed.button);
    else if (next.again) save();
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("focusout", (event) => {
    if (!timer || form.contains(event.relatedTarget)) return;
    clearTimeout(timer);
    save();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (!busy) return;
    event.preventDefault();
    pressed = { button: event.submitter };
  });
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
