// Takes a failing document back. Whole in itself: it is injected.

// Begins the load, if the document is the one meant: no other is ever loaded again.
// Where it is to `stay`, it only answers whether it is. Who is at work in its card is not pulled
// away, but for `anyway`. Where the tab loads the rest of its `own` document, that one is not whole yet;
// where it is, another is on its way.
export function go({ meant, stay, living, anyway, own }) {
  const ours = (globalThis[Symbol.for("gatewatch")] ??= {});
  // A page that lives changes its address as it likes.
  if (!living && location.href !== meant.address) return false;
  if (Math.round(performance.timeOrigin * 1000) !== meant.time_origin) return false;
  if (!anyway && ours.card?.atWork?.()) return "at work";
  if (ours.safe?.() === false) return "unsaved"; // somebody writes
  if (own && Object.getOwnPropertyDescriptor(Document.prototype, "readyState").get.call(document) === "complete") return "pending";
  // After a death it is told again, and the page may still stand here.
  if (performance.now() - ours.went < 30_000) return true;
  ours.went = performance.now();
  if (!stay) location.reload();
  return true;
}
