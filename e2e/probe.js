// Times each key of the review in the page, to the paint after which the eye sees what it did, and to its being stored.
() => {
  const current = () => document.querySelector(".sentence[aria-current]");
  const within = (id) => [...document.querySelectorAll(`.sentence#${id}, #${id} .sentence`)];
  const shown = (id) => within(id).every(one => one.dataset.state === "approved" || "deciding" in one.dataset);
  const stored = (id) => within(id).every(one => one.dataset.state === "approved");
  const moved = (press) => current()?.id !== press.sentence || document.activeElement.matches("[data-narrate]");
  const checking = (press) => "checking" in document.getElementById(press.sentence).dataset;
  const checked = (press) => !document.querySelector(`#${press.sentence} .finding-block`);
  const told = () => document.querySelector("#flash .notice");
  const inForm = (press) => document.getElementById(press.sentence).querySelector("details[open]");
  const done = {
    a: [press => shown(press.sentence) && moved(press), press => stored(press.sentence)],
    // Of the whole segment; or it is not done, because not all of it was seen.
    A: [press => told() || (shown(press.segment) && moved(press)), press => told() || stored(press.segment)],
    j: [moved, moved],
    f: [press => checked(press) || checking(press), checked],
    o: [inForm],
    Tab: [() => true],
    Enter: [press => !inForm(press), press => !inForm(press) && !checking(press)],
  };
  window.presses = [];
  let open = [];
  const soonAfterPaint = (todo) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = todo;
    channel.port2.postMessage(0);
  };
  function look() {
    for (const press of open) {
      const [painted, confirmed = painted] = done[press.key];
      const now = {};
      if (press.painted === undefined && painted(press)) now.painted = true;
      if (press.confirmed === undefined && confirmed(press)) now.confirmed = true;
      for (const name of Object.keys(now)) {
        press[name] = null;
        soonAfterPaint(() => (press[name] = performance.now() - press.at));
      }
    }
    open = open.filter(press => press.painted === undefined || press.confirmed === undefined);
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
  window.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea");
    document.querySelector("#flash .notice")?.remove();
    if (event.repeat || (typing && event.key.length === 1) || !(event.key in done)) return;
    const sentence = current();
    const press = { key: event.key, at: event.timeStamp, sentence: sentence.id, segment: sentence.closest(".segment").id };
    window.presses.push(press);
    open.push(press);
  }, true);
}
