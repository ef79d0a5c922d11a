// A form with data-autosave saves itself a moment after the last change, and says when it did.
const WAIT = 800;

function watch(form) {
  let timer = null;
  let busy = false;
  let again = false;
  const state = form.querySelector("[data-saved]");

  async function save() {
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
      const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
      if (answer?.version) form.elements.version.value = answer.version;
      if (state && answer?.text) state.textContent = answer.text;
    } catch {
      if (state) state.textContent = form.dataset.offline || "";
    } finally {
      busy = false;
      if (again) {
        again = false;
        save();
      }
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
