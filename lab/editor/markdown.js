// Answers as ChatGPT shows them: Markdown, with the language and a button above each block of code.
import MarkdownIt from "markdown-it";

const markdown = new MarkdownIt();
const { escapeHtml } = markdown.utils;

markdown.renderer.rules.fence = (tokens, at) => {
  const { info, content } = tokens[at];
  const head = `<div><span>${escapeHtml(info)}</span><button type="button">Copy code</button></div>`;
  return `<pre>${head}<div><code>${escapeHtml(content)}</code></div></pre>`;
};

// The page takes no text for markup that no policy made.
const trusted = globalThis.trustedTypes?.createPolicy("markdown", { createHTML: (html) => html });

/** Shows a text in an element: what has paragraphs as Markdown, anything else as it is. */
export function showMarkdown(element, text) {
  if (!text.includes("\n\n")) {
    element.textContent = text;
    return;
  }
  const html = markdown.render(text);
  element.innerHTML = trusted?.createHTML(html) ?? html;
}
