// Reads what a person wrote, line by line: innerText doubles line breaks, textContent loses them.
(globalThis[Symbol.for("gatewatch")] ??= {}).reader ??= (() => {
  // The document's own property or method: a page's <img name=querySelector> stands before it in this world, too.
  const own = (name, ...given) => {
    const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    return get ? get.call(document) : value.apply(document, given);
  };
  const blocks = /^(DIV|P|PRE|LI|[OU]L|H\d|BLOCKQUOTE|TABLE|TR)$/;
  const isBlock = ({ nodeName }) => blocks.test(nodeName);
  // Nothing follows: it only holds its line open.
  const ends = (node, top) => {
    for (; node !== top && !isBlock(node); node = node.parentNode) {
      let next = node.nextSibling;
      while (next?.data === "") next = next.nextSibling;
      if (next) return isBlock(next);
    }
    return true;
  };
  const keeps = (element) => !/^(normal|nowrap)$/.test(getComputedStyle(element).whiteSpace);

  function read(top) {
    if (top.value !== undefined) return top.value;
    let text = "";
    let begun; // there is a line
    let next; // what comes stands on another
    const say = (words) => {
      text += (next ? "\n" : "") + words;
      begun = !(next = false);
    };
    const walk = (element, kept) => {
      // At each key, of each line: Firefox takes its time for every property of a page's node.
      for (let node = element.firstChild; node; node = node.nextSibling) {
        const name = node.nodeName;
        if (name === "#text") {
          const { data } = node;
          // How a page's source is laid out is nothing that was written; blanks in a row may be.
          let words = kept ? data : data.replace(/ *[\t\r\n][ \t\r\n]*/g, " ");
          if (!kept && (next || !begun)) words = words.replace(/^ (?! )/, "");
          if (words) say(kept ? words : words.replaceAll("\xa0", " "));
        } else if (name === "BR") say(ends(node, top) ? "" : "\n");
        else if (node.nodeType === 1 && !/^(BUTTON|STYLE|svg)$/.test(name)) {
          const block = blocks.test(name);
          if (block) next ||= begun;
          if (name === "LI") {
            const list = node.parentNode;
            say(list.nodeName === "OL" ? `${[...list.children].indexOf(node) + 1}. ` : "- ");
            begun = false;
          }
          const styled = node.hasAttributes() && (node.className || node.hasAttribute("style"));
          walk(node, name === "PRE" || styled ? keeps(node) : kept);
          if (block) next = begun ||= !!text;
        }
      }
    };
    walk(top, keeps(top));
    return text;
  }

  return {
    own,
    read,
    isPrivate: () => chrome.extension.inIncognitoContext || /temporary-chat=true/.test(location.search),
    about: (text, ago = 0) => ({ text, at: Date.now() - ago, chat: location.origin + location.pathname }),
    origin: () => Math.round(performance.timeOrigin * 1000),
  };
})();
void 0;
