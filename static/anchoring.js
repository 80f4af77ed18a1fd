// Choosing evidence on the page image: a press on a passage ticks its box in the list, which works without this, too.

const boxes = [...document.querySelectorAll("[data-passage-box]")];
const inputOf = (key) => document.querySelector(`[data-passage="${CSS.escape(key)}"] input`);

function draw() {
  for (const box of boxes) box.classList.toggle("is-faint", !inputOf(box.dataset.passageBox)?.checked);
}

function press(event) {
  const key = event.target.closest("[data-passage-box]")?.dataset.passageBox;
  if (!key) return;
  inputOf(key).click();
  inputOf(key).closest("label").scrollIntoView({ block: "nearest" });
}

// What the pointer or the focus is on is shown on the page.
function point(event) {
  const key = event.target.closest?.("[data-passage]")?.dataset.passage ?? event.target.closest?.("[data-passage-box]")?.dataset.passageBox;
  for (const box of boxes) box.classList.toggle("is-pointed", box.dataset.passageBox === key);
}

if (boxes.length) {
  document.addEventListener("click", press);
  document.addEventListener("change", draw);
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", point);
}
