// Comfort only: every page works without this file.
"use strict";

// The moderator's desk, for hands that stay on the keys: J and K walk the queue, 1 to 9 choose a decision, ? shows the list.
// Nothing is sent by a key, and a key typed into a field is only text.
document.addEventListener("keydown", (event) => {
  const desk = document.querySelector("[data-keys]");
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  if (!desk || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") walk(desk, key === "j" ? 1 : -1);
  else if (/^[1-9]$/.test(key)) desk.querySelectorAll("input[type=radio]")[Number(key) - 1]?.click();
  else if (key === "?") desk.querySelector("details[data-keys-list]")?.toggleAttribute("open");
  else return;
  event.preventDefault();
});

function walk(desk, step) {
  const links = [...desk.querySelectorAll(".queue a")];
  const focused = links.indexOf(document.activeElement);
  const here = focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute("aria-current"));
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}

// What went wrong is where the reader, sighted or not, goes on.
function showErrors(root) {
  root.querySelector?.("#error-summary, .refusal")?.focus();
}
document.addEventListener("DOMContentLoaded", () => showErrors(document));
document.addEventListener("htmx:afterSwap", (event) => showErrors(event.target));

// Closing a page with unsent words asks first, unless they are being sent or were saved as a draft.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("textarea") && event.target.form?.method === "post") unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.closest(".autosave") && event.detail.xhr.status < 300) unsaved = false;
});
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
