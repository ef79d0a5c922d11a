// Passkeys: hands what the site asks to the browser, and sends back what the device answered.
// A form with data-passkey only shows when the browser knows passkeys; everything else on the page works without.
const toBytes = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
};
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withIdAsBytes = (each) => ({ ...each, id: toBytes(each.id) });

function asked(options) {
  const key = { ...options.publicKey, challenge: toBytes(options.publicKey.challenge) };
  if (key.user) key.user = withIdAsBytes(key.user);
  if (key.excludeCredentials) key.excludeCredentials = key.excludeCredentials.map(withIdAsBytes);
  if (key.allowCredentials) key.allowCredentials = key.allowCredentials.map(withIdAsBytes);
  return { publicKey: key };
}

function answered(credential) {
  const response = credential.response;
  const sent = { clientDataJSON: toText(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) sent[part] = toText(response[part]);
  }
  if (response.getTransports) sent.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: sent,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const response = await fetch(form.dataset.optionsUrl, {
    headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
    credentials: "same-origin",
  });
  return (await response.json()).request_options;
}

async function start(form) {
  const wrong = form.querySelector("[data-passkey-wrong]");
  const button = form.querySelector("button");
  wrong.hidden = true;
  button.disabled = true;
  try {
    const options = asked(await optionsOf(form));
    const credential = await navigator.credentials[form.dataset.passkey](options);
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.submit();
  } catch (error) {
    wrong.textContent = error.name === "SecurityError" ? form.dataset.unsafe : form.dataset.cancelled;
    wrong.hidden = false;
    button.disabled = false;
  }
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const known = Boolean(window.PublicKeyCredential && navigator.credentials);
  form.hidden = !known;
  const none = form.nextElementSibling;
  if (none && none.matches("[data-passkey-none]")) none.hidden = known;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start(form);
  });
});
