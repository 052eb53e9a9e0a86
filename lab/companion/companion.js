// For tests alone: notes when the panel was put into this document, when it was painted, and what its
// region of news held when it came and after each change.
// A script of the driver asks by an event and reads the answer from an attribute, at once.
"use strict";
const noted = { inserted: null, painted: null, gone: null, said: [] };
// Extensions' scripts may open closed roots, each browser by a name of its own.
const rootOf = (host) => host.openOrClosedShadowRoot ?? globalThis.chrome?.dom?.openOrClosedShadowRoot(host);
function listen(region) {
  const note = () => {
    const words = region && !region.closest("[hidden]") ? region.textContent.replace(/\s+/g, " ").trim() : "not there";
    if (noted.said.at(-1) !== words) noted.said.push(words);
  };
  note();
  if (region) new MutationObserver(note).observe(region, { childList: true, subtree: true, characterData: true });
}
const panel = () => document.documentElement?.querySelector(":scope > gatewatch-panel");

const observer = new MutationObserver(() => {
  if (noted.inserted === null && panel()) {
    noted.inserted = performance.now();
    listen(rootOf(panel())?.querySelector("[role=status]"));
    // A frame's callbacks run before it is painted; a message after them runs behind the painting.
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        noted.painted = performance.now();
        after.port1.close();
      };
      after.port2.postMessage(null);
    });
  } else if (noted.inserted !== null && noted.gone === null && !panel()) {
    noted.gone = performance.now();
    observer.disconnect();
  }
});
observer.observe(document, { childList: true, subtree: true });

document.addEventListener("gatewatch-lab-ask", () => {
  const entry = performance.getEntriesByType("navigation")[0];
  const from = entry?.responseStart ?? 0;
  const since = (at) => (at === null ? null : at - from);
  document.documentElement.dataset.gatewatchLab = JSON.stringify({
    inserted_ms: since(noted.inserted),
    painted_ms: since(noted.painted),
    gone_ms: since(noted.gone),
    committed_wall_ms: performance.timeOrigin + from,
    status: entry?.responseStatus ?? 0,
    said: noted.said,
  });
});
