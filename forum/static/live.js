// Parts of a page that follow what happens. Without this file they stay as they were until the page is loaded again.
"use strict";

const POLL_MS = 10000;
const OWN_POLL_MS = 20000; // what is not announced, such as a place far down a list

for (const part of document.querySelectorAll("[data-live]")) follow(part);
setInterval(tick, 1000);
tick();
// What a button brought stands in place of what was shown.
document.addEventListener("htmx:afterRequest", () => {
  for (const part of document.querySelectorAll("[data-live]")) part.shown = undefined;
});

// data-live: where the changes come from. data-live-from: where the part can be fetched, if not from the page's address.
// data-live-own: it is not the same for all, so a change is the sign to fetch one's own.
function follow(part) {
  const isOwn = part.dataset.liveOwn !== undefined;
  const source = new EventSource(part.dataset.live);
  source.onmessage = (event) => {
    if (isOwn) setTimeout(() => poll(part), Math.random() * 700); // not all at the same moment
    else show(part, event.data);
  };
  if (isOwn) setInterval(() => poll(part), OWN_POLL_MS);
  // The browser reconnects by itself after a broken network; what the server refused is asked for now and then.
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) setInterval(() => poll(part), POLL_MS); };
}

async function poll(part) {
  try {
    const answer = await fetch(part.dataset.liveFrom || location.href, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) show(part, await answer.text());
  } catch { /* the network is gone: the next try may reach it */ }
}

// While somebody types in it, presses in it or has sent something from it, a part waits; the latest state is shown then.
function show(part, html) {
  if (html === part.shown) { part.waits = undefined; return; }
  if (isBusy(part)) { part.waits = html; return; }
  part.waits = undefined;
  part.shown = html;
  const shown = new DOMParser().parseFromString(html, "text/html").body;
  const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : "";
  part.replaceChildren(...shown.childNodes);
  if (window.htmx) window.htmx.process(part);
  if (focused) [...part.querySelectorAll("a, button")].find((one) => nameOf(one) === focused)?.focus({ preventScroll: true });
  tick();
}

function isBusy(part) {
  const fields = [...part.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return fields.some((one) => one === document.activeElement || one.value !== (one.defaultValue ?? one.value))
    || part.querySelector("button:active, a:active, .htmx-request, details[open] form") !== null;
}

function nameOf(one) {
  return one.form ? `${one.form.action} ${one.textContent.trim()}` : one.href || "";
}

// Minutes and seconds since a question was called; and what waited until its reader was done.
function tick() {
  for (const one of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(one.dataset.since)) / 1000));
    one.textContent = `${Math.floor(seconds / 60)} phút ${String(seconds % 60).padStart(2, "0")}`;
  }
  for (const part of document.querySelectorAll("[data-live]")) if (part.waits !== undefined) show(part, part.waits);
}
