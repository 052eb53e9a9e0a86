//! The file with the texts of a language cannot be read, once, always, or for a while: English stands
//! in, never the name of a text, and the language is spoken as soon as it can be.

use super::{CHAT, SOON, Stage, Taken, in_both};
use lab::drive::{Kind, Options, PanelSeen};

/// Where the file of texts comes from; `way` is called for it, with the real fetch.
fn texts(way: &str) -> String {
    format!(
        "{{
           const real = globalThis.fetch.bind(globalThis);
           let asked = 0;
           const way = {way};
           globalThis.fetch = (address, how) =>
             /texts\\/[a-z]{{2}}[^/]*\\.txt$/.test(`${{address.url ?? address}}`)
               ? way(() => real(address, how), asked++) : real(address, how);
         }}"
    )
}

const ONCE: &str = "(read, before) => before ? read() : Promise.reject(new TypeError('no file'))";
const ALWAYS: &str = "() => Promise.reject(new TypeError('no file'))";
const NEVER: &str = "() => new Promise(() => {})";
const EMPTY: &str = "async () => new Response('')";
const LATE: &str = "(read) => new Promise((done) => setTimeout(done, 4000)).then(read)";

/// What is an id, not a word: `quiet_title`.
fn ids(text: &str) -> Vec<&str> {
    let is_id = |word: &&str| {
        word.contains('_') && word.chars().all(|it| it.is_ascii_lowercase() || it == '_')
    };
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').filter(is_id).collect()
}

const ENGLISH: fn(&PanelSeen) -> bool = |panel| panel.language == "en";
const GERMAN: fn(&PanelSeen) -> bool = |panel| panel.language == "de";

/// The card of a failing page, and the popup of somebody who chose German: what stands there at
/// first, and whether German follows.
async fn is_spoken(kind: Kind, way: &str, first: fn(&PanelSeen) -> bool, german: bool) {
    let script = texts(way);
    let taken = Taken { script: &script, from_background: true, from_pages: &["popup.html"] };
    let stage = Stage::without(kind, "blip", &taken, Options::default()).await;
    let chooses = "await chrome.storage.sync.set({ settings: { language: 'de' } })";
    stage.told(stage.browser.in_extension(chooses).await).await;
    stage.browser.goto(CHAT).await.unwrap();
    let card = stage.panel("the card", |panel| panel.text.contains("502")).await;
    assert!(first(&card) || german && GERMAN(&card), "{card:?}");
    assert_eq!(ids(&card.text), Vec::<&str>::new(), "{}", card.text);
    if german {
        stage.panel("German", GERMAN).await;
    }
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let card = stage.panel("the popup", |panel| panel.text.contains("502")).await;
    assert_eq!(ids(&card.text), Vec::<&str>::new(), "{}", card.text);
    // Around the card stand the words of another wasm.
    let told = "document.querySelector('main summary') && document.querySelector('footer label')";
    stage.told(stage.browser.wait_page("what stands below", told, SOON).await).await;
    let all = stage.browser.eval("return document.body.innerText").await.unwrap();
    assert_eq!(ids(all.as_str().unwrap()), Vec::<&str>::new(), "{all}");
    if german {
        stage.panel("German", GERMAN).await;
        let spoken = "document.querySelector('main summary').textContent.includes('Was')";
        stage.told(stage.browser.wait_page("German below", spoken, SOON).await).await;
    }
    stage.browser.close().await.unwrap();
}

async fn the_file_of_texts_fails_once(kind: Kind) {
    is_spoken(kind, ONCE, ENGLISH, true).await;
}

async fn the_file_of_texts_always_fails(kind: Kind) {
    is_spoken(kind, ALWAYS, ENGLISH, false).await;
}

async fn the_file_of_texts_never_comes(kind: Kind) {
    is_spoken(kind, NEVER, ENGLISH, false).await;
}

async fn the_file_of_texts_is_empty(kind: Kind) {
    is_spoken(kind, EMPTY, ENGLISH, false).await;
}

async fn the_file_of_texts_comes_late(kind: Kind) {
    is_spoken(kind, LATE, ENGLISH, true).await;
}

in_both! {
    the_file_of_texts_fails_once
    the_file_of_texts_always_fails
    the_file_of_texts_never_comes
    the_file_of_texts_is_empty
    the_file_of_texts_comes_late
}
