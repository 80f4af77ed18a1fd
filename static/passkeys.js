// Asks the browser for a passkey and sends what it gives: <form data-passkey="options, as JSON">.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.passkey || form.elements.credential.value) return;
  event.preventDefault();
  const told = form.querySelector("[data-passkey-error]");
  told.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await asked(JSON.parse(form.dataset.passkey)));
  } catch (error) {
    told.textContent = error instanceof TypeError ? form.dataset.unable : form.dataset.refused;
    told.hidden = false;
    return;
  }
  form.requestSubmit();
});

async function asked(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (!options.user) {
    publicKey.allowCredentials = listed(options.allowCredentials);
    return written(await navigator.credentials.get({ publicKey }));
  }
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  publicKey.excludeCredentials = listed(options.excludeCredentials);
  return written(await navigator.credentials.create({ publicKey }));
}

// As PublicKeyCredential.toJSON, which not every password store's credential has.
function written({ id, rawId, type, response }) {
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  return { id, rawId: text(rawId), type, response: parts, clientExtensionResults: {} };
}

const listed = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
