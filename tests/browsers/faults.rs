//! Faults of many kinds, one after the other in one browser: after each the person is back where
//! they were, and nothing is left.

use super::{SOON, Stage, in_both, is_probe};
use lab::Scenario;
use lab::drive::{Kind, Options};

/// Each phase is a fault; "up" is between them.
const FAULTS: &str = r#"
about = "One fault after the other."
[[phase]]
name = "up"

[[phase]]
name = "fifty megabytes"
[[phase.reply]]
documents_only = true
status = 502
body = "openai"
pad_to = 50000000
[[phase.reply]]
status = 502

[[phase]]
name = "a slow drip"
[[phase.reply]]
documents_only = true
status = 503
headers = { content-type = "text/html" }
text = "<h1>503 Service Unavailable</h1>"
drip_ms = 60
[[phase.reply]]
status = 503

[[phase]]
name = "a refresh by header"
[[phase.reply]]
documents_only = true
status = 502
body = "openai"
headers = { refresh = "3" }
[[phase.reply]]
status = 502

[[phase]]
name = "a refresh by markup"
[[phase.reply]]
documents_only = true
status = 504
headers = { content-type = "text/html" }
text = "<meta http-equiv=refresh content=3><h1>504 Gateway Time-out</h1>"
[[phase.reply]]
status = 504

[[phase]]
name = "one host sends to the other"
[[phase.reply]]
host = "chat.openai.com"
redirect = "https://chatgpt.com/c/other-host"
[[phase.reply]]
host = "chatgpt.com"
status = 502
body = "openai"

[[phase]]
name = "a hundred redirects"
[[phase.reply]]
host = "chatgpt.com"
path = "/c/round"
redirect = "https://chat.openai.com/c/round"
[[phase.reply]]
host = "chat.openai.com"
path = "/c/round"
redirect = "https://chatgpt.com/c/round"
"#;

async fn after_each_fault_people_are_back_where_they_were(kind: Kind) {
    let scenario = Scenario::parse("faults", FAULTS).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let round = "https://chatgpt.com/c/fault?a=b#c";
    for (phase, address, at) in [
        ("fifty megabytes", round, round),
        ("a slow drip", round, round),
        ("a refresh by header", round, round),
        ("a refresh by markup", round, round),
        (
            "one host sends to the other",
            "https://chat.openai.com/c/old",
            "https://chatgpt.com/c/other-host",
        ),
    ] {
        println!("{kind}: {phase}");
        stage.browser.goto("https://other.example/between").await.unwrap();
        stage.lab.go(phase).unwrap();
        // The driver may wait for a body for longer than people do.
        let _ = stage.browser.goto(address).await;
        let panel = stage.panel(phase, |panel| panel.text.contains("Next check")).await;
        assert_eq!(panel.count, 1, "{phase}");
        stage.lab.go("up").unwrap();
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), at, "{phase}");
        stage.outage_ended().await;
    }
    // No end of redirects: what the browser says of that is not a failing gateway.
    println!("{kind}: a hundred redirects");
    let probes = stage.lab.hits(is_probe);
    stage.lab.go("a hundred redirects").unwrap();
    let _ = stage.browser.goto("https://chatgpt.com/c/round").await;
    stage.lab.go("up").unwrap();
    stage.browser.goto(round).await.unwrap();
    let there = "document.querySelector('#prompt-textarea')";
    stage.told(stage.browser.wait_page("ChatGPT", there, SOON).await).await;
    stage.outage_ended().await;
    assert_eq!(stage.lab.hits(is_probe), probes, "nobody asked for what only goes in circles");
    stage.asked_nobody_else(&["other.example"]);
    stage.end().await;
}

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
    after_each_fault_people_are_back_where_they_were
    without_a_store_and_without_alarms_people_are_brought_back_all_the_same
}
