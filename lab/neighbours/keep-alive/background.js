// What keep-alive extensions do, written for tests: asks the site with its cookies at once and every 30 s,
// and then deletes all of the site's cookies.
async function round() {
  await fetch("https://chatgpt.com/api/auth/session", { credentials: "include" }).catch(() => {});
  for (const { name, path } of await chrome.cookies.getAll({ domain: "chatgpt.com" })) {
    await chrome.cookies.remove({ name, url: `https://chatgpt.com${path}` });
  }
}
chrome.webNavigation.onCompleted.addListener(() => round().catch(() => {}));
setInterval(() => round().catch(() => {}), 30_000);
