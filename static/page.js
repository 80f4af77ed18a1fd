// The page beside the words: shows a place, marks the evidence, turns, zooms; a drawer on small screens.

const pane = document.querySelector("[data-pane]");
const view = pane?.querySelector("[data-pane-view]");
const sheet = pane?.querySelector("[data-sheet]");
const ZOOMS = { min: 0.5, max: 4, step: 1.25 };
const MARGIN = 1; // points around a line, so that the marker does not cut its letters

let evidence = []; // spans of the current sentence: document, page, quote, boxes
let at = 0; // which of them is in view
let zoom = 1; // width of the sheet in widths of the view
let returnTo = null; // what had the focus before the drawer opened

const fill = (pattern, words) => pattern.replace(/\{(\w+)\}/g, (_, name) => words[name]);
const list = (id) => pane.querySelector(`[data-document="${CSS.escape(id)}"]`);
const openList = () => pane.querySelector("[data-document]:not([hidden])");
const openLink = () => openList().querySelector("[aria-current]");

function turnTo(link) {
  const pages = link.closest("[data-document]");
  for (const other of pane.querySelectorAll("[data-document]")) other.hidden = other !== pages;
  pane.querySelector(".pane-pages [aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  const { number, width, height } = link.dataset;
  const words = { page: number, pages: pages.children.length, title: pages.dataset.title };
  const title = pane.querySelector("[data-pane-title]");
  const total = document.createElement("span");
  total.textContent = fill(pane.dataset.ofLabel, words);
  title.replaceChildren(fill(pane.dataset.pageLabel, words), " ", total);
  const image = sheet.querySelector("img");
  if (image.src !== link.href) {
    sheet.dataset.loading = "";
    Object.assign(image, { width, height, src: link.href, alt: fill(pane.dataset.alt, words) });
  }
  mark(pages.dataset.document, Number(number), width, height);
}

function mark(documentId, number, width, height) {
  const svg = sheet.querySelector("svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const here = evidence.filter((span) => span.document === documentId && span.page === number);
  svg.replaceChildren(...here.flatMap((span) => span.boxes.map((box) => rectangle(box, span !== evidence[at]))));
}

function rectangle([x0, y0, x1, y1], faint) {
  const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const place = { x: x0 - MARGIN, y: y0 - MARGIN, width: x1 - x0 + 2 * MARGIN, height: y1 - y0 + 2 * MARGIN, rx: 1 };
  for (const [name, value] of Object.entries(place)) rect.setAttribute(name, value);
  rect.classList.toggle("is-faint", faint);
  return rect;
}

function setZoom(value) {
  zoom = Math.min(ZOOMS.max, Math.max(ZOOMS.min, value));
  sheet.style.width = `${zoom * 100}%`;
}

// So large that the column of the evidence fills most of the view, its longer lines too, and the evidence in the middle of it.
function lookAt(span) {
  const link = openLink();
  const x0 = Math.min(...span.boxes.map((box) => box[0]));
  const x1 = Math.max(...span.boxes.map((box) => box[2]));
  const y0 = Math.min(...span.boxes.map((box) => box[1]));
  const y1 = Math.max(...span.boxes.map((box) => box[3]));
  const pageWidth = Number(link.dataset.width);
  setZoom(Math.max(1, Math.min(1.9, (0.82 * pageWidth) / Math.max(x1 - x0, 0.4 * pageWidth))));
  const scale = sheet.clientWidth / pageWidth;
  const left = ((x0 + x1) / 2) * scale - view.clientWidth / 2;
  const top = ((y0 + y1) / 2) * scale - view.clientHeight / 2;
  view.scrollTo({ left, top });
}

function show(spans, index = 0) {
  evidence = spans;
  at = index;
  const span = evidence[at];
  const places = pane.querySelector("[data-pane-places]");
  if (!span) {
    sheet.querySelector("svg").replaceChildren();
    places.textContent = pane.dataset.nothingLabel;
    return;
  }
  const words = { number: at + 1, count: evidence.length };
  places.textContent = evidence.length > 1 ? fill(pane.dataset.placesLabel, words) : "";
  const link = list(span.document)?.querySelector(`[data-number="${span.page}"]`);
  if (!link) return;
  turnTo(link);
  if (span.boxes.length) lookAt(span);
}

function openDrawer({ next = false, by = 1 } = {}) {
  const drawer = getComputedStyle(pane).position === "fixed";
  if (drawer && !("open" in pane.dataset)) {
    returnTo = document.activeElement;
    pane.dataset.open = "";
    pane.focus({ preventScroll: true });
    show(evidence, at);
  } else {
    show(evidence, next && evidence.length > 1 ? (at + by + evidence.length) % evidence.length : at);
  }
}

function closeDrawer() {
  if (!("open" in pane.dataset)) return;
  delete pane.dataset.open;
  returnTo?.focus({ preventScroll: true });
}

function click(event) {
  const link = event.target.closest(".pane-pages a");
  const turn = event.target.closest("[data-pane-turn]");
  const change = event.target.closest("[data-pane-zoom]")?.dataset.paneZoom;
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    turnTo(link);
  } else if (turn) {
    const links = [...openList().querySelectorAll("a")];
    const next = links[links.indexOf(openLink()) + Number(turn.dataset.paneTurn)];
    if (next) turnTo(next);
  } else if (change) {
    setZoom(change === "fit" ? 1 : change === "in" ? zoom * ZOOMS.step : zoom / ZOOMS.step);
  } else if (event.target.closest("[data-pane-close]")) {
    closeDrawer();
  }
}

if (pane) {
  pane.addEventListener("click", click);
  sheet.querySelector("img").addEventListener("load", () => delete sheet.dataset.loading);
  document.addEventListener("page:show", (event) => show(event.detail.evidence));
  document.addEventListener("page:open", (event) => openDrawer(event.detail ?? {}));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrawer();
  });
}
