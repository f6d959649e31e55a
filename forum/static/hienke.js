// Comfort only: every page works without this file.
"use strict";

// A desk, for hands that stay on the keys: J and K walk its queue or results, 1 to 9 choose a decision, ? shows the list.
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
  const links = [...desk.querySelectorAll(".queue li > a, .items :is(h2, h3) > a")];
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

// After a part of the page was replaced, the hand stays on the control that did it, and the ear hears what changed.
let control = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  const active = document.activeElement;
  const lands = event.detail.elt.dataset.lands;
  control = event.detail.elt.contains(active) ? { lands, id: active.id, action: active.form?.getAttribute("action") } : null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const changed = document.getElementById(event.detail.target.id);
  const said = changed?.dataset.said;
  if (said) document.getElementById("said").textContent = said.replace(/\s+/g, " ");
  const landing = control?.lands && document.getElementById(control.lands);
  if (landing) {
    landing.focus({ preventScroll: true });
    landing.scrollIntoView({ block: landing.matches("a") ? "nearest" : "start" });
  } else if (control && document.activeElement === document.body) {
    const same = [...(changed?.querySelectorAll("form") ?? [])].find((one) => one.getAttribute("action") === control.action);
    (document.getElementById(control.id) ?? (same ?? changed)?.querySelector("button, a, input"))?.focus();
  }
  control = null;
});

// A page on paper says the day on which it was printed.
window.addEventListener("beforeprint", () => {
  const day = new Intl.DateTimeFormat("vi-VN", { dateStyle: "short", timeZone: "Asia/Ho_Chi_Minh" });
  document.querySelectorAll("[data-printed]").forEach((one) => { one.textContent = day.format(new Date()); });
});

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

// A field for a day takes what people type; where the browser has a calendar, a button beside it opens that.
function offerCalendars(root) {
  if (!HTMLInputElement.prototype.showPicker) return;
  for (const field of root.querySelectorAll("input[data-day]")) {
    const calendar = Object.assign(document.createElement("input"), { type: "date", tabIndex: -1, className: "vh" });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet" });
    calendar.setAttribute("aria-hidden", "true");
    button.textContent = field.dataset.day;
    button.addEventListener("click", () => calendar.showPicker());
    calendar.addEventListener("change", () => {
      field.value = calendar.value.split("-").reverse().join("/");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    delete field.dataset.day;
    field.after(button, calendar);
  }
}
document.addEventListener("DOMContentLoaded", () => offerCalendars(document));
document.addEventListener("htmx:afterSwap", (event) => offerCalendars(event.target));

// Words of a draft can be spoken about alone: once they are selected, a link beside the paragraph's own leads to the form with them.
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const holder = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-words]");
  const words = holder(selection.anchorNode);
  const link = words?.closest(".para").querySelector(".para-tools a[href$='#viet']");
  if (!link || selection.isCollapsed || words !== holder(selection.focusNode)) return;
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.setStart(words, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const typed = range.toString();
  const phrase = typed.trim();
  if (!phrase || phrase.length > 500) return;
  const start = [...before.toString()].length + [...typed].length - [...typed.trimStart()].length;
  const door = link.parentElement.querySelector("[data-phrase-door]") ?? document.createElement("a");
  door.dataset.phraseDoor = "";
  door.textContent = words.closest("[data-phrase]").dataset.phrase;
  door.href = `${link.href.split("#")[0]}?${new URLSearchParams({ chu: phrase, tu: start })}#viet`;
  link.parentElement.append(door);
});
