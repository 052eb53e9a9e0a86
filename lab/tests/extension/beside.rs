//! What else helps, asked for on the card of a failing page: the popup about that very tab, or its
//! page in a tab beside it.

use super::{SOON, Stage, in_both};
use lab::drive::Kind;
use serde_json::json;

/// The other site's tab, and what the popup would be at the next click on the toolbar there.
const OTHER: &str =
    "const [{ id, index }] = await chrome.tabs.query({ url: 'https://chat.openai.com/*' });
    return [id, index, await chrome.action.getPopup({ tabId: id })]";

async fn from_the_card_one_click_leads_to_what_else_helps_that_very_tab(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.panel("the reading", |panel| panel.text.contains("Last checked:")).await;
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.browser.new_tab("https://chat.openai.com/c/1").await.unwrap();
    stage.panel("the other's panel", |panel| panel.text.contains("Last checked:")).await;
    stage.browser.press("What else can I do?").await.unwrap();
    let popup = stage.told(stage.browser.wait_popup(SOON).await).await;
    let other = stage.browser.in_extension(OTHER).await.unwrap();
    let page = format!("popup.html#{}", other[0]);
    assert!(popup.ends_with(&page), "{popup}");
    let own = other[2].as_str().unwrap();
    assert!(own.ends_with("popup.html"), "the toolbar's own stays as it was: {own}");
    if kind == Kind::Firefox {
        // Where people want popups at their own clicks on the toolbar alone.
        let asks =
            "Services.prefs.setBoolPref('extensions.openPopupWithoutUserGesture.enabled', false)";
        stage.browser.in_firefox(asks).await.unwrap();
        let before = stage.browser.tabs().await.unwrap();
        stage.browser.press("What else can I do?").await.unwrap();
        stage.told(stage.browser.switch_to_new(&before).await).await;
    } else {
        // No driver works in the toolbar's popup: the same page in a tab.
        stage.browser.new_tab(&popup).await.unwrap();
    }
    let open = "document.querySelector('.advice[open] li p')";
    stage.told(stage.browser.wait_page("what else helps", open, SOON).await).await;
    if kind == Kind::Firefox {
        let place = "return (await chrome.tabs.getCurrent()).index";
        let place = stage.browser.eval(place).await.unwrap();
        assert_eq!(place, json!(other[1].as_i64().unwrap() + 1), "it stands beside");
    }
    let about = "const report = document.querySelector('.advice button[value]').value;
        return [location.hash, report.match(/Address: (.*)/)[1], document.activeElement.localName]";
    let about = stage.browser.eval(about).await.unwrap();
    let hash = format!("#{}", other[0]);
    assert_eq!(about, json!([hash, "https://chat.openai.com/c/…", "summary"]));
    let card = stage.panel("its own card", |panel| panel.text.contains("Next check")).await;
    assert!(
        !card.text.contains("Paused") && card.button("What else can I do?").is_none(),
        "{card:?}"
    );
    stage.end().await;
}

in_both! { from_the_card_one_click_leads_to_what_else_helps_that_very_tab }
