//! No connection at all: named, and waited out by whoever does so in that browser.

use super::{CHAT, Stage, in_both, is_probe};
use lab::Scenario;
use lab::drive::{Kind, Landed, Options, PanelSeen};

impl Stage {
    /// What the popup says, seen in a tab of its own that is closed again.
    async fn popup_says(&self, words: &[&str]) {
        let present = self.browser.present_tab().await.unwrap();
        let popup = self.browser.extension_url("popup.html").unwrap();
        self.browser.new_tab(&popup).await.unwrap();
        self.panel(words[0], |panel| words.iter().all(|word| panel.text.contains(word))).await;
        self.browser.close_tab().await.unwrap();
        self.browser.switch_to(&present).await.unwrap();
    }
}

/// Firefox notes a question that was open when the popup was closed: nobody waits for its answer.
fn is_cut_off(told: &str) -> bool {
    told.contains("context unloaded") && told.contains("popup.js")
}

async fn a_connection_that_breaks_is_waited_out_by_whoever_does_so_there(kind: Kind) {
    let stage = Stage::set(kind, "reset").await;
    stage.browser.goto(CHAT).await.unwrap();
    match kind {
        Kind::Firefox => {
            let card =
                stage.panel("the waiting page", |card| card.text.contains("broken off")).await;
            assert!(card.text.contains("No connection to ChatGPT"), "{}", card.text);
            stage.probes(1).await;
        }
        Kind::Chrome => {
            let words = ["No connection to ChatGPT", "broken off", "tries again by itself"];
            stage.popup_says(&words).await;
            assert_eq!(stage.lab.hits(is_probe), 0, "Chromium tries by itself");
        }
    }
    stage.lab.go("up").unwrap();
    if kind == Kind::Chrome {
        // Under a driver Chromium's own tries rest: this one stands for them.
        stage.browser.reload().await.unwrap();
    }
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.outage_ended().await;
    if kind == Kind::Chrome {
        assert_eq!(stage.lab.hits(is_probe), 0);
    }
    stage.end_but(is_cut_off).await;
}

async fn a_refused_connection_is_called_so(kind: Kind) {
    let options = Options {
        chrome_args: vec!["--host-resolver-rules=MAP * 127.0.0.1:1".to_owned()],
        firefox_prefs: vec![("network.socket.forcePort".to_owned(), "443=1;80=1".into())],
        ..Options::default()
    };
    let stage = Stage::set_scene(kind, Scenario::named("healthy").unwrap(), options).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.popup_says(&["No connection to ChatGPT", "was refused"]).await;
    stage.end_but(is_cut_off).await;
}

async fn a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning(kind: Kind) {
    let options = Options { trusts_lab: false, ..Options::default() };
    let stage = Stage::set_scene(kind, Scenario::named("healthy").unwrap(), options).await;
    let landed = stage.browser.goto(CHAT).await.unwrap();
    assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}");
    stage.popup_says(&["not to be trusted", "no way round your browser’s warning"]).await;
    assert!(!stage.browser.url().await.unwrap().contains("waiting.html"), "the warning stays");
    assert_eq!(stage.lab.hits(|_| true), 0, "nobody went past it");
    stage.end_but(is_cut_off).await;
}

in_both! {
    a_connection_that_breaks_is_waited_out_by_whoever_does_so_there
    a_refused_connection_is_called_so
    a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning
}

/// Firefox alone can be told to be offline as a person tells it.
mod firefox_offline {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_asked_until_the_network_is_back() {
        // The lab is this computer, which an offline Firefox reaches all the same.
        let firefox_prefs =
            vec![("network.disable-localhost-when-offline".to_owned(), true.into())];
        let options = Options { firefox_prefs, ..Options::default() };
        let stage = Stage::set_with(Kind::Firefox, "healthy", options).await;
        let offline = |yes: bool| format!("Services.io.offline = {yes}; return true");
        stage.told(stage.browser.in_firefox(&offline(true)).await).await;
        stage.browser.goto(CHAT).await.unwrap();
        let words = ["no network connection", "asks nothing while you are offline"];
        let waits = |card: &PanelSeen| words.iter().all(|word| card.text.contains(word));
        stage.panel("the waiting page", waits).await;
        stage.browser.press("Check now").await.unwrap();
        stage.panel("no countdown", |card| card.text.contains("Waiting for the network")).await;
        assert_eq!(stage.lab.hits(|_| true), 0);
        stage.told(stage.browser.in_firefox(&offline(false)).await).await;
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        stage.outage_ended().await;
        assert_eq!(stage.documents(), 1);
        stage.end().await;
    }
}
