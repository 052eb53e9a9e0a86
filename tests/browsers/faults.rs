//! Redirects without an end, and what Gatewatch itself stands on gone: the person is back where they
//! were all the same.

use super::{Stage, in_both};
use lab::Scenario;
use lab::drive::{Kind, Options};

/// The store takes nothing (a full disk, a quota), and alarms are gone: later and forgetful, never
/// wrong.
async fn without_a_store_and_without_alarms_people_are_brought_back_all_the_same(kind: Kind) {
    let scratch = lab::drive::Scratch::new().unwrap();
    let folder = scratch.path().join("extension");
    super::needed::copy(&super::extension(kind), &folder);
    let background = folder.join("background.js");
    let code = std::fs::read_to_string(&background).unwrap();
    let broken = "
        const full = () => Promise.reject(new Error('QUOTA_BYTES quota exceeded'));
        for (const area of ['session', 'local']) chrome.storage[area].set = full;
        chrome.alarms.create = () => { throw new Error('no alarms') };";
    std::fs::write(folder.join("broken.js"), broken).unwrap();
    std::fs::write(&background, format!("import \"./broken.js\";\n{code}")).unwrap();
    let scenario = Scenario::named("blip").unwrap();
    let stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.browser.extension_ready().await.unwrap();
    stage.browser.goto(super::CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    stage.probes(2).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.no_panel().await;
    stage.browser.close().await.unwrap();
}

/// Round and round, and from host to host: the browser gives it up and says so, and nothing that waits
/// would mend it.
async fn redirects_without_an_end_are_left_to_the_browser(kind: Kind) {
    let scene = "about = \"Redirects without an end.\"\n[[phase]]\nname = \"down\"\n\
        [[phase.reply]]\nhost = \"chatgpt.com\"\nredirect = \"https://chat.openai.com/c/1\"\n\
        [[phase.reply]]\nhost = \"chat.openai.com\"\nredirect = \"https://chatgpt.com/c/1\"\n\
        [[phase]]\nname = \"up\"\n";
    let scenario = Scenario::parse("round", scene).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let landed = stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
    assert!(matches!(landed, lab::drive::Landed::ErrorPage(_)), "{landed:?}");
    stage.outage_ended().await;
    stage.lab.go("up").unwrap();
    stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.lab.hits(super::is_probe), 0);
    stage.end().await;
}

in_both! {
    redirects_without_an_end_are_left_to_the_browser
    without_a_store_and_without_alarms_people_are_brought_back_all_the_same
}
