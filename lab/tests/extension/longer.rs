//! Words that are longer than ours: a made-up language with accents, brackets and two fifths more
//! letters, on a narrow phone's screen. Nothing is cut off, and nothing is said past the catalogue.

use super::needed::copy;
use super::{CHAT, SOON, Stage, extension, in_both};
use lab::Scenario;
use lab::drive::{Kind, Options, Scratch};
use lab::surfaces::pasts;
use serde_json::Value;
use std::path::Path;

/// A text with its letters accented, half as long again, in brackets; placeholders stay.
fn made_up(text: &str) -> String {
    let mut inside = false;
    let accented = text.chars().map(|letter| {
        inside = (inside || letter == '{') && letter != '}';
        let at = "aceilnorsuyAEIOU".chars().position(|plain| plain == letter);
        let accent = at.and_then(|at| "åçéîļñöŕšûýÅÉÎÖÛ".chars().nth(at));
        accent.filter(|_| !inside).unwrap_or(letter)
    });
    let accented: String = accented.collect();
    // Words, not a dash: it is lines that must break as in a language.
    let more = "çömé ñöŵ ".chars().cycle().take(text.chars().count() * 2 / 5);
    format!("⟦{accented} {}⟧", more.collect::<String>().trim())
}

/// The built extension, whose English is the made-up language.
fn translated(kind: Kind, scratch: &Path) {
    copy(&extension(kind), scratch);
    let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/../extension/_locales/en/messages.json");
    let catalogue: Value =
        serde_json::from_str(&std::fs::read_to_string(catalogue).unwrap()).unwrap();
    let longer = catalogue.as_object().unwrap().iter().map(|(id, message)| {
        let text = message["message"].as_str().unwrap();
        let is_word = id != "lang" && id != "digits";
        (id.clone(), if is_word { made_up(text) } else { text.to_owned() }.into())
    });
    let longer = Value::Object(longer.collect());
    let script = format!("export const ENGLISH = {longer};\nexport const OTHER_FORMS = [];\n");
    std::fs::write(scratch.join("english.js"), script).unwrap();
}

async fn words_that_are_longer_than_ours_fit_a_narrow_screen(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    translated(kind, scratch.path());
    let scene = Scenario::named("outage").unwrap();
    let folder = scratch.path().to_owned();
    let stage = Stage::opened(kind, scene, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    let picture = async |what: &str| {
        let path = format!("{}/longer/{what}-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
        stage.browser.screenshot(path.as_ref()).await.unwrap();
    };
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the incident", |panel| panel.text.contains("Elevated error rates")).await;
    for (what, page) in [("panel", None), ("popup", Some("popup.html"))] {
        if let Some(page) = page {
            let page = stage.browser.extension_url(page).unwrap();
            stage.browser.new_tab(&page).await.unwrap();
            stage.panel("the card", |panel| panel.text.contains("Elevated error rates")).await;
        }
        stage.told(stage.browser.viewport(320, 640).await).await;
        let faults = stage.told(stage.browser.layout_faults().await).await;
        picture(what).await;
        assert!(faults.is_empty(), "{what} in {kind}: {faults:#?}");
        let panel = stage.browser.panel().await.unwrap().unwrap();
        for button in &panel.buttons {
            assert!(button.name.starts_with('⟦'), "not of the catalogue: {button:?}");
        }
    }
    let keep = format!(
        "await chrome.storage.local.set({{ 'past 2026-01': {} }})",
        serde_json::json!(pasts(9))
    );
    stage.told(stage.browser.in_extension(&keep).await).await;
    for (page, there) in
        [("settings", "main section"), ("history", "tbody td"), ("welcome", "[data-only] section")]
    {
        let address = stage.browser.extension_url(&format!("{page}.html")).unwrap();
        stage.browser.goto(&address).await.unwrap();
        let there = format!("document.querySelector('{there}')");
        stage.told(stage.browser.wait_page(page, &there, SOON).await).await;
        // What is scrolled by itself may be as wide as it likes.
        let cut = "const wide = [...document.querySelectorAll('main *')].filter((element) => {
              const { left, right, width } = element.getBoundingClientRect();
              return !element.matches('.wide *') && width && (left < -1 || right > innerWidth + 1);
            });
            const page = document.documentElement;
            if (page.scrollWidth > page.clientWidth) wide.push(page);
            return wide.map((element) => element.outerHTML.slice(0, 120))";
        let cut = stage.told(stage.browser.eval(cut).await).await;
        picture(page).await;
        assert_eq!(cut, serde_json::json!([]), "{page}: past the screen's edge in {kind}");
    }
    // Firefox notes a question that was open when its page closed: nobody waits for its answer.
    stage.end_but(|told| told.contains("context unloaded")).await;
}

in_both! { words_that_are_longer_than_ours_fit_a_narrow_screen }
