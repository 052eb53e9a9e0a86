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

/** The parts of a reply's body as they come; a Failure without words where it breaks. */
export async function* texts(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  while (true) {
    const { done, value } = await reader.read().catch(() => {
      throw new Failure();
    });
    if (done) return;
    yield value;
  }
}

/** The frames of a reply's body. */
export async function* frames(reply) {
  let text = "";
  for await (const more of texts(reply)) {
    text += more;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "))?.slice("data: ".length);
      if (data && data !== "[DONE]") yield JSON.parse(data);
    }
  }
}
