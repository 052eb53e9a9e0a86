// Whether a page holds text that was typed and not sent. Put into pages, so it imports nothing.

export default function hasUnsentText(): boolean {
  const boxes = document.querySelectorAll<HTMLElement>("textarea, [contenteditable=true]");
  return [...boxes].some((box) => {
    const text = box instanceof HTMLTextAreaElement ? box.value : box.textContent;
    return text.trim() !== "";
  });
}
