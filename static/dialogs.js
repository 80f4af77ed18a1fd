// Asks before what cannot be taken back: <form data-confirm="Question" data-confirm-text="..." data-confirm-yes="Delete">,
// and data-confirm-kind="primary" where nothing is lost by it.
import { addressOf, drawnAnew, fixedOf } from "./anew.js";

const dialog = document.getElementById("confirm");
const confirmed = new WeakSet();

// Capturing, so that it comes before htmx hears of the submit.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    dialog.querySelector("h2").textContent = form.dataset.confirm;
    dialog.querySelector("[data-confirm-text]").textContent = form.dataset.confirmText ?? "";
    const yes = dialog.querySelector("[data-confirm-yes]");
    yes.textContent = form.dataset.confirmYes;
    yes.className = `button button-${form.dataset.confirmKind ?? "stop"}`;
    dialog.returnValue = "no";
    dialog.onclose = () => {
      if (dialog.returnValue === "yes") send(form, event.submitter);
      else giveBack(event.submitter);
    };
    dialog.showModal();
  },
  { capture: true },
);

// Only what was asked about: a form that says something else by now asks again.
function send(form, button) {
  if (form.isConnected) {
    confirmed.add(form);
    return form.requestSubmit(button);
  }
  const now = drawnAnew(addressOf(form), fixedOf(form));
  if (now && fixedOf(now) === fixedOf(form)) confirmed.add(now);
  now?.requestSubmit();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) document.getElementById("keys").showModal();
  const shut = event.target.closest("[data-shut]");
  if (shut) shutForm(shut.closest("details"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const open = event.target.closest?.("details[name]") ?? document.querySelector(".sentence[aria-current] details[open]");
  if (open) shutForm(open);
});

// The browser gives the focus back, unless the button was drawn anew while the dialog was open.
function giveBack(button) {
  if (button?.dataset.key && !button.isConnected) document.querySelector(`[data-key="${CSS.escape(button.dataset.key)}"]`)?.focus();
}

// Closing throws the typing away, as the button says.
function shutForm(details) {
  details.querySelector("form").reset();
  details.open = false;
  details.querySelector("summary").focus();
}
