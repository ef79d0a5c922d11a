// A text aloud, by a Dutch voice that is on the device itself: a voice from elsewhere would send the text there.
const PARTS = "h1, h2, h3, p, li, dt, dd, th, td, blockquote";

const dutchVoice = () => window.speechSynthesis.getVoices().find((voice) => voice.localService && /^nl\b/i.test(voice.lang));

const partsOf = (text) =>
  [...text.querySelectorAll(PARTS)].filter((part) => part.textContent.trim() && !part.querySelector(PARTS));

function speaker(group, text) {
  const voices = window.speechSynthesis;
  const button = group.querySelector("[data-speak]");
  const hush = group.querySelector("[data-hush]");
  let parts = [];
  let now = null;

  const say = (what) => {
    button.querySelector("span").textContent = button.dataset[what];
    hush.hidden = what === "start";
  };
  const mark = (part) => {
    now?.classList.remove("is-spoken");
    now = part ?? null;
    now?.classList.add("is-spoken");
  };
  const stop = () => {
    parts = [];
    mark(null);
    voices.cancel();
    say("start");
  };
  const next = () => {
    const part = parts.shift();
    const voice = dutchVoice();
    if (!part || !voice) {
      stop();
      return;
    }
    mark(part);
    const said = new SpeechSynthesisUtterance(part.textContent.trim());
    said.voice = voice;
    said.lang = voice.lang;
    said.onend = () => now === part && next();
    said.onerror = () => now === part && stop();
    voices.speak(said);
  };
  button.addEventListener("click", () => {
    if (!now) {
      voices.cancel();
      parts = partsOf(text);
      say("pause");
      next();
    } else if (voices.paused) {
      voices.resume();
      say("pause");
    } else {
      voices.pause();
      say("resume");
    }
  });
  hush.addEventListener("click", () => {
    stop();
    button.focus();
  });
  window.addEventListener("pagehide", stop);
}

// Voices may come in later than the page. Without one the buttons stay hidden.
export function offerSpeech(group, text) {
  if (!window.speechSynthesis) return;
  let offered = false;
  const offer = () => {
    if (offered || !dutchVoice()) return;
    offered = true;
    group.hidden = false;
    speaker(group, text);
  };
  offer();
  window.speechSynthesis.addEventListener?.("voiceschanged", offer);
}
