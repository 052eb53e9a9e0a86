// The healthy shell's script: keeps what a person has (storage), and sends what they write.
"use strict";
const failed = "Something went wrong. If this issue persists please contact us through our help center at help.openai.com.";

if (!localStorage.getItem("lab-kept")) localStorage.setItem("lab-kept", String(Date.now()));
const opening = indexedDB.open("lab", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("kept").put("still here", "row");
opening.onsuccess = () => {
  opening.result.close();
  document.documentElement.dataset.labReady = "yes";
};

const composer = document.getElementById("prompt-textarea");
const thread = document.getElementById("thread");

function say(text, kind) {
  const line = document.createElement("div");
  line.className = kind;
  line.textContent = text;
  thread.append(line);
}

async function send() {
  const text = composer.innerText.trim();
  if (!text) return;
  say(text, "user");
  composer.innerHTML = "<p><br></p>";
  try {
    const reply = await fetch("/backend-api/f/conversation", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify({ action: "next", messages: [{ author: { role: "user" }, content: { parts: [text] } }] }),
    });
    if (!reply.ok) throw new TypeError(String(reply.status));
    const events = await reply.text();
    const last = events.split("\n").filter((line) => line.startsWith("data: {")).pop();
    say(JSON.parse(last.slice("data: ".length)).message.content.parts[0], "assistant");
  } catch {
    say(failed, "error");
  }
}

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
composer.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  }
});
