// Holds what is taken as a site of one's own to what crates/sites/src/own.rs takes, whose tests
// have the same rows; and what is watched to it, once it is chosen and no longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readOwnSite } from "./own-site.ts";
import { assistantAt, chooseOwnSite, isSiteAddress, originsOf, sitePatterns } from "./sites.ts";

test("a host is a name alone", () => {
  const taken = {
    "chat.example.org": "chat.example.org",
    " https://Chat.Example.org/ ": "chat.example.org",
    intranet: "intranet",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
    localhost: "localhost",
    "http://localhost:3000/": "localhost:3000",
    "webui.localhost:8080": "webui.localhost:8080",
    "localhost:80": "localhost",
  };
  for (const [written, host] of Object.entries(taken)) {
    assert.equal(readOwnSite(written, "")?.name, host, written);
  }
  const refused = [
    "",
    ".",
    "chat..example",
    "-chat.example",
    "chat.example.org/c/1",
    "chat.example.org:8443",
    "http://chat.example.org",
    "https://localhost",
    "localhost:0",
    "localhost:99999",
    "user@chat.example.org",
    "*.example.org",
    "*",
    "<all_urls>",
    "127.0.0.1",
    "127.1",
    "0x7f.0x1",
    "[::1]",
    "bücher.example",
    "chat.example.org?q=1",
    "ftp://chat.example.org",
    "chat example",
    "\u212Bchat.example",
    "\u212Awiki.example",
    "\uFEFFchat.example",
    "a.".repeat(200),
    "chatgpt.com",
    "https://claude.ai/",
    "status.openai.com",
    "WWW.Perplexity.ai",
    7,
    null,
    true,
    ["chat.example.org"],
    {},
  ];
  for (const other of refused) assert.equal(readOwnSite(other, ""), null, String(other));
});

test("a status page is an address of the web or none", () => {
  const pageOf = (written: unknown): string | undefined =>
    readOwnSite("chat.example.org", written)?.statusPage;
  assert.equal(pageOf(undefined), "");
  assert.equal(pageOf("https://Status.Example.org"), "https://status.example.org/");
  assert.equal(pageOf("status.example.org/chat/"), "https://status.example.org/chat/");
  for (const other of [
    "http://status.example.org",
    "status.example.org?x",
    "*",
    "1.2.3.4",
    "a b",
    7,
    "https://status.openai.com/",
    "localhost",
  ]) {
    assert.equal(pageOf(other), undefined, String(other));
  }
});

test("it is watched while it is chosen, and no longer", () => {
  const chat = "https://chat.example.org/c/1";
  const known = sitePatterns();
  assert.equal(isSiteAddress(chat), false);
  assert.ok(chooseOwnSite({ own_site: "chat.example.org", own_status: "status.example.org" }));
  assert.ok(isSiteAddress(chat));
  assert.equal(isSiteAddress("http://chat.example.org/"), false);
  const own = assistantAt(chat);
  assert.deepEqual(originsOf(own), ["https://chat.example.org/*", "https://status.example.org/*"]);
  assert.deepEqual(sitePatterns(), [...known, "https://chat.example.org/*"]);
  assert.ok(chooseOwnSite({ own_site: "localhost:3000" }));
  assert.deepEqual(originsOf(assistantAt("http://localhost:3000/c/1")), ["http://localhost/*"]);
  assert.equal(isSiteAddress("http://localhost:3001/"), false);
  assert.equal(chooseOwnSite({ own_site: "10.0.0.1" }), false);
  assert.deepEqual(sitePatterns(), known);
  assert.ok(chooseOwnSite({}));
  assert.deepEqual(sitePatterns(), known);
});
