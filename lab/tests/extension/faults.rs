//! Redirects without an end, a page that reloads itself, and what Gatewatch itself stands on gone: the
//! person is back where they were all the same.

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

/// A page that loads itself again at once, by its markup and by its header: the site is not asked
/// at that pace, and who waited is brought back. WebDriver waits for a page to come to rest, which
/// this one never does, so it is opened and watched from elsewhere.
async fn a_failing_page_that_reloads_itself_gives_way_to_one_that_waits(kind: Kind) {
    let reply = "status = 502\nheaders = { content-type = \"text/html\", refresh = \"0\" }";
    let mut scenario = super::recognised::scene(reply);
    let page = "<!DOCTYPE html><meta http-equiv=refresh content=0><title>502 Bad Gateway</title>\
                <center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>";
    scenario.phases[0].replies[0].bytes = Some(page.into());
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    // Without a fragment: with one Chromium takes it for a way within the document.
    let address = "https://chatgpt.com/c/abc";
    let open = format!(
        "const own = await chrome.tabs.getCurrent();
         const other = (await chrome.tabs.query({{}})).find(({{ id }}) => id !== own.id);
         await chrome.tabs.update(other.id, {{ url: '{address}' }});
         return await new Promise((waits) => chrome.tabs.onUpdated.addListener(async (id) => {{
           const {{ url }} = await chrome.tabs.get(other.id);
           if (url?.includes('waiting.html')) waits(true);
         }}))"
    );
    let waits = stage.browser.in_extension(&open).await;
    assert_eq!(stage.told(waits).await, true);
    stage.panel("the waiting page", |panel| panel.text.contains("Next check")).await;
    let loads = stage.documents();
    stage.probes(2).await;
    assert_eq!(stage.documents(), loads, "only probes ask while it fails");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), address);
    stage.outage_ended().await;
    stage.end().await;
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
    a_failing_page_that_reloads_itself_gives_way_to_one_that_waits
    without_a_store_and_without_alarms_people_are_brought_back_all_the_same
}
