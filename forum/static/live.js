// Parts of a page that follow what happens. Without this file they stay as they were until the page is loaded again.
"use strict";

const POLL_MS = 10000;

for (const part of document.querySelectorAll("[data-live]")) follow(part);
setInterval(tick, 1000);
tick();

function follow(part) {
  const source = new EventSource(part.dataset.live);
  source.onmessage = (event) => show(part, event.data);
  // The browser reconnects by itself after a broken network; what the server refused is asked for now and then.
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) setInterval(() => poll(part), POLL_MS); };
}

async function poll(part) {
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    if (answer.ok) show(part, await answer.text());
  } catch { /* the network is gone: the next try may reach it */ }
}

function show(part, html) {
  const shown = new DOMParser().parseFromString(html, "text/html").body;
  part.replaceChildren(...shown.childNodes);
  tick();
}

// Minutes and seconds since a question was called.
function tick() {
  for (const one of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(one.dataset.since)) / 1000));
    one.textContent = `${Math.floor(seconds / 60)} phút ${String(seconds % 60).padStart(2, "0")}`;
  }
}
