//! What Gatewatch itself stands on is gone: the person is back where they were all the same.

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

in_both! {
    without_a_store_and_without_alarms_people_are_brought_back_all_the_same
}
