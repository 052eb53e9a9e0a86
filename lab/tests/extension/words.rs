//! Remedies that no browser can do for anybody: what is said of them in each, in whole sentences.

use super::came;
use advice::remedies::{Case, Elsewhere, Mark, Remedy, offers};
use advice::{Browser, System, diagnose};
use detect::{Class, NetworkError};
use evidence::{Evidence, Trial};
use lab::drive::Kind;
use serde_json::Value;
use sites::Site;
use status::Said;
use std::time::Duration;

/// Each remedy with evidence for which it is offered.
fn situations() -> [(Remedy, Evidence); 4] {
    let silent = Evidence {
        class: Some(Class::NetworkError),
        error: Some(NetworkError::TimedOut),
        status_reachable: Some(false),
        other_network: Some(Trial::Works),
        online: Some(true),
        ..Evidence::default()
    };
    let lasting = Evidence {
        class: Some(Class::Gateway(502)),
        code: Some(502),
        status: Some(Said::NoIncident),
        lasted: Some(Duration::from_secs(3 * 3600)),
        ..Evidence::default()
    };
    let stale = Evidence { from_store: Some(true), ..lasting };
    let portal = Evidence { captive_portal: Some(true), ..Evidence::default() };
    [
        (Remedy::NetworkSignIn, portal),
        (Remedy::Vpn, silent),
        (Remedy::OtherDevice, lasting),
        (Remedy::ResetBrowser, stale),
    ]
}

#[test]
fn what_a_person_does_by_hand_is_said_in_the_words_of_their_browser() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../extension/_locales/en/messages.json");
    let catalogue: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for (kind, browser) in [(Kind::Chrome, Browser::Chrome), (Kind::Firefox, Browser::Firefox)] {
        for (remedy, evidence) in situations() {
            let causes = diagnose(&evidence);
            let system = System::Linux;
            let case = Case {
                site: Site::ChatGpt,
                evidence: &evidence,
                causes: &causes,
                browser,
                system,
                came: &[],
                elsewhere: Elsewhere::default(),
            };
            let offer = offers(&case).list.into_iter().find(|offer| offer.remedy == remedy);
            let offer = offer.unwrap_or_else(|| panic!("{remedy:?} is not offered"));
            assert_eq!(offer.mark, Mark::You, "{remedy:?}");
            assert!(!offer.words.is_empty(), "{remedy:?}");
            for text in offer.words.iter().chain([&offer.name, &offer.cost]) {
                let words = catalogue[text.id]["message"].as_str().unwrap_or_default();
                assert!(words.len() > 5, "{remedy:?}: {}", text.id);
            }
            if remedy == Remedy::ResetBrowser {
                let page = if kind == Kind::Firefox { "about:" } else { "chrome://settings/" };
                let words = format!("{:?}", offer.words[0]);
                assert!(words.contains(page), "{words}");
            }
            let test = "what_a_person_does_by_hand_is_said_in_the_words_of_their_browser";
            came(kind, remedy.name(), "said in words", test);
        }
    }
}
