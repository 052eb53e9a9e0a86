//! Nobody is shut out: axe-core on every surface, in every look, in both writing directions; what a
//! screen reader is told, and when.

use super::{Stage, in_both, is_probe};
use lab::drive::{Kind, Look};
use lab::surfaces::Surface;

const PANEL: &str = "gatewatch-panel";

async fn nobody_is_shut_out_of_anything_that_is_shown(kind: Kind) {
    let stage = Stage::set(kind, "surfaces").await;
    let mut found = Vec::new();
    for surface in Surface::ALL {
        stage.told(surface.bring(&stage.lab, &stage.browser).await).await;
        for language in ["en", "ar"] {
            stage.told(surface.speak(&stage.browser, language).await).await;
            for look in Look::ALL {
                stage.told(stage.browser.look_so(look).await).await;
                let faults = stage.told(stage.browser.audit(surface.host()).await).await;
                let where_ = format!("{} in {language}, {}", surface.name(), look.name());
                found.extend(faults.into_iter().map(|fault| format!("{where_}: {fault}")));
                let picture = format!(
                    "{}/access/{}-{language}-{}-{kind}.png",
                    env!("CARGO_TARGET_TMPDIR"),
                    surface.name(),
                    look.name()
                );
                stage.browser.screenshot(picture.as_ref()).await.unwrap();
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    // Firefox notes a question that was open when its page closed: nobody waits for its answer.
    stage.end_but(|told| told.contains("context unloaded")).await;
}

async fn what_shuts_people_out_of_the_closed_panel_is_found(kind: Kind) {
    let stage = Stage::failing(kind, "outage").await;
    let well = stage.told(stage.browser.audit(Some(PANEL)).await).await;
    assert!(well.is_empty(), "{well:#?}");
    let plant = "const box = root.querySelector('section');
        box.append(document.createElement('button'), document.createElement('img'));
        box.append(Object.assign(document.createElement('p'), { textContent: 'Pale as milk.' }));
        box.lastChild.style.cssText = 'color: #ddd; background: #fff'";
    stage.told(stage.browser.in_root(PANEL, plant).await).await;
    let found = stage.told(stage.browser.audit(Some(PANEL)).await).await;
    for rule in ["button-name", "image-alt", "color-contrast"] {
        assert!(found.iter().any(|fault| fault.starts_with(rule)), "{rule} in {found:#?}");
    }
    stage.browser.close().await.unwrap();
}

async fn a_screen_reader_is_told_each_change_once_and_no_seconds(kind: Kind) {
    let stage = Stage::failing(kind, "outage").await;
    // The countdown goes on.
    let count = "return root.querySelector('[role=timer]').textContent";
    let before = stage.told(stage.browser.in_root(PANEL, count).await).await;
    let counts = |text: &str| before.as_str().is_some_and(|before| !text.contains(before));
    stage.panel("another second", |panel| counts(&panel.text)).await;
    stage.panel("the incident", |panel| panel.text.contains("OpenAI is investigating")).await;
    if kind == Kind::Chrome {
        let tree = stage.told(stage.browser.accessibility_tree().await).await;
        let live = |role: &str| {
            let node = tree.iter().find(|node| node.role == role);
            let node = node.unwrap_or_else(|| panic!("no {role} in {tree:#?}"));
            let live = node.properties.iter().find(|(name, _)| name == "live");
            live.map_or("off".to_owned(), |(_, value)| value.as_str().unwrap_or("").to_owned())
        };
        assert_eq!((live("status").as_str(), live("timer").as_str()), ("polite", "off"));
    }
    let said = stage.told(stage.browser.said_aloud().await).await;
    assert_eq!(said.len(), 2, "there and empty, then filled, and no seconds: {said:#?}");
    assert_eq!(said[0], "", "what comes with its words is not said: {said:#?}");
    assert!(said[1].contains("ChatGPT isn’t responding"), "{said:#?}");
    stage.browser.press("Check now").await.unwrap();
    stage.probes(1).await;
    stage.panel("what it brought", |panel| panel.live.contains("Still down")).await;
    let said = stage.told(stage.browser.said_aloud().await).await;
    let down = said.iter().filter(|words| words.contains("Still down")).count();
    assert_eq!(down, 1, "said once: {said:#?}");
    assert!(stage.lab.hits(is_probe) >= 1);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

in_both! {
    nobody_is_shut_out_of_anything_that_is_shown
    what_shuts_people_out_of_the_closed_panel_is_found
    a_screen_reader_is_told_each_change_once_and_no_seconds
}
