// One cursor: exactly one sentence of the review is current, and the page follows it.

const SETTLED_MS = 250;

export const script = document.querySelector("[data-review]");

const byRisk = (one, other) => other.dataset.risk - one.dataset.risk;

// In the order the cursor goes through them; where risk is equal, that of the script.
export function sentences() {
  const all = [...script.querySelectorAll("[data-sentence]")];
  return script.dataset.order === "risk" ? all.sort(byRisk) : all;
}
export const current = () => script?.querySelector("[data-sentence][aria-current]") ?? null;
export const isOpen = ({ dataset }) => !["approved", "rejected"].includes(dataset.state) && !("mine" in dataset || "deciding" in dataset);
export const byId = (id) => document.getElementById(`sentence-${id}`);

let currentId = current()?.dataset.sentence;

export function moveTo(sentence, { focus = true, scroll = "nearest" } = {}) {
  if (!sentence) return;
  for (const other of script.querySelectorAll("[data-sentence][aria-current]")) other.removeAttribute("aria-current");
  sentence.setAttribute("aria-current", "true");
  currentId = sentence.dataset.sentence;
  markSegment(sentence);
  if (focus) sentence.querySelector("[data-select]").focus({ preventScroll: true });
  if (scroll) sentence.scrollIntoView({ block: scroll });
  // The cursor is painted first; the page follows with the next frame, the address when the hand rests.
  requestAnimationFrame(() => setTimeout(() => current() === sentence && showEvidence(sentence)));
  clearTimeout(settling);
  settling = setTimeout(keepPlace, SETTLED_MS);
}

let settling = 0;

function keepPlace() {
  const order = script.dataset.order === "risk" ? "&order=risk" : "";
  history.replaceState(history.state, "", `?sentence=${currentId}${order}`);
}

export function step(by) {
  offered = false;
  const all = sentences();
  moveTo(all[all.indexOf(current()) + by]);
}

function markSegment(sentence) {
  const id = sentence.closest(".segment").id.slice("segment-".length);
  for (const cell of document.querySelectorAll(".strip [data-segment]")) {
    cell.toggleAttribute("aria-current", cell.dataset.segment === id);
  }
}

function showEvidence(sentence) {
  const evidence = JSON.parse(sentence.dataset.evidence);
  document.dispatchEvent(new CustomEvent("page:show", { detail: { evidence } }));
}

// After a decision: the next open sentence below, else the first above, else stay and offer what comes next.
export function advance(from) {
  const all = sentences();
  const at = all.indexOf(from);
  const next = all.slice(at + 1).find(isOpen) ?? all.find(isOpen);
  moveTo(next ?? from);
  offered = !next;
  if (offered) offer();
}

let offered = false; // whether everything is decided and the focus goes to what comes next
let arrived = false; // whether it went there; the button comes with the last answer

function offer() {
  const next = document.querySelector("[data-narrate]");
  next?.focus();
  arrived = Boolean(next);
}

let deciding = []; // ids of the sentences that requests in flight decide, where the cursor waits for the answer

function beforeRequest(event) {
  const source = event.detail.ctx.sourceElement;
  if (source.matches("[data-sentence] [data-advance]:not([data-ahead=approval])")) deciding.push(source.closest("[data-sentence]").dataset.sentence);
}

function afterRefusal() {
  deciding = [];
  leaving = "";
}

// After undo the cursor is where the decision was; after save-and-next behind it.
function follow() {
  const moved = document.querySelector("#done[data-moved-to]");
  if (moved) {
    const to = byId(moved.dataset.movedTo);
    delete moved.dataset.movedTo;
    if (to) moveTo(to);
    return Boolean(to);
  }
  const saved = byId(leaving);
  if (!saved || saved.querySelector("details[open]")) return false;
  leaving = "";
  const all = sentences();
  moveTo(all[all.indexOf(saved) + 1] ?? saved);
  return true;
}

let leaving = ""; // id of the sentence whose edit is being saved to go on

