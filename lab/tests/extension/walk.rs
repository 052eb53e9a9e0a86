//! The way of one 502, counted where it goes: how often the core's border is crossed and how often a
//! page is entered, from the failing headers to the painted card.

use super::{CHAT, Stage, Taken, in_both};
use lab::drive::{Kind, Options};

/// Notes what happens on the way, in the background itself, before its own script runs.
const NOTES: &str = r#"
const way = [];
const note = (step) => {
  way.push(step);
  void chrome.storage.session.set({ way });
};
const documents = { urls: ["https://chatgpt.com/*"], types: ["main_frame"] };
chrome.webRequest.onHeadersReceived.addListener(({ statusCode }) => note(`headers: ${statusCode}`), documents);
const { scripting } = chrome;
const inject = scripting.executeScript.bind(scripting);
let injections = 0;
scripting.executeScript = async (injection) => {
  const number = (injections += 1);
  note(`into the page: ${number}`);
  const [{ result }] = await inject(injection);
  note(`${result?.address ? "painted" : "not there"}: ${number}`);
  return [{ result }];
};
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (module, imports) => {
  const { exports } = await instantiate(module, imports);
  const named = (at, length) =>
    new TextDecoder().decode(new Uint8Array(exports.memory.buffer, at, length));
  const hear = (at, length, values) => {
    note(`into the core: ${named(at, length)}`);
    return exports.hear(at, length, values);
  };
  return { instance: { exports: { ...exports, hear } }, module };
};
"#;

async fn from_the_headers_to_the_card_nothing_is_asked_but_what_the_way_needs(kind: Kind) {
    let taken = Taken { script: NOTES, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "blip", &taken, Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    let script = "return await new Promise((done) => {
        const look = async () => {
          const { way = [] } = await chrome.storage.session.get('way');
          if (way.some((step) => step.startsWith('painted'))) done(way);
        };
        chrome.storage.session.onChanged.addListener(look);
        look();
      })";
    let way = stage.told(stage.browser.in_extension(script).await).await;
    println!("{kind}: {way}");
    let way: Vec<&str> = way.as_array().unwrap().iter().filter_map(|it| it.as_str()).collect();
    let begins = way.iter().position(|it| *it == "headers: 502").unwrap();
    let ends = way.iter().position(|it| it.starts_with("painted")).unwrap();
    let steps = |what: &str| -> Vec<&str> {
        way[begins..ends].iter().filter_map(|step| step.strip_prefix(what)).collect()
    };
    let [first, more @ ..] = &steps("into the core: ")[..] else { panic!("{way:?}") };
    assert_eq!(*first, "response", "{way:?}");
    // Once more for each change of the tab until the card stands: it begins, has an address, is whole.
    assert!(more.len() <= 3 && more.iter().all(|it| *it == "tabUpdated"), "{way:?}");
    let injections = steps("into the page: ").len();
    assert!((1..=1 + more.len()).contains(&injections), "{way:?}");
    stage.end().await;
}

in_both! { from_the_headers_to_the_card_nothing_is_asked_but_what_the_way_needs }
