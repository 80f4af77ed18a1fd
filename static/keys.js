// The keys of the review: j k move, ? lists, v looks at the page, any other letter presses the button that shows it.
import { current, step } from "./cursor.js";
import { glanced } from "./seen.js";

const MOVES = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  v: () => document.dispatchEvent(new CustomEvent("page:open", { detail: { next: true } })),
  "]": () => document.dispatchEvent(new CustomEvent("page:open", { detail: { next: true } })),
  "[": () => document.dispatchEvent(new CustomEvent("page:open", { detail: { next: true, by: -1 } })),
  "?": () => document.getElementById("keys").showModal(),
};

const TYPING = "input, textarea, select, [contenteditable]";
const PRESSABLE = "a, button, summary, audio, [data-pane-view]";

function press(key) {
  const sentence = current();
  const named = (place) => place?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const button = named(sentence) ?? named(sentence?.closest(".segment")) ?? named(document.querySelector(".tools"));
  if (button?.closest("[data-ahead=approval]") && !glanced(sentence)) return true;
  button?.click();
  button?.closest("details[open]")?.querySelector("textarea")?.focus(); // before the next key comes
  return Boolean(button);
}

document.addEventListener("keydown", (event) => {
  if (!current() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const onSentence = event.target.matches("[data-select]");
  // Enter, space and arrows belong to whatever has the focus, unless that is the sentence itself.
  if (event.key.length > 1 || event.key === " ") if (event.target.closest(PRESSABLE) && !onSentence) return;
  // A caps lock makes no other key of it: a capital letter decides more.
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  if (MOVES[key]) {
    MOVES[key]();
    event.preventDefault();
  } else if (event.repeat) {
    event.preventDefault(); // a key that is held moves on, but decides once
  } else if (key === "Enter") {
    const next = current().querySelector(".actions > form > .button-primary");
    if (next && (glanced(current()) || !next.closest("[data-ahead=approval]"))) next.click();
    if (next) event.preventDefault();
  } else if (key.length === 1 && press(key)) {
    event.preventDefault();
  }
});
