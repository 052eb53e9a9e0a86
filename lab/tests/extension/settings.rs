//! What people choose: kept as they go, held within its bounds, and off is off.

use super::{CHAT, SOON, Stage, in_both, is_probe};
use lab::drive::Kind;
use serde_json::{Value, json};

/// The whole of what the store of settings holds.
async fn stored(stage: &Stage) -> Value {
    let script = "return (await chrome.storage.sync.get('settings')).settings ?? null";
    stage.told(stage.browser.in_extension(script).await).await
}

async fn settings_page(stage: &Stage) {
    let page = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let there = "document.querySelector('[data-setting=notify]')";
    stage.told(stage.browser.wait_page("the settings", there, SOON).await).await;
}

/// Puts a number into a field as typing and leaving it does.
async fn enter(stage: &Stage, name: &str, number: &str) {
    let script = format!(
        "const field = document.querySelector('[type=number][data-setting={name}]');
         field.value = '{number}';
         field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    stage.browser.eval(&script).await.unwrap();
}

async fn said(stage: &Stage, words: &str) {
    let script = format!(
        "[...document.querySelectorAll('.said')].some((p) => p.textContent.includes('{words}'))"
    );
    stage.told(stage.browser.wait_page(words, &script, SOON).await).await;
}

async fn tick(stage: &Stage, name: &str) {
    let element = format!(
        "document.querySelector(
           '[type=checkbox][data-setting={name}], footer [type=checkbox]')"
    );
    stage.told(stage.browser.wait_page("the switch", &element, SOON).await).await;
    stage.browser.click(&element).await.unwrap();
}

async fn each_choice_is_kept_as_it_is_made_and_what_cannot_be_is_refused(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    settings_page(&stage).await;
    assert_eq!(stored(&stage).await, Value::Null, "nothing is written that nobody chose");
    let habits =
        "const after = [...document.querySelectorAll('main > h2 ~ section [data-setting]')];
        const isHabit = ({ type, dataset }) =>
          type === 'checkbox' && !dataset.setting.startsWith('on_');
        return after.filter(isHabit).map(({ dataset, checked }) =>
          [dataset.setting, checked])";
    let habits = stage.browser.eval(habits).await.unwrap();
    let off = json!([["many_chats", false], ["old_browser", false], ["clean_days", false]]);
    assert_eq!(habits, off, "under *Habits*, each of them off until it is chosen");
    enter(&stage, "keep_days", "14").await;
    said(&stage, "Saved.").await;
    tick(&stage, "many_chats").await;
    let ticked =
        "document.querySelector('[type=number][data-setting=many_chats]').disabled === false";
    stage.told(stage.browser.wait_page("the number", ticked, SOON).await).await;
    enter(&stage, "keep_days", "0").await;
    said(&stage, "a whole number from 1 to 30").await;
    let kept = stored(&stage).await;
    assert_eq!(kept["keep_days"], 14, "{kept}");
    assert_eq!(kept["many_chats"], 10, "what is offered: {kept}");
    let picture = format!("{}/settings-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(std::path::Path::new(&picture)).await.unwrap();
    // Another device chooses something that this version does not know, and something too large.
    let odd = "await chrome.storage.sync.set({ settings:
        { keep_days: 9999, clean_days: 'x', colour: 'blue', many_chats: 25 } })";
    stage.browser.in_extension(odd).await.unwrap();
    let held = "document.querySelector('[type=number][data-setting=keep_days]').value === '30'
        && document.querySelector('[type=checkbox][data-setting=clean_days]').checked === false
        && document.querySelector('[type=number][data-setting=many_chats]').value === '25'";
    stage.told(stage.browser.wait_page("what is within bounds", held, SOON).await).await;
    let reset = "[...document.querySelectorAll('footer button')]
        .find((button) => button.textContent.includes('Reset to defaults')).click()";
    stage.browser.eval(reset).await.unwrap();
    said(&stage, "Saved.").await;
    let kept = stored(&stage).await;
    let names: Vec<&str> = kept.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(!names.contains(&"colour"), "{names:?}");
    assert_eq!((&kept["keep_days"], &kept["on"]), (&json!(7), &json!(true)));
    stage.end().await;
}

async fn switched_off_everything_ends_at_once_and_nothing_begins(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    tick(&stage, "on").await;
    stage.panel("that it is off", |panel| panel.text.contains("Gatewatch is off")).await;
    assert_eq!(stored(&stage).await["on"], false);
    let state = "return [await chrome.action.getBadgeText({}), await chrome.alarms.getAll(),
        (await chrome.storage.session.get('open')).open,
        await chrome.declarativeNetRequest?.getSessionRules() ?? []]";
    let state = stage.browser.in_extension(state).await.unwrap();
    assert_eq!(state, json!(["", [], false, []]), "badge, alarms, open, rules");
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.no_panel().await;
    let probes = stage.lab.hits(is_probe);
    // Fresh, so that no core is awake: what fails now wakes none.
    stage.browser.kill_background().await.unwrap();
    stage.browser.reload().await.unwrap();
    let awake = "return (await chrome.storage.session.get('open')).open";
    assert_eq!(stage.browser.in_extension(awake).await.unwrap(), false);
    assert!(stage.browser.panel().await.unwrap().is_none());
    assert_eq!(stage.lab.hits(is_probe), probes);
    // On again: what failed meanwhile is found.
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("that it is off", |panel| panel.text.contains("Gatewatch is off")).await;
    tick(&stage, "on").await;
    stage.panel("the outage", |panel| panel.text.contains("Check now")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.panel("the panel again", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
}

in_both! {
    each_choice_is_kept_as_it_is_made_and_what_cannot_be_is_refused
    switched_off_everything_ends_at_once_and_nothing_begins
}
