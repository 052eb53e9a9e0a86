// What is injected beside the card: taking a failing document back, and asking how one was
// answered. Each function is whole in itself.

// Begins the load, if the document is the one meant: no other is ever loaded again.
// Where it is to `stay`, it only answers whether it is.
export function go({ meant, stay, living }) {
  // A page that lives changes its address as it likes.
  if (!living && location.href !== meant.address) return false;
  if (Math.round(performance.timeOrigin * 1000) !== meant.time_origin) return false;
  if (!stay) location.reload();
  return true;
}

// What a document that stood there before anybody listened was answered with, and how long ago.
export function answered() {
  const { responseStatus, responseStart } = performance.getEntriesByType("navigation")[0];
  return { url: location.href, statusCode: responseStatus, age: performance.now() - responseStart };
}
