// Who is where: tells the server which sentence is current, and marks the sentences the others look at.
import { current } from "./cursor.js";

const place = document.querySelector("[data-presence]");
const SETTLED_MS = 400; // of a cursor that moves on
const AGAIN_MS = 20_000; // the server forgets whom it does not hear of

let waiting = 0;
let toldOf = ""; // the sentence the server knows of

function tell() {
  clearTimeout(waiting);
  if (document.hidden) return;
  const sentence = current()?.dataset.sentence ?? "";
  toldOf = sentence;
  htmx.ajax("GET", `${place.dataset.presence}?sentence=${sentence}`, { source: place, target: place, swap: "innerHTML" });
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(tell, SETTLED_MS);
}

// The name stands beside the words, for those who see it; the line above says it to everybody.
function mark() {
  for (const badge of document.querySelectorAll(".sentence-here")) badge.remove();
  for (const link of place.querySelectorAll("[data-here]")) {
    const badge = document.createElement("span");
    badge.className = "sentence-here";
    badge.setAttribute("aria-hidden", "true");
    badge.textContent = link.dataset.label;
    document.getElementById(`sentence-${link.dataset.here}`)?.querySelector(".sentence-ref")?.append(badge);
  }
}

if (place) {
  document.getElementById("live").addEventListener("presence", soon);
  // The page is shown again, too, where what was decided is drawn anew.
  document.addEventListener("page:show", () => current()?.dataset.sentence !== toldOf && soon());
  document.addEventListener("htmx:after:swap", mark);
  setInterval(tell, AGAIN_MS);
  soon();
}