// Enter in the words of a sentence saves them: a sentence is one line. Not while an input method composes.
function saveAndNext(event) {
  const form = event.target.closest("form[data-edit]");
  if (!form || event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
  event.preventDefault();
  leaving = event.target.closest("[data-sentence]").dataset.sentence;
  form.requestSubmit();
}

// Whatever is drawn anew, what is being read stays where it is on the screen.
let kept = null; // { id of a sentence, top }

const inView = ({ top, bottom }) => bottom > 0 && top < innerHeight;

function keep() {
  const place = (one) => one && { id: one.dataset.sentence, box: one.getBoundingClientRect() };
  let found = place(current());
  if (!found || !inView(found.box)) found = sentences().map(place).find(({ box }) => inView(box));
  kept = found && { id: found.id, top: found.box.top };
}

function stay() {
  const moved = kept && byId(kept.id);
  if (moved) scrollBy({ top: moved.getBoundingClientRect().top - kept.top, behavior: "instant" });
}

// What is drawn anew knows the cursor of when it was asked for; there is one, where it is now.
let redrawn = false;
function beforeSwap(event) {
  keep();
  for (const { fragment } of event.detail.tasks) {
    for (const sentence of fragment?.querySelectorAll("[data-sentence]") ?? []) {
      const here = sentence.dataset.sentence === currentId;
      redrawn ||= here;
      if (here) sentence.setAttribute("aria-current", "true");
      else sentence.removeAttribute("aria-current");
    }
  }
}

// A planted error is told where it stood: the cursor goes back, for the sentence itself is still to be decided.
function returnToPlanted() {
  for (const told of script.querySelectorAll("[data-planted]")) {
    const sentence = told.closest("[data-sentence]");
    delete told.dataset.planted;
    deciding = deciding.filter((id) => id !== sentence.dataset.sentence);
    if (leaving === sentence.dataset.sentence) leaving = "";
    offered = false;
    if (!document.activeElement.matches("textarea")) moveTo(sentence);
  }
}

function afterSwap() {
  const again = redrawn;
  redrawn = false;
  stay();
  returnToPlanted();
  if (follow()) return;
  // Whichever answer brings the decision first, the decision's own or the one a nudge asked for.
  const done = deciding.map(byId).filter((sentence) => sentence && !isOpen(sentence));
  if (done.length) {
    deciding = deciding.filter((id) => byId(id) && isOpen(byId(id)));
    advance(done.at(-1));
    return;
  }
  const same = byId(currentId) ?? sentences()[0];
  if (!same) return;
  const lost = document.activeElement === document.body;
  if (again || current() !== same) moveTo(same, { focus: lost && !offered, scroll: "" });
  else markSegment(same);
  // A nudge draws the head of the page anew, and with it the button that had the focus.
  if (offered && (lost || (!arrived && current().contains(document.activeElement)))) offer();
}

if (script) {
  document.addEventListener("click", (event) => {
    const sentence = event.target.closest("[data-sentence]");
    if (!sentence) return;
    const link = event.target.closest("[data-select], [data-show-page]");
    if (link && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
    if (link) event.preventDefault();
    else if (event.target.closest("a, button, summary, form, audio") || String(getSelection())) return;
    moveTo(sentence, { scroll: "", focus: Boolean(link) });
    if (event.target.closest("[data-show-page]")) document.dispatchEvent(new CustomEvent("page:open"));
  });
  script.addEventListener("keydown", saveAndNext);
  document.addEventListener("htmx:before:request", beforeRequest);
  document.addEventListener("htmx:response:error", afterRefusal);
  document.addEventListener("htmx:error", afterRefusal);
  document.addEventListener("htmx:before:swap", beforeSwap);
  document.addEventListener("htmx:after:swap", afterSwap);
  const all = sentences();
  const first = byId(location.hash.slice("#sentence-".length)) ?? current() ?? all.find(isOpen) ?? all[0];
  const { top, bottom } = first.getBoundingClientRect();
  moveTo(first, { focus: false, scroll: top < 0 || bottom > innerHeight ? "center" : "" });
}
