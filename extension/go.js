// Takes a failing document back. Whole in itself: it is injected.

// Begins the load, if the document is the one meant: no other is ever loaded again.
// Where it is to `stay`, it only answers whether it is. Who is at work in its card is not pulled
// away, but for `anyway`.
export function go({ meant, stay, living, anyway }) {
  // A page that lives changes its address as it likes.
  if (!living && location.href !== meant.address) return false;
  if (Math.round(performance.timeOrigin * 1000) !== meant.time_origin) return false;
  if (!anyway && globalThis.gatewatchCard?.atWork?.()) return "at work";
  if (globalThis.gatewatchSafe?.() === false) return "unsaved"; // somebody writes
  if (!stay) location.reload();
  return true;
}
