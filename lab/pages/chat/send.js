// The way of a message: the checks, the preparation, the stream, and what becomes of it when its
// stream is handed over or breaks.
import { ask, Failure, frames, pause } from "./network.js";
import { settings } from "./settings.js";

const WRONG = "Something went wrong. If this issue persists please contact us through our help center at help.openai.com.";
/** What a resumed stream is asked for again after. */
const AGAIN = new Set([408, 409, 425, 429, 502, 504]);

/** Sends a message and shows its answer; a Failure where it is final. */
export async function send(message, show) {
  await wanted("/backend-api/sentinel/chat-requirements/prepare", {});
  await wanted("/backend-api/sentinel/chat-requirements/finalize", {});
  await wanted("/backend-api/f/conversation/prepare", { conversation_id: message.conversation });
  const stop = new AbortController();
  const reply = await ask("POST", "/backend-api/f/conversation", {
    action: "next",
    conversation_id: message.conversation,
    messages: [{ id: message.key, author: { role: "user" }, content: { parts: [message.text] } }],
  }, { signal: stop.signal });
  if (!reply.ok) throw new Failure(WRONG);
  const end = await followed(frames(reply), show);
  if (end === "complete") {
    // The stream's last bytes are not waited for.
    stop.abort();
    return;
  }
  if (end.handedOver && await overSocket(end.handedOver, show)) return;
  await recovered(message, show);
}

async function wanted(path, body) {
  const reply = await ask("POST", path, body);
  if (!reply.ok) throw new Failure(WRONG);
}

/** Shows the frames: "complete", `{ handedOver }`, or "broken" where they end before that. */
async function followed(all, show) {
  try {
    for await (const frame of all) {
      if (frame.error) throw new Failure(frame.error.message ?? frame.error);
      if (frame.type === "stream_handoff") return { handedOver: frame };
      if (frame.type === "message_stream_complete") return "complete";
      if (frame.message) show.answer(frame.message.content.parts[0]);
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.message) throw error;
  }
  return "broken";
}

/** Whether the whole answer came over the socket; a Failure where the socket says so. */
async function overSocket({ topic_id: topic }, show) {
  const reply = await ask("GET", "/backend-api/celsius/ws/user").catch(() => undefined);
  if (!reply?.ok) return false;
  const socket = new WebSocket((await reply.json()).websocket_url);
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "subscribe", topic_id: topic })));
  return new Promise((done, fail) => {
    socket.addEventListener("message", ({ data }) => {
      const { payload } = JSON.parse(data);
      if (payload.type === "error") fail(new Failure(payload.message));
      else if (payload.type === "message_stream_complete") done(true);
      else if (payload.type === "message") show.answer(payload.message.content.parts[0]);
    });
    socket.addEventListener("close", () => done(false));
  }).finally(() => socket.close());
}

/** Gets the answer another way; a Failure once the page gives up. */
async function recovered(message, show) {
  show.recovering(true);
  if (await resumed(message, show)) return;
  let failures = 0;
  while (failures < settings.poll_tries) {
    const [status, chat] = await Promise.all([
      polled(`/backend-api/conversation/${message.conversation}/stream_status`),
      polled(`/backend-api/conversations/${message.conversation}?num_turns=10`),
    ]);
    const answer = saved(chat, message);
    if (answer) {
      show.answer(answer);
      return;
    }
    if (status?.status !== "IS_STREAMING") failures += 1;
    await pause(settings.poll_pause_ms);
  }
  throw new Failure();
}

async function resumed(message, show) {
  for (let tries = 0; tries < settings.resume_tries; tries += 1) {
    const body = { conversation_id: message.conversation, message_id: message.key, offset: 0 };
    const reply = await ask("POST", "/backend-api/f/conversation/resume", body).catch(() => undefined);
    if (reply?.ok && await followed(frames(reply), show) === "complete") return true;
    // 410: the answer is saved whole, 404: no stream is there; both are for the polls.
    if (reply && !reply.ok && !AGAIN.has(reply.status)) return false;
    await pause(settings.resume_pause_ms);
  }
  return false;
}

async function polled(path) {
  const reply = await ask("GET", path).catch(() => undefined);
  return reply?.ok ? reply.json() : undefined;
}

const saved = (chat, { key }) => chat?.turns.find(({ id }) => id === key)?.answer;
