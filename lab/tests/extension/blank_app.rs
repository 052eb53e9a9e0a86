//! An app that does not start: its document comes well, its scripts do not, and the page stays empty.

use super::{Stage, in_both, is_probe};
use lab::Scenario;
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options};

/// What the app's own router says in the console before it loads the page again, and what Firefox says of
/// an error page that is no script.
fn is_the_app_s_own(told: &str) -> bool {
    told.contains("reloading page...") || told.contains("MIMEMISMATCH")
}

impl Stage {
    /// Goes to a chat of the layout, whose app does not start.
    async fn empty_chat_in(&self, layout: Layout, phase: &str) {
        self.lab.set_layout(layout);
        self.lab.go(phase).unwrap();
        self.browser.goto(layout.chat()).await.unwrap();
        self.panel("the card", |card| card.text.contains("the app didn’t start")).await;
    }
}

async fn an_app_that_does_not_start_is_back_when_its_files_are(kind: Kind) {
    let cases = [
        (Layout::Turns, "failing", 2),
        (Layout::LoggedOut, "failing", 2),
        // Nothing is left that could load the page again by itself.
        (Layout::Turns, "nothing-loads", 1),
    ];
    for (layout, phase, own_loads) in cases {
        let stage = Stage::set(kind, "blank-app").await;
        stage.empty_chat_in(layout, phase).await;
        stage.probes(1).await;
        let mut probes = stage.lab.records().into_iter().filter(is_probe);
        assert!(
            probes.all(|it| it.path.contains("/assets/")),
            "{layout}: the document would answer for its files"
        );
        assert_eq!(stage.documents(), own_loads, "{layout}: the page's own");
        stage.lab.go("back").unwrap();
        stage.told(Chat::new(&stage.browser, layout).ready().await).await;
        stage.outage_ended().await;
        assert_eq!(stage.documents(), own_loads + 1, "{layout}: one load");
        stage.end_but(is_the_app_s_own).await;
    }
}

async fn a_page_whose_own_reload_mends_it_is_nothing_to_be_told_of(kind: Kind) {
    let stage = Stage::set(kind, "blank-app").await;
    stage.lab.set_layout(Layout::Turns);
    stage.lab.go("mends-itself").unwrap();
    stage.browser.goto(Layout::Turns.chat()).await.unwrap();
    stage.told(Chat::new(&stage.browser, Layout::Turns).ready().await).await;
    // It ends with the look into the page.
    stage.outage_ended().await;
    assert!(!stage.shows().await);
    assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (2, 0), "its own load");
    stage.end_but(is_the_app_s_own).await;
}

async fn a_page_that_shows_anything_is_left_alone(kind: Kind) {
    let text = "<!DOCTYPE html><title>ChatGPT</title>\
                <script type=module src=/cdn/assets/4f1c/app.js></script>";
    for shown in ["<p>One of its own words</p>", "<form><textarea></textarea></form>"] {
        let scenario = format!(
            "about = \"A page whose script fails, and that shows something all the same.\"
            [[phase]]
            name = \"down\"
            [[phase.reply]]
            path = \"/c/*\"
            headers = {{ content-type = \"text/html\" }}
            text = \"\"\"{text}<body>{shown}\"\"\"
            [[phase.reply]]
            path = \"/cdn/assets/*\"
            status = 502
            body = \"openai\""
        );
        let scenario = Scenario::parse("shows-something", &scenario).unwrap();
        let stage = Stage::set_scene(kind, scenario, Options::default()).await;
        stage.browser.goto(super::CHAT).await.unwrap();
        let asked = |all: &[lab::Record]| all.iter().any(|it| it.path.ends_with("app.js"));
        stage.told(stage.lab.wait_for("its script", asked, super::SOON).await).await;
        stage.outage_ended().await;
        assert!(!stage.shows().await, "{shown}");
        assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (1, 0), "{shown}");
        stage.end_but(is_the_app_s_own).await;
    }
}

in_both! {
    an_app_that_does_not_start_is_back_when_its_files_are
    a_page_whose_own_reload_mends_it_is_nothing_to_be_told_of
    a_page_that_shows_anything_is_left_alone
}
