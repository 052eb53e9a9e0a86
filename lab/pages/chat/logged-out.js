// The way of a message of somebody who is logged out: a form, answered by a part of a page.
import { ask, Failure, texts } from "./network.js";

const WRONG = "Something went wrong. Please try again.";

export async function sendLoggedOut(message, show) {
  const prepared = await ask("POST", "/unauth-mweb/conversation/prepare", { conversation_id: message.conversation });
  if (!prepared.ok) throw new Failure(WRONG);
  const query = new URLSearchParams({ conversationId: message.conversation, operationId: crypto.randomUUID() });
  const reply = await ask("POST", `/unauth-mweb/conversation/updates?${query}`, undefined, {
    body: new URLSearchParams({ prompt: message.text, message_id: message.key }),
    signal: message.stop.signal,
  });
  if (!reply.ok) throw new Failure(WRONG);
  const part = document.createElement("template");
  const found = (kind) => part.content.querySelector(`[data-update=${kind}]`)?.textContent;
  let all = "";
  for await (const text of texts(reply)) {
    all += text;
    part.innerHTML = all;
    if (found("answer")) show.answer(found("answer"));
  }
  if (found("error")) throw new Failure(found("error"));
  if (!found("answer")) throw new Failure(WRONG);
}
