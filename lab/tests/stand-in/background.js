// The stand-in's background: counts its own starts and answers the panel.
"use strict";
const starts = chrome.storage.local.get({ starts: 0 }).then(async ({ starts }) => {
  await chrome.storage.local.set({ starts: starts + 1 });
  return starts + 1;
});
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (message.fail) throw new Error("the stand-in was told to fail");
  starts.then((count) => answer({ trusted: message.trusted, starts: count }));
  return true;
});
