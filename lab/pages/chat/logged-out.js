// The way of a message of somebody who is logged out: a form, answered by a part of a page.
import { ask, Failure } from "./network.js";

const WRONG = "Something went wrong. Please try again.";

export async function sendLoggedOut(message, show) {
  const prepared = await ask("POST", "/unauth-mweb/conversation/prepare", { conversation_id: message.conversation });
  if (!prepared.ok) throw new Failure(WRONG);
  const query = new URLSearchParams({ conversationId: message.conversation, operationId: crypto.randomUUID() });
  const reply = await ask("POST", `/unauth-mweb/conversation/updates?${query}`, undefined, {
    body: new URLSearchParams({ prompt: message.text, message_id: message.key }),
  });
  if (!reply.ok) throw new Failure(WRONG);
  const part = document.createElement("template");
  part.innerHTML = await reply.text().catch(() => {
    throw new Failure();
  });
  const error = part.content.querySelector("[data-update=error]");
  if (error) throw new Failure(error.textContent);
  const answer = part.content.querySelector("[data-update=answer]");
  if (!answer) throw new Failure(WRONG);
  show.answer(answer.textContent);
}
