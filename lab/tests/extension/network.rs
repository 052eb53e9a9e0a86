//! No connection at all: named, and waited out by whoever does so in that browser.

use super::{CHAT, Stage, in_both, is_probe};
use lab::drive::{Kind, Landed, Options, PanelSeen};
use lab::{Record, Scenario};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};

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

async fn a_connection_that_breaks_is_waited_out_by_whoever_does_so_there(kind: Kind) {
    let stage = Stage::set(kind, "reset").await;
    for phase in ["before", "in-headers"] {
        stage.lab.go(phase).unwrap();
        let probes = stage.lab.hits(is_probe);
        // To an address with a fragment that stands there already nothing is loaded.
        match phase {
            "before" => stage.browser.goto(CHAT).await.unwrap(),
            _ => stage.browser.reload().await.unwrap(),
        };
        match kind {
            Kind::Firefox => {
                let broken = |card: &PanelSeen| card.text.contains("cut off before");
                let card = stage.panel("the waiting page", broken).await;
                assert!(card.text.contains("Can’t connect to ChatGPT"), "{}", card.text);
                stage.probes(probes + 1).await;
            }
            Kind::Chrome => {
                let words =
                    ["Can’t connect to ChatGPT", "cut off before", "is retrying on its own"];
                stage.popup_says(&words).await;
            }
        }
        stage.lab.go("up").unwrap();
        if kind == Kind::Chrome {
            // Under a driver Chromium's own tries rest: this one stands for them.
            stage.browser.reload().await.unwrap();
            assert_eq!(stage.lab.hits(is_probe), 0, "Chromium tries by itself");
        }
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        stage.outage_ended().await;
    }
    stage.end().await;
}

async fn a_refused_connection_is_called_so(kind: Kind) {
    let options = Options {
        chrome_args: vec!["--host-resolver-rules=MAP * 127.0.0.1:1".to_owned()],
        firefox_prefs: vec![("network.socket.forcePort".to_owned(), "443=1;80=1".into())],
        ..Options::default()
    };
    let stage = Stage::set_scene(kind, Scenario::named("healthy").unwrap(), options).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.popup_says(&["Can’t connect to ChatGPT", "was refused"]).await;
    stage.end().await;
}

async fn a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning(kind: Kind) {
    let options = Options { trusts_lab: false, ..Options::default() };
    let stage = Stage::set_scene(kind, Scenario::named("healthy").unwrap(), options).await;
    let landed = stage.browser.goto(CHAT).await.unwrap();
    assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}");
    stage.popup_says(&[NOT_TRUSTED, "can’t get around your browser’s warning"]).await;
    assert!(!stage.browser.url().await.unwrap().contains("waiting.html"), "the warning stays");
    assert_eq!(stage.lab.hits(|_| true), 0, "nobody went past it");
    stage.end().await;
}

/// What is left to the browser's own page: no waiting page takes its place.
const NOT_TRUSTED: &str = "can’t be trusted";

/// Each browser's way to fail, and the words for it. What fails where the lab is not even asked
/// has no answer to wait for.
async fn is_called(kind: Kind, options: Options, words: &[&str]) {
    let stage = Stage::set_scene(kind, Scenario::named("healthy").unwrap(), options).await;
    let landed = stage.browser.goto(CHAT).await.unwrap();
    if kind == Kind::Firefox && !words.contains(&NOT_TRUSTED) {
        let says = |card: &PanelSeen| words.iter().all(|word| card.text.contains(word));
        stage.panel("the waiting page", says).await;
    } else {
        assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}");
    }
    stage.popup_says(words).await;
    assert_eq!(stage.lab.hits(|record| !is_status(record)), 0);
    stage.end().await;
}

fn is_status(record: &Record) -> bool {
    record.host == lab::scenario::STATUS_HOST
}

async fn a_name_that_nobody_knows_is_called_so(kind: Kind) {
    let options = Options {
        chrome_args: vec!["--host-resolver-rules=MAP * ~NOTFOUND".to_owned()],
        // A name that no name service ever knows: RFC 6761.
        firefox_prefs: vec![("network.dns.forceResolve".to_owned(), "nowhere.invalid".into())],
        ..Options::default()
    };
    is_called(kind, options, &["Can’t connect to ChatGPT", "couldn’t be looked up"]).await;
}

async fn a_proxy_that_is_not_there_is_called_so(kind: Kind) {
    let prefs = [
        ("network.proxy.type", 1.into()),
        ("network.proxy.ssl", "127.0.0.1".into()),
        ("network.proxy.ssl_port", 1.into()),
        ("network.proxy.allow_hijacking_localhost", true.into()),
    ];
    let options = Options {
        chrome_args: vec![
            "--proxy-server=http://127.0.0.1:1".to_owned(),
            // Not the lab in its place.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
        ],
        firefox_prefs: prefs.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        ..Options::default()
    };
    is_called(kind, options, &["Can’t connect to ChatGPT", "The proxy used"]).await;
}

/// A host that takes connections, and what it then does: a browser whose every request goes there.
fn odd_host(serve: fn(TcpStream)) -> Options {
    let host = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = host.local_addr().unwrap().port();
    std::thread::spawn(move || host.incoming().flatten().for_each(serve));
    Options {
        chrome_args: vec![format!("--host-resolver-rules=MAP * 127.0.0.1:{port}")],
        firefox_prefs: vec![(
            "network.socket.forcePort".to_owned(),
            format!("443={port};80={port}").into(),
        )],
        ..Options::default()
    }
}

