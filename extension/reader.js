// Reads what a person wrote, line by line: innerText doubles line breaks, textContent loses them.
globalThis.gatewatchReader ??= (() => {
  const isBlock = ({ nodeName }) => /^([DOU]L|D[DT]|H[1-6R]|LI|P|PRE|T[RHD]|DIV|TABLE|ARTICLE|SECTION|BLOCKQUOTE)$/.test(nodeName);
  // A line break that nothing follows only holds its line open.
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
    let begun = false; // there is a line
    let next = false; // what comes stands on another
    const say = (words) => {
      if (next) text += "\n";
      text += words;
      begun = !(next = false);
    };
    const walk = (element, kept) => {
      for (let node = element.firstChild; node; node = node.nextSibling) {
        const { nodeName: name, data } = node;
        if (name === "#text") {
          let words = data;
          if (!kept) {
            words = words.replace(/[ \t\r\n]+/g, " ");
            if (next || !begun) words = words.replace(/^ /, "");
            words = words.replaceAll("\u00a0", " ");
          }
          if (words) say(words);
        } else if (name === "BR") say(ends(node, top) ? "" : "\n");
        else if (name === "IMG") say(node.alt);
        else if (node.children && !/^(BUTTON|SCRIPT|STYLE|svg)$/.test(name)) {
          const block = isBlock(node);
          if (block) next ||= begun;
          if (name === "LI") {
            const list = node.parentNode;
            say(list.nodeName === "OL" ? `${[...list.children].indexOf(node) + 1}. ` : "- ");
            begun = false;
          }
          walk(node, name === "PRE" || node.className || node.hasAttribute("style") ? keeps(node) : kept);
          if (block) next = begun ||= !!text;
        }
      }
    };
    walk(top, keeps(top));
    return text;
  }

  return {
    read,
    isPrivate: () => chrome.extension.inIncognitoContext || /[?&]temporary-chat=true/.test(location.search),
    // Of a prompt's entry: without the query, which may hold another.
    about: (text) => ({ text, at: Date.now(), chat: location.origin + location.pathname }),
    origin: () => Math.round(performance.timeOrigin * 1000),
  };
})();
void 0; // the last value travels in Firefox
