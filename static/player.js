// Captions that follow the sound: the sentence being spoken is current, a sentence pressed is played from.
// <section data-player> holds an <audio>, sentences with data-start and data-end in seconds, or a [data-cues] to fill.
import { say } from "./small.js";

function prepare(player) {
  const audio = player.querySelector("audio");
  const track = audio.querySelector("track");
  let cues = collect(player);
  const follow = () => {
    mark(cues, audio);
    markChapter(player, audio.currentTime);
  };
  audio.addEventListener("timeupdate", follow);
  audio.addEventListener("seeked", follow);
  const gone = () => player.setAttribute("data-missing", "");
  audio.addEventListener("error", gone);
  if (audio.error) gone(); // before we listened
  const list = player.querySelector("[data-cues]");
  if (list && track) {
    track.track.mode = "hidden"; // load the cues, draw them ourselves
    track.addEventListener("load", () => {
      list.replaceChildren(...[...track.track.cues].map(cueLine));
      cues = collect(player);
    });
    if (track.readyState === 2) track.dispatchEvent(new Event("load"));
  }
  turnPage(cues.find((cue) => cue.element.dataset.evidence?.length > 2)?.element);
  player.addEventListener("click", (event) => pressed(event, audio));
  player.querySelector("[data-speed]")?.addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
}

const collect = (player) =>
  [...player.querySelectorAll("[data-start][data-end]")].map((element) => ({
    element,
    start: Number(element.dataset.start),
    end: Number(element.dataset.end),
  }));

function mark(cues, audio) {
  const now = cues.findLast((cue) => cue.start <= audio.currentTime + 0.01);
  for (const cue of cues) {
    if (cue === now) continue;
    cue.element.removeAttribute("aria-current");
  }
  if (!now || now.element.hasAttribute("aria-current")) return;
  now.element.setAttribute("aria-current", "true");
  if (audio.paused) return;
  now.element.scrollIntoView({ block: "nearest" });
  turnPage(now.element);
}

function turnPage(sentence) {
  const evidence = JSON.parse(sentence?.dataset.evidence ?? "[]");
  if (evidence.length) document.dispatchEvent(new CustomEvent("page:show", { detail: { evidence } }));
}

function markChapter(player, time) {
  const chapters = [...player.querySelectorAll("[data-chapter]")];
  const now = chapters.findLast((chapter) => Number(chapter.dataset.seek) <= time + 0.01);
  for (const chapter of chapters) chapter.toggleAttribute("aria-current", chapter === now);
}

function pressed(event, audio) {
  const place = event.target.closest("[data-show-page]")?.closest("[data-evidence]");
  if (place) {
    event.preventDefault();
    turnPage(place);
    document.dispatchEvent(new CustomEvent("page:open"));
    return;
  }
  const to = event.target.closest("[data-seek]");
  const by = event.target.closest("[data-skip]");
  if (!to && !by) return;
  event.preventDefault();
  audio.currentTime = to ? Number(to.dataset.seek) : audio.currentTime + Number(by.dataset.skip);
  if (to) audio.play();
}

function cueLine(cue) {
  const line = document.createElement("li");
  Object.assign(line.dataset, { start: cue.startTime, end: cue.endTime });
  const link = document.createElement("a"); // a link, because it flows with the text and a button does not
  link.href = `#t=${cue.startTime}`;
  link.className = "cue-text";
  link.dataset.seek = cue.startTime;
  link.textContent = cue.text.replaceAll("\n", " ");
  line.className = "cue";
  line.append(link, " ");
  return line;
}

// One sentence by itself: <button data-clip="address"> plays it, pressed again it stops.
const clip = new Audio();
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-clip]");
  if (!button) return;
  const to = new URL(button.dataset.clip, location.href).href;
  if (clip.src === to && !clip.paused) {
    clip.pause();
    return;
  }
  clip.src = to;
  clip.play().catch(() => say(button.dataset.silent ?? ""));
});

for (const player of document.querySelectorAll("[data-player]")) prepare(player);
