//! The page that checks an installation, on sites that are well and on one that turns checks away.

use super::{CHAT, SOON, Stage, in_both};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::Kind;

impl Stage {
    /// What the check finds, line by line: in a tab of its own, which is closed again.
    pub(crate) async fn check(&self) -> Vec<String> {
        let present = self.browser.present_tab().await.unwrap();
        let page = self.browser.extension_url("check.html").unwrap();
        self.browser.new_tab(&page).await.unwrap();
        let run = "document.querySelector('.buttons button')";
        self.told(self.browser.wait_page("the button", run, SOON).await).await;
        self.browser.click(run).await.unwrap();
        let there = "document.querySelectorAll('.log li').length > 0";
        self.told(self.browser.wait_page("the result", there, SOON).await).await;
        let lines = "return [...document.querySelectorAll('.log li')].map((li) => li.textContent)";
        let lines = self.browser.eval(lines).await.unwrap();
        self.browser.close_tab().await.unwrap();
        self.browser.switch_to(&present).await.unwrap();
        serde_json::from_value(lines).unwrap()
    }
}

/// The line that says this, which begins with its mark.
fn line<'a>(lines: &'a [String], says: &str) -> &'a str {
    lines.iter().find(|line| line.contains(says)).unwrap_or_else(|| panic!("{says}: {lines:#?}"))
}

async fn on_a_site_that_is_well_nothing_is_crossed(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    for (layout, composer) in [
        (Layout::Sections, "[1] #prompt-textarea"),
        (Layout::Turns, "[0] form[data-chatgpt-composer]"),
    ] {
        stage.lab.set_layout(layout);
        let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
        stage.told(chat.say("A private question.").await).await;
        stage.told(chat.wait("the answer", |seen| !seen.answers.is_empty()).await).await;
        let lines = stage.check().await;
        assert!(!lines.iter().any(|line| line.starts_with('✗')), "{layout}: {lines:#?}");
        assert!(line(&lines, "COMPOSERS: ").contains(composer), "{layout}: {lines:#?}");
        assert!(line(&lines, "TURNS: ").starts_with('✓'), "{layout}: {lines:#?}");
        assert!(line(&lines, "the browser reports").starts_with('✓'), "{layout}: {lines:#?}");
        assert!(line(&lines, "/proxy/").contains("ChatGPT operational"), "{layout}: {lines:#?}");
        let all = lines.join("\n");
        assert!(!all.contains("/c/") && !all.contains("private"), "{layout}: {all}");
    }
    stage.end().await;
}

async fn an_edge_that_turns_checks_away_and_a_page_without_marks_are_crossed(kind: Kind) {
    let stage = Stage::set(kind, "challenged").await;
    let chat = "document.querySelector('[contenteditable=true]')";
    stage.browser.goto(CHAT).await.unwrap();
    stage.told(stage.browser.wait_page("the chat", chat, SOON).await).await;
    stage.lab.go("down").unwrap();
    stage.browser.eval("document.querySelector('main, form').remove()").await.unwrap();
    let lines = stage.check().await;
    let without = line(&lines, "HEAD without cookies");
    assert!(without.starts_with('✗') && without.contains("challenged"), "{lines:#?}");
    assert!(line(&lines, "HEAD from its page: 502").starts_with('✗'), "{lines:#?}");
    assert!(line(&lines, "COMPOSERS: none matches").starts_with('✗'), "{lines:#?}");
    assert!(line(&lines, "alarms").starts_with('✓'), "{lines:#?}");
    stage.browser.close().await.unwrap();
}

in_both! {
    on_a_site_that_is_well_nothing_is_crossed
    an_edge_that_turns_checks_away_and_a_page_without_marks_are_crossed
}
