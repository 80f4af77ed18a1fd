// What has been looked at: a key approves nothing that was not on the screen, in the words it has now.
import { current, isOpen, moveTo, script } from "./cursor.js";

const GLANCE_MS = 200; // nobody reads faster; a key that comes sooner was meant for the sentence before

const now = () => performance.now();
const keyOf = (sentence) => sentence && `${sentence.dataset.sentence}:${sentence.dataset.hash}`;

const shown = new Set(); // whose words were on the screen
const opened = new Set(); // whose findings were, too: they had been current for a glance
let open = { key: "", since: 0 }; // the one that is current

export const glanced = (sentence) => keyOf(sentence) === open.key && now() - open.since >= GLANCE_MS;

function look() {
  const key = keyOf(current());
  if (key === open.key) return;
  if (now() - open.since >= GLANCE_MS) opened.add(open.key);
  open = { key, since: now() };
}

function seen(sentence) {
  const key = keyOf(sentence);
  return sentence.querySelector(".finding") ? opened.has(key) || glanced(sentence) : shown.has(key);
}

const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting, intersectionRect, intersectionRatio, rootBounds } of entries) {
    const whole = intersectionRatio > 0.99 || intersectionRect.height > rootBounds.height / 2;
    if (isIntersecting && whole) shown.add(keyOf(target.closest("[data-sentence]")));
  }
}, { threshold: [0.5, 1] });

function watch() {
  look();
  watcher.disconnect();
  for (const words of script.querySelectorAll("[data-select]")) watcher.observe(words);
}

// The buttons lie at the thumb and the keys work anywhere, wherever the page was moved to meanwhile.
function outOfView(sentence) {
  const { top, bottom } = sentence.getBoundingClientRect();
  const bar = sentence.querySelector(".actions");
  const floor = getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
  return bottom <= 0 || top >= floor;
}

// What was not seen, or is not now, is shown instead; of a whole segment the first such sentence.
function submit(event) {
  const form = event.target;
  if (!form.matches("[data-review] [data-ahead=approval]")) return;
  const own = form.closest("[data-sentence]");
  const unseen = own
    ? outOfView(own) && own
    : [...form.closest(".segment").querySelectorAll("[data-sentence]")].find((one) => isOpen(one) && !seen(one));
  if (!unseen) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  moveTo(unseen, { scroll: "center" });
  document.getElementById("flash").replaceChildren(document.getElementById("unseen").content.cloneNode(true));
}

if (script) {
  document.addEventListener("page:show", look);
  document.addEventListener("htmx:after:swap", watch);
  document.addEventListener("submit", submit, { capture: true });
  // The second click of two was meant for what stood there before the first.
  script.addEventListener("click", (event) => event.detail > 1 && event.target.closest("[data-advance]") && event.preventDefault());
  watch();
}
