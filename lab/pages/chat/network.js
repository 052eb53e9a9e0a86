// Requests as the page makes them, and streams of server-sent events.

/** What a person is told of at the end; without words it is the network's failure. */
export class Failure extends Error {}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Asks; a Failure where the network did not answer. */
export async function ask(method, path, body, more) {
  const init = body === undefined ? {} : {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return fetch(path, { method, ...init, ...more }).catch(() => {
    throw new Failure();
  });
}

/** The frames of a reply's body; a Failure without words where it breaks. */
export async function* frames(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (true) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure();
    });
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "))?.slice("data: ".length);
      if (data && data !== "[DONE]") yield JSON.parse(data);
    }
  }
}
