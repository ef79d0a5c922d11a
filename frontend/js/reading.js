// On a page to read: aloud by the browser's own voice, on paper, a hard word explained where it stands, the address
// to share. Buttons for what this browser cannot do stay hidden; nothing is sent anywhere.
import { offerSpeech } from "./speech.js";

function sharer(button) {
  const words = button.querySelector("span");
  const address = document.querySelector("link[rel=canonical]")?.href;
  if (!address) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: address });
      else {
        await navigator.clipboard.writeText(address);
        words.textContent = button.dataset.done;
      }
    } catch {
      // Whoever closes the list of the device shares nothing; that is no failure.
    }
  });
}

// Below the word; above it where there is no room below; and always within what is seen of the page.
function topFor(word, height) {
  const ceiling = (document.querySelector(".head")?.getBoundingClientRect().bottom ?? 0) + 8;
  const lowest = document.documentElement.clientHeight - height - 8;
  const below = word.bottom + 8;
  const above = word.top - height - 8;
  if (below <= lowest) return below;
  return Math.max(8, above >= Math.max(8, ceiling) ? above : lowest);
}

function bubbles(article) {
  let open = null;
  const close = () => {
    if (!open) return;
    open.bubble.remove();
    open.word.removeAttribute("aria-describedby");
    open = null;
  };
  article.addEventListener("click", (event) => {
    const word = event.target.closest("[data-term]");
    const told = word && document.getElementById(`begrip-${word.dataset.term}`);
    const same = open?.word === word;
    close();
    if (!told) return;
    event.preventDefault();
    if (same) return;
    const bubble = document.createElement("div");
    bubble.className = "kbubble";
    bubble.id = "uitleg";
    bubble.setAttribute("role", "status");
    const name = document.createElement("strong");
    name.textContent = told.querySelector("dt").textContent;
    bubble.append(name, told.querySelector("dd").textContent);
    document.body.append(bubble);
    const box = word.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - bubble.offsetWidth - 16);
    bubble.style.left = `${Math.max(16, left) + window.scrollX}px`;
    bubble.style.top = `${topFor(box, bubble.offsetHeight) + window.scrollY}px`;
    word.setAttribute("aria-describedby", "uitleg");
    open = { word, bubble };
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.addEventListener("click", (event) => {
    if (open && !article.contains(event.target)) close();
  });
}

const article = document.querySelector("[data-article]");
if (article) {
  const speech = article.querySelector("[data-speech]");
  const text = article.querySelector("[data-speakable]");
  if (speech && text) offerSpeech(speech, text);
  const print = article.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const share = article.querySelector("[data-share]");
  if (share && (navigator.share || navigator.clipboard)) sharer(share);
  bubbles(article);
}
