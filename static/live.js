// Keeping up with the others: a nudge has a segment asked for again; whatever was missed is found out and asked for.

// A page is not nudged to ask for what it was answered with: it has a name, drawn anew each time it is loaded.
const PAGE = crypto.getRandomValues(new Uint32Array(4)).join("-");
document.addEventListener("htmx:config:request", ({ detail }) => (detail.ctx.request.headers["TIC-Page"] = PAGE));

const script = document.querySelector("[data-review]");
const CHECK_MS = 15_000; // how often to find out, where no nudge comes
const CATCH_UP_MS = 300;
const SETTLED_MS = 100; // an answer has several parts, drawn one after the other

const ask = (name) => htmx.trigger(document.getElementById("live"), name);
const isTyping = (place) => place.querySelector("details[open] textarea") !== null;
const segmentOf = (event) => event.detail.ctx.sourceElement.closest(".segment");

// A nudge must not take away a form that somebody types in, or is about to; not by an answer on its way either.
function spareTyping(event) {
  const segment = event.detail.ctx.sourceElement;
  if (!segment.matches(".segment") || !isTyping(segment)) return;
  event.preventDefault();
  segment.dataset.missed = "";
  ask("progress");
}

// A form that opens is there to be typed in; once it is shut, what was missed meanwhile is asked for.
function afterToggle(event) {
  if (event.target.open) event.target.querySelector("textarea")?.focus();
  const segment = event.target.closest(".segment");
  if (segment && "missed" in segment.dataset && !isTyping(segment)) ask(segment.id);
}

// While a segment asks or decides, htmx drops a nudge for it, and the answer may be older than the nudge.
const asking = new Map(); // by request: a decision breaks off what was asked for before it
const dropped = new Set();

function beforeNudge(event) {
  const name = event.detail.message.event;
  if ([...asking.values()].includes(name)) dropped.add(name);
}

// Once, for decisions that follow each other closely.
let catchingUp = 0;
function afterRequest(event) {
  const id = segmentOf(event)?.id;
  asking.delete(event.detail.ctx);
  if ([...asking.values()].includes(id) || !dropped.delete(id)) return;
  clearTimeout(catchingUp);
  catchingUp = setTimeout(() => ask("progress"), CATCH_UP_MS);
}

// The head says at which version each segment is; one that is drawn at another is asked for, once a version.
let asked = new Map();

function heal() {
  const cells = [...document.querySelectorAll(".strip [data-version]")];
  const drawn = script.querySelectorAll(".segment").length;
  if (cells.length && cells.length !== drawn && !isTyping(script)) return location.reload();
  for (const { dataset } of cells) {
    const segment = document.getElementById(`segment-${dataset.segment}`);
    if (!segment || segment.dataset.version === dataset.version || asked.get(segment.id) === dataset.version) continue;
    if (isTyping(segment)) segment.dataset.missed = "";
    else {
      asked.set(segment.id, dataset.version);
      ask(segment.id);
    }
  }
}

let settling = 0;
function afterSwap() {
  clearTimeout(settling);
  settling = setTimeout(heal, SETTLED_MS);
}

function check() {
  if (document.hidden) return;
  asked = new Map();
  ask("progress");
}

if (script) {
  script.addEventListener("toggle", afterToggle, true);
  document.addEventListener("htmx:before:request", spareTyping);
  document.addEventListener("htmx:before:swap", spareTyping);
  document.addEventListener("htmx:before:request", (event) => event.defaultPrevented || asking.set(event.detail.ctx, segmentOf(event)?.id));
  document.addEventListener("htmx:finally:request", afterRequest);
  document.addEventListener("htmx:sse:before:message", beforeNudge);
  document.addEventListener("htmx:after:swap", afterSwap);
  window.addEventListener("focus", check);
  setInterval(check, CHECK_MS);
}
