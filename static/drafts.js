// What somebody types is kept in this browser until it is saved, so that no reload or lost session takes it.

const PREFIX = "draft:";
const DAYS = 14;

// Of one sentence as it was when the typing began: other words by now make the draft another's.
function keyOf(area) {
  const form = area.closest("[data-sentence] details form");
  const hash = form?.querySelector("[name=content_hash]")?.value;
  return hash && `${PREFIX}${area.closest("[data-sentence]").dataset.sentence}:${area.name}:${hash}`;
}

function keep(area) {
  const key = keyOf(area);
  if (!key) return;
  if (area.value === area.defaultValue) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify({ value: area.value, at: Date.now() }));
}

function bringBack(area) {
  const kept = keyOf(area) && localStorage.getItem(keyOf(area));
  if (kept && area.value === area.defaultValue) area.value = JSON.parse(kept).value;
}

function forget(form) {
  for (const area of form.querySelectorAll("textarea")) if (keyOf(area)) localStorage.removeItem(keyOf(area));
}

function forgetOld() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).at > DAYS * 86_400_000) localStorage.removeItem(key);
  }
}

if (document.querySelector("[data-review]")) {
  forgetOld();
  document.addEventListener("input", (event) => event.target.matches("textarea") && keep(event.target));
  document.addEventListener("toggle", (event) => event.target.open && event.target.querySelectorAll("textarea").forEach(bringBack), true);
  document.addEventListener("reset", (event) => forget(event.target));
  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    if (sourceElement.matches("form") && response?.status < 400) forget(sourceElement);
  });
}
