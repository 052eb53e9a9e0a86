//! What people see and touch: what they chose holds on the page, the popup is there at once and says
//! what is missing, keys work, and the card keeps still.

use super::{CHAT, SOON, Stage, in_both};
use lab::drive::{Kind, Options};
use serde_json::{Value, json};

const PANEL: &str = "gatewatch-panel";

/// Chooses as the page of settings keeps it, and waits until the core has heard.
async fn choose(stage: &Stage, settings: Value) {
    let script = format!("await chrome.storage.sync.set({{ settings: {settings} }})");
    stage.told(stage.browser.in_extension(&script).await).await;
}

async fn page(stage: &Stage, file: &str, what: &str, script: &str) -> String {
    let present = stage.browser.present_tab().await.unwrap();
    let page = stage.browser.extension_url(file).unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    stage.told(stage.browser.wait_page(what, script, SOON).await).await;
    present
}

async fn click(stage: &Stage, element: &str) {
    stage.told(stage.browser.click(element).await).await;
}

async fn who_wants_to_be_asked_goes_by_a_click(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    choose(&stage, json!({ "by_itself": false })).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("as you chose")).await;
    stage.lab.go("up").unwrap();
    stage.panel("that it answers", |panel| panel.button("Go now").is_some()).await;
    assert_eq!(stage.documents(), 1, "loaded without being asked");
    stage.browser.press("Go now").await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2);
    stage.end().await;
}

