// The stand-in's panel: on a failing document, in a closed shadow root, counting trusted clicks.
"use strict";
addEventListener("DOMContentLoaded", () => {
  if (performance.getEntriesByType("navigation")[0].responseStatus < 500) return;
  const host = document.createElement("gatewatch-panel");
  document.documentElement.append(host);
  const root = host.attachShadow({ mode: "closed" });
  const card = document.createElement("section");
  card.lang = "en";
  card.style.cssText = "position: fixed; top: 20px; left: 20px; background: #222; color: #eee";
  const words = document.createElement("p");
  words.textContent = "ChatGPT's gateway fails.";
  const live = document.createElement("p");
  live.setAttribute("role", "status");
  const hidden = document.createElement("button");
  hidden.hidden = true;
  hidden.textContent = "Hidden";
  const paused = document.createElement("button");
  paused.disabled = true;
  paused.textContent = "Pause";
  const check = document.createElement("button");
  check.textContent = "Check now";
  check.addEventListener("click", async (event) => {
    const answer = await chrome.runtime.sendMessage({ trusted: event.isTrusted });
    live.textContent = `${answer.trusted ? "trusted" : "not trusted"} after ${answer.starts} starts`;
  });
  card.append(words, live, hidden, paused, check);
  root.append(card);
});
