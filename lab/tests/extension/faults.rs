//! Answers of the oddest forms, a page that reloads itself, and what Gatewatch itself stands on gone:
//! the person is back where they were all the same.

use super::{CHAT, SOON, Stage, in_both, in_both_and_long};
use lab::Record;
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
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    stage.probes(2).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.no_panel().await;
    stage.browser.close().await.unwrap();
}

/// Failing documents that never end, are very large, or load themselves again; and an end of it.
const ODD: &str = r#"
about = "Each tab's document is a 502 of an odd form."
[[phase]]
name = "down"
[[phase.reply]]
path = "/c/drips"
methods = ["GET"]
status = 502
body = "openai"
drip_ms = 500
[[phase.reply]]
path = "/c/stalls"
methods = ["GET"]
status = 502
body = "openai"
stall = "in-body"
[[phase.reply]]
path = "/c/large"
methods = ["GET"]
status = 502
headers = { content-type = "text/html" }
text = "50 MB"
[[phase.reply]]
path = "/c/refreshes"
methods = ["GET"]
status = 502
body = "openai"
headers = { refresh = "3" }
[[phase.reply]]
status = 502
body = "openai"
[[phase]]
name = "up"
"#;

/// Waits until each of these tabs is as `FUNC` says, looked at by the extension: a driver would wait for
/// the ends of these documents.
const LOOK: &str = "
    const isSo = FUNC;
    const left = new Set(FORMS);
    const end = Date.now() + 40_000;
    while (left.size && Date.now() < end) {
      for (const { id, url } of await chrome.tabs.query({ url: 'https://chatgpt.com/*' })) {
        const asked = { target: { tabId: id }, func: isSo, injectImmediately: true };
        const [seen] = await chrome.scripting.executeScript(asked).catch(() => []);
        if (seen?.result) left.delete(url);
      }
    }
    return [...left];";

/// One card, whose words are of a 502.
const HAS_CARD: &str = "() => {
      const hosts = document.querySelectorAll('gatewatch-panel');
      if (hosts.length !== 1) return false;
      const root = hosts[0].openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(hosts[0]);
      return root.textContent.includes('502');
    }";

async fn bodies_that_never_end_are_very_large_or_load_themselves_again_have_their_card(kind: Kind) {
    let mut scenario = Scenario::parse("odd", ODD).unwrap();
    let large = |it: &&mut lab::scenario::Reply| it.text.as_deref() == Some("50 MB");
    let reply = scenario.phases[0].replies.iter_mut().find(large).unwrap();
    // In a comment: one text of that size keeps Firefox itself from showing anything for a minute.
    let page =
        ["<!DOCTYPE html><title>502</title><h1>Bad gateway</h1><!--", &"x".repeat(50 << 20), "-->"];
    reply.bytes = Some(page.concat().into_bytes());
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let forms = ["drips", "stalls", "large", "refreshes"].map(|form| format!("{SITE}c/{form}"));
    let urls = serde_json::json!(forms).to_string();
    let opens = format!("for (const url of {urls}) await chrome.tabs.create({{ url }})");
    stage.browser.in_extension(&opens).await.unwrap();
    let look = LOOK.replace("FORMS", &urls);
    let without = stage.browser.in_extension(&look.replace("FUNC", HAS_CARD)).await;
    assert_eq!(stage.told(without).await, serde_json::json!([]), "without a card");
    stage.lab.go("up").unwrap();
    let ended = serde_json::json!(forms[2..]).to_string();
    let look = LOOK.replace("FORMS", &ended);
    let without = stage.browser.in_extension(&look.replace("FUNC", HEALTHY)).await;
    assert_eq!(stage.told(without).await, serde_json::json!([]), "not back");
    for (at, form) in forms.iter().enumerate() {
        let own = |it: &Record| it.is_main_document() && form.ends_with(it.path_only());
        let loads = stage.lab.hits(|it| own(it) && it.phase == "up");
        // What its browser still loads is not overtaken so soon.
        assert!(loads == 1 || (at < 2 && loads == 0), "{form}: {loads}");
    }
    stage.end().await;
}

const SITE: &str = "https://chatgpt.com/";

/// A failing page that stalls in its body, with its card, and the site back.
async fn stalled(kind: Kind, by_itself: bool) -> (Stage, String) {
    let scenario = Scenario::parse("odd", ODD).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let url = format!("{SITE}c/stalls");
    let open = format!(
        "await chrome.storage.sync.set({{ settings: {{ by_itself: {by_itself} }} }});
         await chrome.tabs.create({{ url: '{url}' }})"
    );
    stage.told(stage.browser.in_extension(&open).await).await;
    seen(&stage, &url, HAS_CARD).await;
    stage.lab.go("up").unwrap();
    (stage, url)
}

