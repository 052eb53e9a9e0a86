//! Which remedies are offered, in which order; and that nothing is offered as a way round a refusal.

use crate::scenarios::{all, evidence};
use advice::remedies::{Case, Elsewhere, Mark, Offers, Outcome, Remedy, Why, offers};
use advice::{Browser, Cause, System, diagnose, questions};
use detect::Class;
use evidence::{Block, Evidence, Probed, Question};
use sites::Site;
use std::collections::BTreeSet;

/// What is offered to somebody who chose another assistant, of which nothing is known to fail.
pub fn offered(evidence: &Evidence, browser: Browser, system: System) -> Offers {
    let causes = diagnose(evidence);
    let elsewhere = Elsewhere { sites: &[Site::Claude], is_prompt_kept: true };
    offers(&Case {
        site: Site::ChatGpt,
        evidence,
        causes: &causes,
        browser,
        system,
        came: &[],
        elsewhere,
    })
}

fn remedies(facts: &str) -> Vec<Remedy> {
    let evidence = evidence(facts).0;
    let causes = diagnose(&evidence);
    let (browser, system) = (Browser::Chrome, System::Windows);
    let elsewhere = Elsewhere::default();
    let case = Case {
        site: Site::ChatGpt,
        evidence: &evidence,
        causes: &causes,
        browser,
        system,
        came: &[],
        elsewhere,
    };
    offers(&case).list.iter().map(|offer| offer.remedy).collect()
}

fn place(list: &[Remedy], remedy: Remedy) -> Option<usize> {
    list.iter().position(|known| *known == remedy)
}

#[test]
fn whatever_refuses_gets_no_remedy_at_all() {
    let classes = [Class::Blocked, Class::RateLimited, Class::Challenge];
    let codes = [401, 403, 429, 451, 1006, 1009, 1015, 1020];
    let blocks = [Block::Country, Block::UnusualActivity, Block::Address, Block::Rule];
    let mut refusals: Vec<Evidence> = Vec::new();
    // However much else speaks for another cause.
    for scenario in all() {
        let base = scenario.evidence;
        for class in classes {
            refusals.push(Evidence { class: Some(class), ..base });
        }
        for code in codes {
            let class =
                Some(if matches!(code, 429 | 1015) { Class::RateLimited } else { Class::Blocked });
            refusals.push(Evidence { class, code: Some(code), ..base });
        }
        for block in blocks {
            refusals.push(Evidence { block: Some(block), ..base });
        }
        refusals.push(Evidence { probe: Some(Probed::Refused), ..base });
    }
    for refused in refusals {
        for browser in Browser::ALL {
            let found = offered(&refused, browser, System::Windows);
            assert_eq!(found.list, [], "{refused:?}");
            assert!(found.explained.len() >= 2, "it is explained: {refused:?}");
        }
    }
}

#[test]
fn a_private_window_is_called_what_the_browser_calls_it() {
    for (browser, name) in [
        (Browser::Chrome, "remedy_incognito_window"),
        (Browser::Edge, "remedy_inprivate_window"),
        (Browser::Firefox, "remedy_private_window"),
    ] {
        let offers = all()
            .into_iter()
            .flat_map(|scenario| offered(&scenario.evidence, browser, System::Windows).list);
        let names: BTreeSet<&str> = offers
            .filter(|offer| offer.remedy == Remedy::PrivateWindow)
            .map(|offer| offer.name.id)
            .collect();
        assert_eq!(names, BTreeSet::from([name]), "{browser:?}");
    }
}

