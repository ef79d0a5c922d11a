// A session that nobody uses ends by itself. Whoever is typing is there: that counts, also without opening a page.
// Shortly before the end a warning says so, and forms that save themselves do so once more.
const NOTICE_EVERY = 4 * 60 * 1000;
const CHECK_EVERY = 5 * 1000;
const clock = document.querySelector("[data-session]");

function watch(box) {
  const idle = Number(box.dataset.idle) * 1000;
  const warnBefore = Number(box.dataset.warnBefore) * 1000;
  const lastMoment = performance.now() + Number(box.dataset.lasts) * 1000; // the absolute limit
  const form = box.querySelector("form");
  let seen = performance.now();
  let told = seen;
  let warned = false;

  const left = () => Math.min(told + idle, lastMoment) - performance.now();
  const show = (name) => {
    box.hidden = false;
    box.querySelectorAll("[data-session-part]").forEach((part) => {
      part.hidden = part.dataset.sessionPart !== name;
    });
  };

  async function tell() {
    told = performance.now();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      warned = false;
      box.hidden = true;
    } catch {
      told = performance.now() - idle + warnBefore; // try again at the warning
    }
  }

  const alive = () => {
    seen = performance.now();
    if (!warned && seen - told > NOTICE_EVERY) tell();
  };
  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, alive, { passive: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });

  setInterval(() => {
    if (left() <= 0) show("over");
    else if (left() <= warnBefore && !warned) {
      warned = true;
      document.querySelectorAll("form[data-autosave]").forEach((each) => {
        each.dispatchEvent(new Event("input", { bubbles: false }));
      });
      show("soon");
    }
  }, CHECK_EVERY);
}

if (clock) watch(clock);