/// Waits until the tab of that address is as the function says.
async fn seen(stage: &Stage, url: &str, function: &str) {
    let look = LOOK.replace("FORMS", &serde_json::json!([url]).to_string());
    let without = stage.browser.in_extension(&look.replace("FUNC", function)).await;
    assert_eq!(stage.told(without).await, serde_json::json!([]), "not so: {function}");
}

const HEALTHY: &str = "() => !!document.querySelector('#prompt-textarea')";

/// How often the page was asked for since the site is back.
fn loaded(all: &[Record]) -> usize {
    all.iter().filter(|it| it.is_main_document() && it.phase == "up").count()
}

/// Its person chose that nothing is loaded without a click: so it is the click. (Pressed by what the
/// button says to the background: a driver would wait for the page's end.)
async fn a_click_loads_a_failing_page_that_never_ends(kind: Kind) {
    let (stage, url) = stalled(kind, false).await;
    let offers = "() => {
      const host = document.querySelector('gatewatch-panel');
      const root = host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host);
      return !!root.querySelector('[data-button=go_now]');
    }";
    seen(&stage, &url, offers).await;
    assert_eq!(loaded(&stage.lab.records()), 0);
    let press = format!(
        "const [{{ id }}] = await chrome.tabs.query({{ url: '{url}' }});
         const func = () => void chrome.runtime.sendMessage({{ kind: 'pressed', button: 'go_now' }});
         await chrome.scripting.executeScript({{ target: {{ tabId: id }}, func, injectImmediately: true }})"
    );
    stage.told(stage.browser.in_extension(&press).await).await;
    seen(&stage, &url, HEALTHY).await;
    assert_eq!(loaded(&stage.lab.records()), 1);
    stage.outage_ended().await;
    stage.end().await;
}

/// Half a minute after the site answered what has not come will not come.
async fn a_failing_page_that_never_ends_is_loaded_again_in_the_end(kind: Kind) {
    let (stage, url) = stalled(kind, true).await;
    let load = |all: &[Record]| loaded(all) == 1;
    stage.told(stage.lab.wait_for("the load", load, SOON * 2).await).await;
    let all = stage.lab.records();
    let up = all.iter().find(|it| super::is_probe(it) && it.phase == "up").unwrap();
    let load = all.iter().find(|it| it.is_main_document() && it.phase == "up").unwrap();
    assert!(load.at - up.at >= SOON / 2, "no load that might still come is overtaken");
    seen(&stage, &url, HEALTHY).await;
    assert_eq!(loaded(&stage.lab.records()), 1);
    stage.outage_ended().await;
    stage.end().await;
}

/// Sends the person's tab there, until a waiting page stands in it: from elsewhere, since a driver would
/// wait for a document that never comes to rest.
async fn waits(stage: &Stage, address: &str) {
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
}

/// A page that loads itself again at once, by its markup and by its header, until a waiting page stands
/// in its place. WebDriver waits for a page to come to rest, which this one never does, so it is opened
/// and watched from elsewhere. The stage, and the page's address.
async fn restless(kind: Kind) -> (Stage, &'static str) {
    let page = "<!DOCTYPE html><meta http-equiv=refresh content=0><title>502 Bad Gateway</title>\
                <center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>";
    let scene = "about = \"A failing page that loads itself again, then one that stands still.\"\n\
         [[phase]]\nname = \"down\"\n[[phase.reply]]\nstatus = 502\n\
         headers = { content-type = \"text/html\", refresh = \"0\" }\n\
         [[phase]]\nname = \"calm\"\n[[phase.reply]]\nstatus = 502\nbody = \"nginx\"\n\
         [[phase]]\nname = \"up\"\n";
    let mut scenario = Scenario::parse("restless", scene).unwrap();
    scenario.phases[0].replies[0].bytes = Some(page.into());
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    // Without a fragment: with one Chromium takes it for a way within the document.
    let address = "https://chatgpt.com/c/abc";
    waits(&stage, address).await;
    stage.panel("the waiting page", |panel| panel.text.contains("Next check")).await;
    (stage, address)
}

/// The site is not asked at that pace, and who waited is brought back.
async fn a_failing_page_that_reloads_itself_gives_way_to_one_that_waits(kind: Kind) {
    let (stage, address) = restless(kind).await;
    let loads = stage.documents();
    stage.probes(2).await;
    assert_eq!(stage.documents(), loads, "only probes ask while it fails");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), address);
    stage.outage_ended().await;
    // Its last load may be heard of when the waiting page stands, and is looked for there: Firefox
    // notes that.
    stage.end_but(|told| told.contains("waiting.html") && told.contains("been blocked")).await;
}

/// Who loads it from there has the failing page again, with its card.
async fn who_leaves_the_waiting_page_of_a_restless_one_has_a_card_again(kind: Kind) {
    let (stage, address) = restless(kind).await;
    stage.lab.go("calm").unwrap();
    stage.browser.goto(address).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    assert_eq!(stage.browser.url().await.unwrap(), address);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end_but(|told| told.contains("waiting.html") && told.contains("been blocked")).await;
}

