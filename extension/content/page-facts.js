// Reads facts from a document for crates/detect/src/page.rs: decides nothing, forces no layout.
export function collect(meant) {
  if (meant && meant.time_origin !== Math.round(performance.timeOrigin * 1e3)) return;
  const own = (name, ...given) => {
    const { get, value } = Object.getOwnPropertyDescriptor(Document.prototype, name);
    return get ? get.call(document) : value.apply(document, given);
  };
  // A page's names (<img name=querySelector>) stand before the document's own, in this world, too.
  const d = Object.fromEntries(["body", "head", "title", "contentType"].map((name) => [name, own(name)]));
  const flat = (s, n) => (s || "").slice(0, 4 * n).replace(/\s+/g, " ").trim().slice(0, n);
  const read = (e, n) => flat(e?.textContent, n);
  const [one, tag] = [(s) => own("querySelector", s), (n) => own("getElementsByTagName", n)];
  // No failing page is long.
  const long = tag("*")[600];
  const body = long ? null : d.body;
  const near = (s) => long ? null : one(s);
  const marks = ["html[data-build]", "#prompt-textarea", "#__NEXT_DATA__", "main[id]", "nav",
    "article"].filter(one).concat(['link[href*="oaistatic.com/"]', 'meta[property^="og:"]']
    .filter((s) => d.head?.querySelector(s)), ["textarea,select", "#cf-error-details", "#sysmsg",
    ".blocked-icon", '[data-translate="block_headline"]', '[data-translate="challenge_headline"]',
    "#captcha-bypass", "#challenge-form", "#challenge-running", 'form[action*="__cf_chl_"]',
    ".cf-browser-verification", '[name="jschl_vc"]'].filter(near));
  for (let i = 0, s; i < 40 && (s = tag("script")[i]); i++) {
    const code = s.src || s.text?.slice(0, 4e3) || "";
    marks.push(...["oaistatic.com/", "__remixContext", "__reactRouterContext", '"page":"/_error"',
      "challenge-platform", "/orchestrate/", "_cf_chl_opt", "errorCode:1015",
      "sucuri_cloudproxy_js"].filter((w) => code.includes(w) && !marks.includes(w)));
  }
  let all = "";
  const walk = body && own("createTreeWalker", body, 4);
  for (let n = 0; walk && n++ < 2000 && all.length < 3000 && walk.nextNode();) {
    const node = walk.currentNode;
    if (!/^(script|style|noscript|template|textarea)$/.test(node.parentNode.localName))
      all += node.data.slice(0, 3000) + " ";
  }
  all = flat(all, 1500);
  const kids = [...body?.children || []].slice(0, 99)
    .filter((e) => !/^(script|style|noscript|iframe)$|-/.test(e.localName)).slice(0, 12);
  const heads = long ? [] : own("querySelectorAll", 'h1,h2,[role="heading"],.text-3xl');
  return {
    kind: d.contentType,
    title: flat(globalThis[Symbol.for("gatewatch")]?.title ?? d.title, 200),
    headings: [...heads].slice(0, 4).map((e) => read(e, 120)),
    text: all.slice(0, 600),
    shape: kids.map((e) => e.localName).join(" "),
    sign: read(kids.filter((e) => e.localName == "center")[1], 60),
    marks,
    label: read(near(".cf-error-code,.code-label"), 40),
    skin: flat(near(".cf-error-details")?.className, 80),
    link: (near('a[href*="utm_source=errorcode_"]')?.href.match(/errorcode_\d+/) || [""])[0],
    fault: near(".cf-error-source")?.id || "",
    ray: (all.match(/Ray ID\W*([0-9a-f]{10,20})\b/i) || ["", ""])[1],
    alert: read(one('[role="alert"]') || one(".text-token-text-error") || one(".text-red-500"), 300),
    refresh: flat(near('meta[http-equiv="refresh" i]')?.content, 20),
    elements: long ? 601 : tag("*").length,
    size: long ? 0 : performance.getEntriesByType("navigation")[0]?.decodedBodySize || 0,
  };
}
