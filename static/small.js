// Copy buttons, times told relative to now, messages that can be closed, and a lost connection.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.copied);
  }
  event.target.closest("[data-dismiss]")?.closest(".notice").remove();
});

// The message line is a live region: what stands there is read out.
export function say(words) {
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.textContent = words;
  document.getElementById("flash").append(line);
  setTimeout(() => line.remove(), 4000);
}

document.addEventListener("htmx:error", () => {
  const message = document.getElementById("lost-connection").content.cloneNode(true);
  document.getElementById("flash").replaceChildren(message);
});

// A whole page brings its own scripts, so the browser loads it and htmx keeps to fragments.
document.addEventListener("htmx:before:request", (event) => {
  const { target, request } = event.detail.ctx;
  if (target !== document.body || request.method !== "GET") return;
  event.preventDefault();
  const to = new URL(request.action, location.href);
  if (to.pathname + to.search === location.pathname + location.search) location.reload();
  else location.assign(to);
});

// What happened between drawing the page and listening, or while the connection was lost, has passed unheard.
document.addEventListener("htmx:sse:after:connection", (event) => {
  htmx.trigger(event.target, event.detail.connection.attempt ? "refresh" : "connected");
});

// A page that has moved on no longer has the part that was asked for: show what it has become.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const gone = ctx.select && ctx.response.status < 400 && !tasks.some((task) => task.fragment?.childElementCount);
  if (!gone) return;
  event.preventDefault();
  location.reload();
});

const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

function tellTimes() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    if (Math.abs(seconds) > 30 * 86400) continue; // the date itself says more
    time.title ||= time.textContent;
    const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
    time.textContent = relative.format(Math.round(seconds / length), unit);
  }
}
tellTimes();
setInterval(tellTimes, 60_000);
document.addEventListener("htmx:after:swap", tellTimes);
