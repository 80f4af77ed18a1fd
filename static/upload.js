// Drop a file on <form data-upload>: it is sent at once, with progress. Without this file it is a plain form.

for (const form of document.querySelectorAll("form[data-upload]")) prepare(form);

function prepare(form) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("is-over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  input.addEventListener("change", () => input.files.length && form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, input.files[0]);
  });
}

// XMLHttpRequest because fetch does not tell how much has been sent.
function send(form, file) {
  const note = form.querySelector("[data-upload-note]");
  const bar = form.querySelector("progress");
  const request = new XMLHttpRequest();
  const sending = (on) => {
    bar.hidden = !on;
    form.toggleAttribute("aria-busy", on);
    for (const button of form.querySelectorAll("button, input[type=file]")) button.disabled = on;
  };
  const body = new FormData(form);
  request.upload.onprogress = (event) => {
    bar.max = event.total;
    bar.value = event.loaded;
    if (event.loaded === event.total) bar.removeAttribute("value"); // sent; the server is still storing it
  };
  request.onload = () => {
    const to = request.getResponseHeader("HX-Location") ?? request.getResponseHeader("HX-Redirect");
    if (request.status < 400) {
      location.assign(to ?? request.responseURL);
      return;
    }
    sending(false);
    form.reset();
    note.innerHTML = request.responseText; // our own fragment, as htmx would place it
    note.querySelector("a, button")?.focus();
  };
  request.onerror = () => {
    sending(false);
    note.textContent = form.dataset.lost;
  };
  note.textContent = `${form.dataset.sending} ${file.name}`;
  sending(true);
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Request-Type", "partial");
  request.send(body);
}
