// The hand does not wait for the server: a decision is painted at once, and what is pressed next waits for its answer.
import { addressOf, drawnAnew, fixedOf } from "./anew.js";
import { advance, byId, current, isOpen, moveTo, script } from "./cursor.js";

let busy = null; // the request that is on its way; one at a time, so that they arrive as they were pressed
let asked = ""; // address of its form
let waiting = []; // what was pressed meanwhile: { action, fixed, typed }
let answered = []; // ids of the sentences that were painted as decided and are about to be drawn as they are
let painted = []; // what is shown before it is stored: { id of its sentence, as, action that shall store it, words, undo }

function paint(sentence, as, action, words = "") {
  const changed = [sentence.querySelector(".sentence-mark"), ...(words ? [sentence.querySelector("[data-select]")] : [])];
  const before = changed.map((element) => [...element.childNodes]);
  changed[0].replaceChildren(document.getElementById(as).content.cloneNode(true));
  changed[1]?.replaceChildren(words);
  sentence.dataset[as] = "";
  const undo = () => {
    changed.forEach((element, row) => element.replaceChildren(...before[row]));
    delete sentence.dataset[as];
  };
  const kept = { id: sentence.dataset.sentence, as, action, words, undo };
  painted.push(kept);
  return kept;
}

function paintApproval(form) {
  const one = form.closest("[data-sentence]");
  const all = one ? [one] : [...form.closest(".segment").querySelectorAll("[data-sentence]")].filter(isOpen);
  for (const sentence of all) paint(sentence, "deciding", addressOf(form));
  advance(all.at(-1) ?? current());
}

// The words of a remedy are known; what the checks say about them is not, so nothing can be decided yet.
function paintChange(form) {
  const sentence = form.closest("[data-sentence]");
  const details = form.closest("details");
  const kept = paint(sentence, "checking", addressOf(form), form.querySelector("[type=hidden][name=text]")?.value);
  sentence.querySelector("[data-select]").focus({ preventScroll: true });
  if (!details) return;
  details.open = false;
  const { undo } = kept;
  kept.undo = () => {
    undo();
    details.open = true;
  };
}

// After whoever asks back or refuses, before htmx. What is painted is sent after the paint.
function submit(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-review] form[hx-post]") || "sent" in form.dataset) return;
  const ahead = form.dataset.ahead;
  if (!ahead && !busy && !waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const typed = [...form.elements].filter((field) => field.matches("textarea, select, input:is([type=text], :checked)"));
  waiting.push({ action: addressOf(form), fixed: fixedOf(form), typed: typed.map((field) => [field.name, field.value]) });
  if (ahead === "approval") paintApproval(form);
  else if (ahead === "change") paintChange(form);
  soon();
}

// A tab that is not looked at paints nothing, and sends all the same.
function soon() {
  requestAnimationFrame(() => setTimeout(next));
  setTimeout(next, 100);
}

function beforeRequest(event) {
  const { ctx } = event.detail;
  if (event.defaultPrevented || ctx.request.method !== "POST" || !ctx.sourceElement.matches("[data-review] form")) return;
  busy = ctx;
  asked = addressOf(ctx.sourceElement);
}

function afterRequest(event) {
  if (event.detail.ctx !== busy) return;
  const stored = busy.response?.status < 400;
  busy = null;
  if (stored) soon();
  else giveUp();
}

function next() {
  const press = !busy && waiting.shift();
  if (!press) return;
  const form = drawnAnew(press.action, press.fixed);
  if (!form || fixedOf(form) !== press.fixed) return overtaken(form);
  for (const [name, value] of press.typed) form.elements[name].value = value;
  form.dataset.sent = "";
  form.requestSubmit();
  delete form.dataset.sent;
}

// What it is about has changed: whoever was asked is asked again, everybody else is told.
function overtaken(form) {
  if (form?.dataset.confirm) {
    form.requestSubmit();
    return soon();
  }
  document.getElementById("flash").replaceChildren(document.getElementById("overtaken").content.cloneNode(true));
  giveUp();
}

// What was painted in vain is shown as it is, and the cursor goes back to the first of it.
function giveUp() {
  const vain = painted;
  waiting = painted = [];
  for (const each of vain) each.undo();
  if (vain.length && !document.activeElement.matches("textarea")) moveTo(byId(vain[0].id));
  htmx.trigger(document.getElementById("live"), "progress");
}

function beforeSwap(event) {
  const { ctx } = event.detail;
  if (ctx !== busy || !(ctx.response.status < 400)) return;
  answered = painted.filter(({ action, as }) => action === asked && as === "deciding").map(({ id }) => id);
  painted = painted.filter(({ action }) => action !== asked);
  // The answer to one form must not take away another that somebody types in meanwhile.
  const segment = document.getElementById(ctx.sourceElement.closest(".segment")?.id);
  const forms = segment?.querySelectorAll("details[open] form:has(textarea)") ?? [];
  if ([...forms].every((form) => addressOf(form) === asked)) return;
  event.preventDefault();
  segment.dataset.missed = "";
  htmx.trigger(document.getElementById("live"), "progress");
}

// A segment that is drawn anew shows what is stored; what is still on its way is painted over it again.
function afterSwap() {
  const again = painted.filter(({ id, as }) => byId(id) && !(as in byId(id).dataset));
  painted = painted.filter((each) => !again.includes(each));
  for (const { id, as, action, words } of again) if (isOpen(byId(id))) paint(byId(id), as, action, words);
  // What was decided on, and is open all the same, has something to say: it was no decision on that sentence.
  const open = answered.map(byId).find((sentence) => sentence && isOpen(sentence));
  answered = [];
  if (open && !document.activeElement.matches("textarea")) moveTo(open);
}

if (script) {
  document.addEventListener("submit", submit, { capture: true });
  document.addEventListener("htmx:before:request", beforeRequest);
  document.addEventListener("htmx:finally:request", afterRequest);
  document.addEventListener("htmx:before:swap", beforeSwap);
  document.addEventListener("htmx:after:swap", afterSwap);
  window.addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
}
