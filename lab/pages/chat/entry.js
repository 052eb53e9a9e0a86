// The first script of the chat: it starts the app, and loads the page again once where the app's
// own module cannot be loaded, as React Router does.
const RELOADED = "lab-reloaded";
const module = new URL("./app.js", import.meta.url);

const app = await import(module).catch(() => {
  console.error(`Error loading route module \`${module.pathname}\`, reloading page...`);
  if (sessionStorage.getItem(RELOADED)) return;
  sessionStorage.setItem(RELOADED, "yes");
  location.reload();
});
if (app) {
  sessionStorage.removeItem(RELOADED);
  await app.start();
}