/// A 502 whose connection is reset so far into its body, so long after that was sent.
fn broken_off(reset: &str, hold_ms: u32) -> Scenario {
    let scene = format!(
        "about = \"A 502 whose connection is reset.\"\n\
         [[phase]]\nname = \"down\"\n[[phase.reply]]\nstatus = 502\nbody = \"openai\"\n\
         reset = \"{reset}\"\nhold_ms = {hold_ms}\n[[phase]]\nname = \"up\"\n"
    );
    Scenario::parse("broken-off", &scene).unwrap()
}

/// While it fails only probes ask, and one load brings the person back.
async fn back_after_probes_alone(stage: Stage, address: &str) {
    assert_eq!(stage.documents(), 1, "only probes ask while it fails");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), address);
    assert_eq!(stage.documents(), 2, "the failing one and one load");
    stage.outage_ended().await;
    stage.end().await;
}

/// The headers say that it failed, and nothing follows that a card could be drawn on: a page of ours
/// that waits takes its place, whenever the connection breaks.
async fn a_failing_page_that_breaks_off_before_its_first_tag_gives_way_to_one_that_waits(
    kind: Kind,
) {
    let stage = Stage::set_scene(kind, broken_off("before-tag", 0), Options::default()).await;
    let address = "https://chatgpt.com/c/abc";
    waits(&stage, address).await;
    stage.panel("the waiting page", |panel| panel.text.contains("Next check")).await;
    stage.probes(2).await;
    back_after_probes_alone(stage, address).await;
}

/// What came of it has its card, which goes on telling; Firefox puts an error page of its own over it,
/// and there a waiting page does.
async fn a_failing_page_that_breaks_off_in_its_middle_has_a_card_that_goes_on(kind: Kind) {
    let stage = Stage::set_scene(kind, broken_off("in-body", 1500), Options::default()).await;
    let _ = stage.browser.goto(CHAT).await;
    stage.probes(2).await;
    stage.panel("more than one check", |panel| panel.text.contains("checks so far")).await;
    back_after_probes_alone(stage, CHAT).await;
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

/// Each has its own outage, card and schedule: what mends the one brings nobody back to the other.
async fn two_sites_fail_at_once_and_each_goes_its_own_way(kind: Kind) {
    let scene = "about = \"Both addresses fail, and one is mended before the other.\"
        [[phase]]\nname = \"down\"
        [[phase.reply]]\nhost = \"chatgpt.com\"\nstatus = 502\nbody = \"openai\"
        [[phase.reply]]\nhost = \"chat.openai.com\"\nstatus = 503\nbody = \"nginx\"
        [[phase]]\nname = \"half\"
        [[phase.reply]]\nhost = \"chat.openai.com\"\nstatus = 503\nbody = \"nginx\"
        [[phase]]\nname = \"up\"\n";
    let scenario = Scenario::parse("two-sites", scene).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the one's card", |panel| panel.text.contains("502")).await;
    let one = stage.browser.present_tab().await.unwrap();
    let other = stage.browser.new_tab("https://chat.openai.com/c/1").await.unwrap().0;
    stage.panel("the other's card", |panel| panel.text.contains("503")).await;
    stage.browser.switch_to(&one).await.unwrap();
    stage.lab.go("half").unwrap();
    stage.healthy().await;
    stage.browser.switch_to(&other).await.unwrap();
    stage.panel("the other's card, still", |panel| panel.text.contains("503")).await;
    let asked = |all: &[Record]| {
        all.iter()
            .any(|it| super::is_probe(it) && it.host == "chat.openai.com" && it.phase == "half")
    };
    stage.told(stage.lab.wait_for("the other's own probe", asked, SOON).await).await;
    assert_eq!(stage.lab.hits(|it| it.is_main_document() && it.host == "chat.openai.com"), 1);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
}

in_both! {
    two_sites_fail_at_once_and_each_goes_its_own_way
    a_click_loads_a_failing_page_that_never_ends
    bodies_that_never_end_are_very_large_or_load_themselves_again_have_their_card
    redirects_without_an_end_are_left_to_the_browser
    a_failing_page_that_reloads_itself_gives_way_to_one_that_waits
    a_failing_page_that_breaks_off_before_its_first_tag_gives_way_to_one_that_waits
    a_failing_page_that_breaks_off_in_its_middle_has_a_card_that_goes_on
    who_leaves_the_waiting_page_of_a_restless_one_has_a_card_again
    without_a_store_and_without_alarms_people_are_brought_back_all_the_same
}

in_both_and_long! { a_failing_page_that_never_ends_is_loaded_again_in_the_end }
