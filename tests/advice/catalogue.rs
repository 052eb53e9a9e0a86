//! Every text of the advice stands in the catalogue, with the arguments that it gets.

use crate::offered::offered;
use crate::scenarios::all;
use advice::habits::chats::{OpenTab, crowd};
use advice::habits::old_browser;
use advice::remedies::{Mark, Outcome, Why};
use advice::{Browser, Cause, Sign, System, diagnose};
use evidence::Evidence;
use serde_json::{Map, Value};
use sites::Site;
use std::collections::BTreeSet;
use std::{fs, path::Path};
use text::{Arg, Text};

fn catalogue() -> Map<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("extension/_locales/en/messages.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// All that the advice says over every scenario, browser and system.
fn said() -> Vec<Text> {
    let mut said: Vec<Text> = Cause::ALL.iter().map(|cause| cause.text()).collect();
    for scenario in all() {
        for found in diagnose(&scenario.evidence) {
            said.push(found.text());
            said.extend(found.evidence(&scenario.evidence));
        }
        for browser in Browser::ALL {
            for system in System::ALL {
                let found = offered(&scenario.evidence, browser, system);
                said.extend(found.explained);
                for offer in found.list {
                    said.extend([offer.name, offer.cost, offer.mark.text()]);
                    said.extend(offer.words);
                }
            }
        }
    }
    let whys = [Why::NotInPrivate, Why::Refused, Why::TookTooLong];
    for why in whys {
        said.push(Outcome::Failed(why).text(Site::ChatGpt));
    }
    for outcome in [Outcome::Done, Outcome::Cleared(3), Outcome::WithNextAnswer] {
        said.push(outcome.text(Site::ChatGpt));
    }
    said.extend([Mark::DoneByGatewatch, Mark::OneClick, Mark::You].map(Mark::text));
    let tab = |tab| OpenTab {
        tab,
        address: "https://chatgpt.com/c/1".into(),
        draft: Some(false),
        ..OpenTab::default()
    };
    let crowd = crowd(&[tab(1), tab(2)], 1).unwrap();
    said.push(crowd.text());
    said.extend(crowd.button());
    said.extend(old_browser(Some(evidence::Age::Old)));
    said
}

#[test]
fn every_text_is_there_with_its_arguments() {
    let catalogue = catalogue();
    for text in said() {
        check(&catalogue, &text);
    }
}

#[test]
fn every_sign_that_speaks_for_a_cause_has_a_sentence() {
    let catalogue = catalogue();
    let evidence =
        Evidence { lasted: Some(std::time::Duration::from_secs(7200)), ..Evidence::default() };
    for sign in Sign::ALL {
        // What only speaks against causes is never told.
        let is_told = sign.weights().iter().any(|weight| *weight > 0);
        let text = sign.text(&evidence);
        if is_told || !text.id.is_empty() {
            check(&catalogue, &text);
        }
        assert!(sign.weights().iter().any(|weight| *weight != 0), "{sign:?} says nothing");
    }
}

#[test]
fn what_is_said_is_short_and_plain() {
    let catalogue = catalogue();
    for (id, entry) in &catalogue {
        let message = entry["message"].as_str().unwrap();
        let ours = ["sign_", "cause_", "how_", "cost_", "remedy_", "came_", "refusal_"];
        if ours.iter().any(|family| id.starts_with(family)) {
            assert!(message.len() <= 320, "{id} has {} bytes", message.len());
            let words: Vec<String> =
                message.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
            for never in ["bypass", "circumvent", "unblock", "evade", "guarantee", "guaranteed"] {
                assert!(!words.iter().any(|word| word == never), "{id} says {never}");
            }
        }
    }
}

fn check(catalogue: &Map<String, Value>, text: &Text) {
    let plural = [text.id, "_other"].concat();
    let entry = catalogue.get(text.id).or_else(|| catalogue.get(&plural));
    let entry = entry.unwrap_or_else(|| panic!("{} is not in the catalogue", text.id));
    let message = entry["message"].as_str().unwrap();
    let wanted: BTreeSet<&str> = message
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        // Filled wherever a text is looked up.
        .filter(|name| !matches!(*name, "site" | "owner"))
        .collect();
    let given: BTreeSet<&str> = text.args.iter().map(|(name, _)| *name).collect();
    assert_eq!(given, wanted, "{}: left what it gets, right what it shows", text.id);
    for (_, arg) in &text.args {
        if let Arg::Text(inner) = arg {
            check(catalogue, inner);
        }
    }
}