async fn a_host_that_speaks_no_tls_is_called_so(kind: Kind) {
    let serve = |mut stream: TcpStream| {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    };
    let options = odd_host(serve);
    match kind {
        Kind::Chrome => {
            is_called(kind, options, &["Can’t connect to ChatGPT", "A secure connection"]).await;
        }
        // Firefox tells of what its security library found in a sentence of the person's language:
        // all of those are left to its own page.
        Kind::Firefox => {
            is_called(kind, options, &[NOT_TRUSTED, "can’t get around"]).await;
        }
    }
}

async fn an_answer_that_does_not_come_in_time_is_called_so(kind: Kind) {
    // Chromium gives up a host that never says a word, after 30 s: it has no switch for that, and
    // no limit for answers. Firefox has one for answers.
    let (scenario, options) = match kind {
        Kind::Chrome => ("healthy", odd_host(std::mem::forget)),
        Kind::Firefox => {
            let prefs = [
                ("network.http.response.timeout", 3.into()),
                // While the system watches a connection, Firefox does not.
                ("network.http.tcp_keepalive.short_lived_connections", false.into()),
                ("network.http.tcp_keepalive.long_lived_connections", false.into()),
            ];
            let firefox_prefs = prefs.map(|(name, value)| (name.to_owned(), value)).to_vec();
            ("stall", Options { firefox_prefs, ..Options::default() })
        }
    };
    let stage = Stage::set_with(kind, scenario, options).await;
    // Not by the driver, which would stop it first.
    let open = format!("await chrome.tabs.create({{ url: '{CHAT}' }})");
    stage.browser.in_extension(&open).await.unwrap();
    stage.popup_says(&["Can’t connect to ChatGPT", "ChatGPT didn’t respond in time"]).await;
    stage.end().await;
}

async fn a_network_that_wants_a_sign_in_is_told_and_left_alone(kind: Kind) {
    let scenario = Scenario::parse(
        "portal",
        "about = \"A network that wants a sign-in first.\"
         [[phase]]
         name = \"portal\"
         [[phase.reply]]
         documents_only = true
         status = 511
         text = \"<html><head><title>Sign in</title></head><body>Sign in here.</body></html>\"
         [[phase]]
         name = \"up\"",
    );
    let stage = Stage::set_scene(kind, scenario.unwrap(), Options::default()).await;
    assert_eq!(stage.browser.goto(CHAT).await.unwrap(), Landed::Document);
    stage.popup_says(&["You need to sign in"]).await;
    assert!(stage.browser.panel().await.unwrap().is_none(), "the sign-in is in nobody's way");
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 1));
    stage.lab.go("up").unwrap();
    stage.browser.reload().await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 2), "the person's reload alone");
    stage.end().await;
}

in_both! {
    a_name_that_nobody_knows_is_called_so
    a_proxy_that_is_not_there_is_called_so
    a_host_that_speaks_no_tls_is_called_so
    an_answer_that_does_not_come_in_time_is_called_so
    a_network_that_wants_a_sign_in_is_told_and_left_alone
    a_connection_that_breaks_is_waited_out_by_whoever_does_so_there
    a_refused_connection_is_called_so
    a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning
}

/// Chromium alone loads its error pages again.
mod chromium_alone {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_chromium_tries_again_by_itself_is_awaited_and_asked_for_by_nobody_else() {
        let options = Options { own_retries: true, ..Options::default() };
        let stage = Stage::set_with(Kind::Chrome, "reset", options).await;
        stage.browser.goto(CHAT).await.unwrap();
        let tries = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() >= 3;
        stage.told(stage.lab.wait_for("its own tries", tries, super::super::SOON).await).await;
        stage.popup_says(&["Can’t connect to ChatGPT", "is retrying on its own"]).await;
        stage.lab.go("up").unwrap();
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        stage.outage_ended().await;
        assert_eq!(stage.lab.hits(is_probe), 0);
        stage.end().await;
    }
}

/// Chromium's driver takes the network from one page, whose error page then says what is missing.
mod chromium_offline {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_asked_until_the_network_is_back() {
        let stage = Stage::set(Kind::Chrome, "healthy").await;
        stage.told(stage.browser.offline(true).await).await;
        let landed = stage.browser.goto(CHAT).await.unwrap();
        assert!(matches!(landed, Landed::ErrorPage(_)), "{landed:?}");
        stage.popup_says(&["isn’t connected to a network"]).await;
        assert_eq!(stage.lab.hits(|record| !is_status(record)), 0);
        stage.told(stage.browser.offline(false).await).await;
        // Under a driver Chromium's own tries rest: this one stands for them.
        stage.browser.reload().await.unwrap();
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        stage.outage_ended().await;
        assert_eq!((stage.documents(), stage.lab.hits(is_probe)), (1, 0));
        stage.end().await;
    }
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
        stage.told(stage.browser.offline(true).await).await;
        stage.browser.goto(CHAT).await.unwrap();
        let words = ["isn’t connected to a network", "checks are on hold"];
        let waits = |card: &PanelSeen| words.iter().all(|word| card.text.contains(word));
        stage.panel("the waiting page", waits).await;
        stage.browser.press("Check now").await.unwrap();
        stage.panel("no countdown", |card| card.text.contains("No checks")).await;
        assert_eq!(stage.lab.hits(|_| true), 0);
        stage.told(stage.browser.offline(false).await).await;
        stage.healthy().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        stage.outage_ended().await;
        assert_eq!(stage.documents(), 1);
        stage.end().await;
    }
}