async fn an_address_that_is_switched_off_is_left_alone(kind: Kind) {
    let stage = Stage::set(kind, "blip").await;
    choose(&stage, json!({ "on_chatgpt": false })).await;
    stage.browser.goto(CHAT).await.unwrap();
    // The other address shows that the extension is awake, and has had its time.
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab("https://chat.openai.com/c/1").await.unwrap();
    stage.panel("the other's panel", |panel| panel.text.contains("502")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    assert!(stage.browser.panel().await.unwrap().is_none());
    choose(&stage, json!({})).await;
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.end().await;
}

async fn settings_come_and_go_as_a_file_and_a_bad_one_is_refused_by_name(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let list = "document.querySelector('select[data-setting=language]')";
    page(&stage, "settings.html", "the settings", list).await;
    let give = |file: &str| {
        format!(
            "const box = document.querySelector('[type=file]');
             const files = new DataTransfer();
             files.items.add(new File([{}], 'settings.json'));
             box.files = files.files;
             box.dispatchEvent(new Event('change'))",
            json!(file)
        )
    };
    let said = |words: &str| {
        format!("document.querySelector('footer .said').textContent.includes({})", json!(words))
    };
    stage.browser.eval(&give(r#"{"gatewatch":1,"keep_days":900}"#)).await.unwrap();
    let refused = said("keep_days");
    stage.told(stage.browser.wait_page("the refusal", &refused, SOON).await).await;
    let kept = "return (await chrome.storage.sync.get('settings')).settings ?? null";
    assert_eq!(stage.browser.in_extension(kept).await.unwrap(), Value::Null);
    let file = r#"{"gatewatch":1,"keep_days":9,"language":"en","notify":true}"#;
    stage.browser.eval(&give(file)).await.unwrap();
    let taken = said("Saved.");
    stage.told(stage.browser.wait_page("the file", &taken, SOON).await).await;
    let now = stage.browser.in_extension(kept).await.unwrap();
    let part = (&now["keep_days"], &now["language"], &now["notify"]);
    assert_eq!(part, (&json!(9), &json!("en"), &json!(false)), "a file gives no leave");
    let shown = format!("{list}.value === 'en'");
    stage.told(stage.browser.wait_page("the language", &shown, SOON).await).await;
    let picture = format!("{}/settings-all-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    stage.end().await;
}

/// Takes the access to the hosts away, as both browsers let people do, or gives it back.
pub(super) async fn access(stage: &Stage, given: bool) {
    if stage.browser.kind() == Kind::Firefox {
        let does = if given { "add" } else { "remove" };
        let script = format!(
            "const {{ ExtensionPermissions }} =
               ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
             const {{ extension }} = WebExtensionPolicy.getByID('gatewatch@gatewatch.example');
             await ExtensionPermissions.{does}(extension.id,
               {{ permissions: [], origins: ['https://chatgpt.com/*'] }}, extension)"
        );
        stage.told(stage.browser.in_firefox(&script).await).await;
    } else {
        stage.told(stage.browser.hosts_allowed(given).await).await;
    }
}

async fn where_access_was_taken_away_the_popup_says_so_and_gives_it_back(kind: Kind) {
    let gives_leave = ("extensions.webextOptionalPermissionPrompts".to_owned(), json!(false));
    let options = Options { firefox_prefs: vec![gives_leave], ..Options::default() };
    let stage = Stage::set_with(kind, "healthy", options).await;
    access(&stage, false).await;
    let button = "document.querySelector('.access button')";
    page(&stage, "popup.html", "the word of it", button).await;
    let said = "return document.querySelector('.access').innerText";
    let said = stage.browser.eval(said).await.unwrap();
    assert!(said.as_str().unwrap().contains("access to chatgpt.com"), "{said}");
    let picture = format!("{}/popup-access-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    // As a browser answers whose person says no, or whose administrator said so for good.
    stage.browser.eval("chrome.permissions.request = async () => false").await.unwrap();
    click(&stage, button).await;
    let said = "document.querySelector('.access').innerText.includes('an administrator blocks')
        && !!document.querySelector('.access button')";
    stage.told(stage.browser.wait_page("why it is not given", said, SOON).await).await;
    stage.browser.reload().await.unwrap();
    stage.told(stage.browser.wait_page("the word of it", button, SOON).await).await;
    if kind == Kind::Firefox {
        click(&stage, button).await;
    } else {
        // No driver accepts Chromium's prompt: given on the browser's own page, it is seen, too.
        let present = stage.browser.present_tab().await.unwrap();
        access(&stage, true).await;
        stage.browser.switch_to(&present).await.unwrap();
    }
    let gone = "document.querySelector('.access').childElementCount === 0";
    stage.told(stage.browser.wait_page("that it is given back", gone, SOON).await).await;
    // The status page was out of reach, too.
    stage.end_but(|told| told.contains("status.openai.com") && told.contains("CORS")).await;
}

async fn the_popup_names_the_tabs_that_fail_and_the_parts_of_the_status_page(kind: Kind) {
    let stage = Stage::failing(kind, "status-incident").await;
    let lists =
        "document.querySelector('.around .parts') && document.querySelector('.around .tabs')";
    page(&stage, "popup.html", "what is around the card", lists).await;
    let words = "for (const list of document.querySelectorAll('.around details')) list.open = true;
        return [...document.querySelectorAll('.around li')].map((item) => item.textContent)";
    let words: Vec<String> =
        serde_json::from_value(stage.browser.eval(words).await.unwrap()).unwrap();
    assert!(words.contains(&"chatgpt.com/c/abc".to_owned()), "{words:?}");
    assert!(words.len() > 2, "{words:?}");
    let picture = format!("{}/popup-failing-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    stage.end().await;
}

/// How long the popup takes to show words, cold: in ms from its navigation to its first paint with
/// content.
async fn the_popup_is_painted_before_anybody_has_answered(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    let mut times = Vec::new();
    for _ in 0..5 {
        let _ = stage.browser.kill_background().await;
        stage.browser.new_tab(&popup).await.unwrap();
        let painted = "performance.getEntriesByName('first-contentful-paint').length";
        stage.told(stage.browser.wait_page("a paint", painted, SOON).await).await;
        let at = "return performance.getEntriesByName('first-contentful-paint')[0].startTime";
        times.push(stage.browser.eval(at).await.unwrap().as_f64().unwrap());
        stage.panel("the card", |panel| panel.text.contains("No problem detected")).await;
    }
    times.sort_by(f64::total_cmp);
    println!("{kind}: the popup's first words after {times:.0?} ms, cold");
    // Loosely, for a busy machine: whoever waited for the status page would be later.
    assert!(times[2] < 1000.0, "{times:?}");
    stage.end().await;
}

async fn escape_hides_the_card_and_it_stays_hidden(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    for _ in 0..20 {
        let panel = stage.browser.panel().await.unwrap();
        if panel.is_some_and(|panel| panel.focused.as_deref() == Some("Check now")) {
            break;
        }
        stage.browser.key("Tab").await.unwrap();
    }
    stage.browser.key("Escape").await.unwrap();
    stage.no_panel().await;
    stage.browser.reload().await.unwrap();
    stage.probes(1).await;
    assert!(stage.browser.panel().await.unwrap().is_none(), "hidden for this outage");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn what_unfolds_is_reached_by_keys_and_escape_folds_it_before_it_hides_the_card(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let folded = |panel: &lab::drive::PanelSeen| panel.button("Pause").is_some_and(|it| it.folded);
    let panel = stage.panel("the buttons", |panel| panel.button("Pause").is_some()).await;
    assert!(folded(&panel), "{:?}", panel.buttons);
    assert!(!panel.text.contains("Pause"), "{}", panel.text);
    let focused = async |name: &str| {
        for _ in 0..20 {
            let panel = stage.browser.panel().await.unwrap();
            if panel.is_some_and(|panel| panel.focused.as_deref() == Some(name)) {
                return;
            }
            stage.browser.key("Tab").await.unwrap();
        }
        panic!("{name} is not reached");
    };
    focused("More help").await;
    stage.browser.key("Enter").await.unwrap();
    stage.panel("what unfolds", |panel| !folded(panel)).await;
    focused("What else can I do?").await;
    stage.browser.key("Escape").await.unwrap();
    let panel = stage.panel("what folds again", folded).await;
    assert_eq!(panel.focused.as_deref(), Some("More help"));
    stage.browser.press("Pause").await.unwrap();
    let panel = stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    assert!(panel.button("What else can I do?").unwrap().folded, "a press folds: {panel:?}");
    stage.end().await;
}

/// A key of the extension's, as the browser itself tells of it: no driver presses keys there.
async fn shortcut(stage: &Stage, name: &str) {
    let script = format!(
        "WebExtensionPolicy.getByID('gatewatch@gatewatch.example').extension.shortcuts
           .onCommand('{name}')"
    );
    stage.told(stage.browser.in_firefox(&script).await).await;
}

async fn keys_pause_go_on_and_check(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let known = "return (await chrome.commands.getAll()).map(({ name, description }) =>
        [name, description])";
    let known = stage.browser.in_extension(known).await.unwrap();
    assert!(known.to_string().contains("Check ChatGPT now"), "{known}");
    if kind == Kind::Firefox {
        shortcut(&stage, "pause").await;
        stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
        shortcut(&stage, "pause").await;
        stage.panel("the checks", |panel| panel.text.contains("Next check")).await;
        let before = stage.lab.hits(super::is_probe);
        shortcut(&stage, "check").await;
        stage.probes(before + 1).await;
    }
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn check_now_says_what_came_of_it_and_the_buttons_stay_where_they_are(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let before = stage.panel("the status", |panel| panel.text.contains("Last checked: ")).await;
    // Whether the bar below the countdown ever moved towards the longer.
    let watch = "root.addEventListener('transitionrun', ({ target }) => {
        for (const { effect } of target.getAnimations()) {
          const [from, to] = effect.getKeyframes().map((it) => parseFloat(it.inlineSize ?? it.width));
          if (to > from) root.querySelector('.clock').dataset.grew = `${from} ${to}`;
        }
      })";
    stage.told(stage.browser.in_root(PANEL, watch).await).await;
    stage.browser.press("Check now").await.unwrap();
    // Where a check was made by itself just before, the click is refused, and the next check answers.
    let answered = |panel: &lab::drive::PanelSeen| {
        let text = &panel.text;
        text.contains("Still down, checked just now") && !text.contains("Checked a moment ago")
    };
    let after = stage.panel("the answer", answered).await;
    let height = |panel: &lab::drive::PanelSeen| panel.place.3.round();
    assert_eq!(height(&before), height(&after), "{} | {}", before.text, after.text);
    let counted = move |panel: &lab::drive::PanelSeen| panel.text != after.text;
    stage.panel("another second", counted).await;
    let grew = "return root.querySelector('.clock').dataset.grew ?? ''";
    let grew = stage.told(stage.browser.in_root(PANEL, grew).await).await;
    assert_eq!(grew, "", "it stands where it stands at once, and only shrinks");
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

in_both! {
    who_wants_to_be_asked_goes_by_a_click
    an_address_that_is_switched_off_is_left_alone
    settings_come_and_go_as_a_file_and_a_bad_one_is_refused_by_name
    where_access_was_taken_away_the_popup_says_so_and_gives_it_back
    the_popup_names_the_tabs_that_fail_and_the_parts_of_the_status_page
    the_popup_is_painted_before_anybody_has_answered
    escape_hides_the_card_and_it_stays_hidden
    what_unfolds_is_reached_by_keys_and_escape_folds_it_before_it_hides_the_card
    keys_pause_go_on_and_check
    check_now_says_what_came_of_it_and_the_buttons_stay_where_they_are
}