#[test]
fn where_a_block_is_the_cause_nothing_leads_round_it() {
    let ways = [
        Remedy::Vpn,
        Remedy::OtherNetwork,
        Remedy::PrivateWindow,
        Remedy::OtherBrowser,
        Remedy::OtherDevice,
        Remedy::RestartRouter,
    ];
    let mut seen = 0;
    for scenario in all() {
        let causes = diagnose(&scenario.evidence);
        if causes[0].cause != Cause::Blocked {
            continue;
        }
        seen += 1;
        let found = offered(&scenario.evidence, Browser::Chrome, System::Windows);
        let way = found.list.iter().find(|offer| ways.contains(&offer.remedy));
        assert!(way.is_none(), "{}: {way:?}", scenario.name);
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn a_fault_of_the_servers_is_waited_for_and_nothing_else_is_asked() {
    let list = remedies("at=502 fault=host status=incident probe=fails");
    assert_eq!(list, [Remedy::Refresh, Remedy::Wait, Remedy::StatusPage]);
}

#[test]
fn stale_data_is_cleared_first() {
    let list = remedies("at=502 probe=works status=green lasted=3h private=works");
    assert_eq!(list[0], Remedy::ClearCache);
}

#[test]
fn how_long_incidents_last_is_told_of_chatgpt_alone() {
    let evidence = evidence("at=502 fault=host status=incident probe=fails").0;
    let causes = diagnose(&evidence);
    let says = |site| {
        let (browser, system) = (Browser::Chrome, System::Linux);
        let elsewhere = Elsewhere::default();
        let case = Case {
            site,
            evidence: &evidence,
            causes: &causes,
            browser,
            system,
            came: &[],
            elsewhere,
        };
        let wait = offers(&case).list.into_iter().find(|offer| offer.remedy == Remedy::Wait);
        wait.unwrap().words.iter().any(|text| text.id == "how_wait_long")
    };
    assert!(says(Site::ChatGpt));
    assert!(!says(Site::Claude));
}

#[test]
fn the_cache_is_cleared_unasked_only_where_stale_data_is_likely_and_the_page_is_green() {
    let by_itself = |facts: &str, came: &[(Remedy, Outcome)]| {
        let evidence = evidence(facts).0;
        let causes = diagnose(&evidence);
        let case = Case {
            site: Site::ChatGpt,
            evidence: &evidence,
            causes: &causes,
            browser: Browser::Chrome,
            system: System::Linux,
            came,
            elsewhere: Elsewhere::default(),
        };
        case.may_clear_by_itself()
    };
    let stale = "store=yes probe=works status=green lasted=2h";
    assert!(by_itself(stale, &[]));
    assert!(!by_itself(stale, &[(Remedy::ClearCache, Outcome::Done)]), "once");
    assert!(!by_itself("store=yes probe=works", &[]), "the page is not known to be green");
    assert!(!by_itself("at=502 status=green", &[]));
    assert!(!by_itself("at=403 store=yes status=green", &[]));
}

#[test]
fn the_router_is_restarted_only_where_the_network_is_to_blame() {
    let list = remedies("error=timed_out reachable=no sites=fail online=yes");
    assert_eq!(list[0], Remedy::RestartRouter);
    for other in
        ["at=502 status=incident", "at=504", "portal=yes", "store=yes status=green lasted=3h"]
    {
        assert_eq!(place(&remedies(other), Remedy::RestartRouter), None, "{other}");
    }
}

#[test]
fn a_vpn_is_for_a_broken_path_alone() {
    assert!(
        place(&remedies("error=timed_out reachable=no network=works online=yes"), Remedy::Vpn)
            .is_some()
    );
    for other in [
        "at=502 status=incident",
        "at=504 network=works",
        "error=reset reachable=yes",
        "error=dns reachable=yes sites=work",
        "error=timed_out vpn=yes",
        "error=timed_out online=no",
        "portal=yes",
        "at=403 network=works",
    ] {
        assert_eq!(place(&remedies(other), Remedy::Vpn), None, "{other}");
    }
}

#[test]
fn what_takes_effort_is_offered_after_hours_with_nothing_posted() {
    let late = [Remedy::OtherDevice, Remedy::Support];
    let after = remedies("at=502 status=green lasted=3h probe=fails");
    let before = remedies("at=502 status=green lasted=20m probe=fails");
    for remedy in late {
        assert!(place(&after, remedy).is_some(), "{remedy:?} in {after:?}");
        assert!(place(&before, remedy).is_none(), "{remedy:?} in {before:?}");
    }
    assert!(place(&remedies("at=502 status=incident lasted=3h"), Remedy::Support).is_none());
    let data = remedies("store=yes status=green lasted=3h probe=works");
    assert_eq!(data.last(), Some(&Remedy::ResetBrowser), "the last resort: {data:?}");
}

#[test]
fn another_assistant_is_offered_to_whoever_chose_one_and_has_a_network() {
    let has = |facts: &str| {
        let found = offered(&evidence(facts).0, Browser::Chrome, System::Linux);
        found.list.iter().any(|offer| offer.remedy == Remedy::GoElsewhere)
    };
    for yes in ["at=502 status=incident", "error=timed_out online=yes", "at=502 sites=work"] {
        assert!(has(yes), "{yes}");
        assert_eq!(place(&remedies(yes), Remedy::GoElsewhere), None, "nobody chose one: {yes}");
    }
    for no in ["at=502 online=no", "portal=yes online=yes", "error=timed_out sites=fail"] {
        assert!(!has(no), "{no}");
    }
}

#[test]
fn a_sign_in_of_the_networks_comes_first() {
    assert_eq!(remedies("portal=yes online=yes")[0], Remedy::NetworkSignIn);
}

#[test]
fn an_old_browser_is_brought_up_to_date() {
    assert_eq!(remedies("error=tls age=old sites=work private=fails")[0], Remedy::UpdateBrowser);
}

#[test]
fn what_did_not_help_stands_last_and_what_came_of_it_is_said() {
    let evidence = evidence("store=yes status=green lasted=3h cleared=fails probe=works").0;
    let causes = diagnose(&evidence);
    let came = [
        (Remedy::ClearCache, Outcome::Failed(Why::TookTooLong)),
        (Remedy::ClearCache, Outcome::Done),
    ];
    let found = offers(&Case {
        site: Site::ChatGpt,
        evidence: &evidence,
        causes: &causes,
        browser: Browser::Firefox,
        system: System::Mac,
        came: &came,
        elsewhere: Elsewhere::default(),
    });
    let last = found.list.last().unwrap();
    assert_eq!((last.remedy, last.is_spent), (Remedy::ClearCache, true));
    assert_eq!(last.came.as_ref().unwrap().id, "came_done", "the newest counts");
}

#[test]
fn what_takes_effect_later_is_not_called_done() {
    let came = Outcome::WithNextAnswer.text(Site::ChatGpt);
    assert_eq!(came.id, "cleared_with_next");
}

#[test]
fn each_remedy_is_offered_in_some_situation() {
    let offered: BTreeSet<Remedy> = all()
        .iter()
        .flat_map(|scenario| offered(&scenario.evidence, Browser::Chrome, System::Linux).list)
        .map(|offer| offer.remedy)
        .collect();
    let missing: Vec<Remedy> = Remedy::all().filter(|one| !offered.contains(one)).collect();
    assert_eq!(missing, []);
}

#[test]
fn gatewatch_does_itself_what_it_can() {
    for offer in offered(
        &evidence("at=502 status=green lasted=3h probe=works").0,
        Browser::Edge,
        System::Windows,
    )
    .list
    {
        let by_hand = matches!(
            offer.remedy,
            Remedy::RestartRouter
                | Remedy::OtherNetwork
                | Remedy::OtherDevice
                | Remedy::Vpn
                | Remedy::ResetBrowser
                | Remedy::UpdateBrowser
                | Remedy::NetworkSignIn
        );
        assert_eq!(offer.mark == Mark::You, by_hand, "{:?}", offer.remedy);
    }
}

#[test]
fn what_only_a_person_can_tell_is_asked_where_the_answer_says_something() {
    let asked = |facts: &str| -> Vec<Question> {
        let evidence = evidence(facts).0;
        let causes = diagnose(&evidence);
        let (browser, system) = (Browser::Chrome, System::Linux);
        let case = Case {
            site: Site::ChatGpt,
            evidence: &evidence,
            causes: &causes,
            browser,
            system,
            came: &[],
            elsewhere: Elsewhere::default(),
        };
        questions(&case).into_iter().map(|text| Question::named(text.id).unwrap()).collect()
    };
    let silent = "error=timed_out online=yes";
    assert_eq!(asked(silent), [Question::OtherSites, Question::UsesVpn]);
    assert!(asked("error=timed_out online=yes vpn=yes").contains(&Question::WithoutVpn));
    assert_eq!(asked("store=yes probe=works at=500"), [Question::ExtensionsOff]);
    for nothing in ["at=403", "at=429", "at=challenge", "error=offline online=no", "portal=yes"] {
        assert_eq!(asked(nothing), [], "{nothing}");
    }
    assert_eq!(asked("at=502 status=incident probe=fails"), []);
    // How a remedy went is asked by its own name.
    for remedy in Remedy::all() {
        assert_eq!(Question::named(remedy.name()).is_some(), remedy.is_told(), "{remedy:?}");
    }
}

#[test]
fn the_table_of_the_documents_names_every_remedy() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/remedies.md");
    let text = std::fs::read_to_string(path).unwrap();
    for remedy in Remedy::all() {
        let file = format!("crates/advice/src/remedies/{}.rs", remedy.name().replace('-', "_"));
        assert!(text.contains(&format!("`{file}`")), "docs/remedies.md: a row with `{file}`");
    }
}
