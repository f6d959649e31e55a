// Passkeys: the browser asks the key, the form carries its answer. Without this file, codes do.
"use strict";

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytesOf(key.id) }));
  const made = { ...options, challenge: bytesOf(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytesOf(options.user.id) };
  if (options.excludeCredentials) made.excludeCredentials = keys(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = keys(options.allowCredentials);
  return made;
}

function sendable(answer) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer.response[name]) response[name] = textOf(answer.response[name]);
  }
  return JSON.stringify({ id: answer.id, rawId: textOf(answer.rawId), type: answer.type, response, clientExtensionResults: {} });
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  const publicKey = readable(JSON.parse(form.dataset.options));
  failed.hidden = true;
  try {
    const kind = form.dataset.passkey;
    form.elements.credential.value = sendable(await navigator.credentials[kind]({ publicKey }));
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
}

document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
    if ("starts" in form.dataset) ask(form);
  }
});
