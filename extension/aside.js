// Puts a bar on a page that lives below the page's own sign-in and checks, which are never covered:
// what it would lie over, as long as there is room. What people and ChatGPT wrote is no sign-in.
// Injected with the reader, before any bar.
globalThis.gatewatchAside = (host, style) => {
  const { left, right, height } = host.getBoundingClientRect();
  const own = [...document.querySelectorAll("[href*='/auth/'],[data-testid*=login],[data-testid*=signup],[src*='challenges.cloudflare.com'],.cf-turnstile")]
    .filter((it) => !it.closest("article,[data-message-author-role]")
      && it.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((it) => it.getBoundingClientRect())
    .filter((it) => it.height && it.bottom < innerHeight / 2 && it.left < right && it.right > left)
    .sort((one, other) => one.top - other.top);
  let top = 0;
  for (const it of own) if (it.top < top + height) top = Math.max(top, Math.ceil(it.bottom) + 4);
  top = Math.max(0, Math.min(top, innerHeight - height));
  style.cssRules[0].style.setProperty("top", `${top}px`, "important");
};
void 0; // as the reader's
