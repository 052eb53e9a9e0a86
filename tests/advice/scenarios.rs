//! Situations with a known cause, read from scenarios.txt: the right cause comes first.

use advice::{Cause, Confidence, Diagnosis, diagnose};
use detect::{Class, Column, Family, NetworkError};
use evidence::Age;
use evidence::{Block, Evidence, Probed, Trial};
use status::Said;
use std::time::Duration;

pub struct Scenario {
    pub cause: Cause,
    pub evidence: Evidence,
    pub name: String,
    pub known: usize,
}

#[test]
fn the_right_cause_comes_first() {
    let all = all();
    assert!(all.len() >= 40, "{} scenarios", all.len());
    let wrong: Vec<String> = all
        .iter()
        .filter(|scenario| diagnose(&scenario.evidence)[0].cause != scenario.cause)
        .map(told)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_wrong_cause_is_said_with_confidence() {
    for scenario in all() {
        for found in diagnose(&scenario.evidence) {
            assert!(
                found.cause == scenario.cause || found.confidence < Confidence::Likely,
                "{}",
                told(&scenario)
            );
        }
    }
}

#[test]
fn with_good_evidence_it_is_said_with_confidence() {
    let all = all();
    let rich: Vec<&Scenario> = all.iter().filter(|scenario| scenario.known >= 3).collect();
    let modest: Vec<String> = rich
        .iter()
        .filter(|scenario| diagnose(&scenario.evidence)[0].confidence < Confidence::Likely)
        .map(|scenario| told(scenario))
        .collect();
    // Some situations look like two causes however much is known.
    assert!(
        modest.len() * 5 <= rich.len(),
        "{} of {}:\n{}",
        modest.len(),
        rich.len(),
        modest.join("\n")
    );
}

#[test]
fn each_cause_has_its_scenarios() {
    let all = all();
    for cause in Cause::ALL {
        let count = all.iter().filter(|scenario| scenario.cause == cause).count();
        assert!(count >= 3, "{cause:?} has {count}");
    }
}

#[test]
fn with_nothing_known_nothing_is_claimed() {
    for found in diagnose(&Evidence::default()) {
        assert_eq!(found.confidence, Confidence::Unlikely, "{found:?}");
        assert_eq!(found.evidence(&Evidence::default()), []);
    }
}

#[test]
fn what_speaks_for_a_cause_and_is_not_known_makes_it_less_sure() {
    for scenario in all() {
        let with = of(&scenario.evidence, scenario.cause);
        for key in KEYS {
            let less = without(&scenario.evidence, key);
            if less == scenario.evidence {
                continue;
            }
            let after = of(&less, scenario.cause);
            // What was taken away and spoke for this cause more than for any other.
            let spoke = after.because.len() < with.because.len()
                && with.because.iter().filter(|sign| !after.because.contains(sign)).all(|sign| {
                    Cause::ALL.iter().all(|other| sign.weight(*other) <= sign.weight(with.cause))
                });
            if spoke {
                assert!(
                    after.share <= with.share && after.confidence <= with.confidence,
                    "{key}: {}",
                    told(&scenario)
                );
            }
        }
    }
}

#[test]
fn with_any_two_pieces_missing_hardly_a_wrong_cause_is_said_with_confidence() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for scenario in all() {
        for (at, first) in KEYS.into_iter().enumerate() {
            for second in &KEYS[at..] {
                let [one, two] = [first, second].map(|key| without(&scenario.evidence, key));
                if one == scenario.evidence || two == scenario.evidence {
                    continue;
                }
                let less = without(&one, second);
                tried += 1;
                let best = &diagnose(&less)[0];
                if best.cause != scenario.cause && best.confidence >= Confidence::Likely {
                    wrong.push(format!("without {first}, {second}: {}, {best:?}", scenario.name));
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert!(wrong.len() * 50 <= tried, "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn one_sign_alone_is_sure_only_where_it_settles_it() {
    for line in ["at=502", "at=503", "at=504", "at=500", "at=530", "error=timed_out", "error=reset"]
    {
        let best = &diagnose(&evidence(line).0)[0];
        assert!(best.confidence < Confidence::Sure, "{line}: {best:?}");
    }
    for line in ["at=502", "error=timed_out", "error=reset", "status=green", "age=old"] {
        let best = &diagnose(&evidence(line).0)[0];
        assert!(best.confidence < Confidence::Likely, "{line}: {best:?}");
    }
}

#[test]
fn evidence_that_disagrees_makes_nobody_sure() {
    for line in [
        "at=502 private=works device=fails network=works",
        "at=502 status=outage private=works",
        "at=504 fault=edge probe=works",
        "error=dns reachable=yes sites=work",
    ] {
        let best = &diagnose(&evidence(line).0)[0];
        assert!(best.confidence < Confidence::Sure, "{line}: {best:?}");
    }
}

#[test]
fn shares_are_shares() {
    for scenario in all() {
        let found = diagnose(&scenario.evidence);
        assert_eq!(found.len(), Cause::ALL.len());
        let sum: u32 = found.iter().map(|one| u32::from(one.share)).sum();
        assert!((91..=100).contains(&sum), "{sum}: {}", scenario.name);
        assert!(found.is_sorted_by(|a, b| a.share >= b.share), "{}", scenario.name);
    }
}

pub fn all() -> Vec<Scenario> {
    let lines = include_str!("scenarios.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let [cause, facts, name]: [&str; 3] =
                line.split(" | ").collect::<Vec<_>>().try_into().unwrap();
            let cause = match cause {
                "traffic" => Cause::Traffic,
                "server" => Cause::Server,
                "timeout" => Cause::GatewayTimeout,
                "edge" => Cause::Edge,
                "network" => Cause::Network,
                "data" => Cause::BrowserData,
                "blocked" => Cause::Blocked,
                "old" => Cause::OldBrowser,
                "maintenance" => Cause::Maintenance,
                other => panic!("no such cause: {other}"),
            };
            let (evidence, known) = evidence(facts);
            Scenario { cause, evidence, name: name.to_owned(), known }
        })
        .collect()
}

/// Evidence from words, and how many there are.
pub fn evidence(facts: &str) -> (Evidence, usize) {
    let mut found = Evidence::default();
    let mut known = 0;
    for fact in facts.split_whitespace() {
        let (key, value) = fact.split_once('=').unwrap();
        set(&mut found, key, Some(value));
        known += 1;
    }
    (found, known)
}

const KEYS: [&str; 24] = [
    "at",
    "error",
    "fault",
    "family",
    "portal",
    "block",
    "waits",
    "store",
    "status",
    "reachable",
    "online",
    "sites",
    "vpn",
    "probe",
    "tabs",
    "flapping",
    "lasted",
    "age",
    "cleared",
    "private",
    "extensions",
    "browser",
    "device",
    "network",
];

fn without(evidence: &Evidence, key: &str) -> Evidence {
    let mut less = *evidence;
    set(&mut less, key, None);
    less
}

fn set(found: &mut Evidence, key: &str, value: Option<&str>) {
    let yes = || {
        value.map(|value| match value {
            "yes" => true,
            "no" => false,
            other => panic!("{key}={other}"),
        })
    };
    let trial = || {
        value.map(|value| match value {
            "works" | "work" => Trial::Works,
            "fails" | "fail" => Trial::Fails,
            other => panic!("{key}={other}"),
        })
    };
    let time = || {
        value.map(|value| {
            let (number, unit) = value.split_at(value.len() - 1);
            let unit = match unit {
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                other => panic!("{key}={other}"),
            };
            Duration::from_secs(number.parse::<u64>().unwrap() * unit)
        })
    };
    match key {
        "at" => (found.class, found.code) = value.map_or((None, None), answer),
        "error" => {
            found.error = value.map(|value| match value {
                "offline" => NetworkError::Offline,
                "dns" => NetworkError::Dns,
                "timed_out" => NetworkError::TimedOut,
                "reset" => NetworkError::Reset,
                "tls" => NetworkError::Tls,
                "certificate" => NetworkError::Certificate,
                "cut" => NetworkError::Cut,
                "proxy" => NetworkError::Proxy,
                "forbidden" => NetworkError::Forbidden,
                other => panic!("{key}={other}"),
            });
            found.class = value.map(|_| Class::NetworkError);
        }
        "fault" => {
            found.fault = value.map(|value| match value {
                "browser" => Column::Browser,
                "edge" => Column::Edge,
                "host" => Column::Host,
                other => panic!("{key}={other}"),
            })
        }
        "family" => {
            found.family = value.map(|value| match value {
                "cloudflare" => Family::Cloudflare,
                "openai" => Family::OpenAi,
                "envoy" => Family::Envoy,
                "squid" => Family::Squid,
                other => panic!("{key}={other}"),
            })
        }
        "portal" => found.captive_portal = yes(),
        "block" => {
            found.block = value.map(|value| match value {
                "country" => Block::Country,
                "unusual" => Block::UnusualActivity,
                "address" => Block::Address,
                other => panic!("{key}={other}"),
            })
        }
        "waits" => found.told_to_wait = yes(),
        "store" => found.from_store = yes(),
        "status" => {
            found.status = value.map(|value| match value {
                "green" => Said::NoIncident,
                "resolved" => Said::JustResolved,
                "monitoring" => Said::Monitoring,
                "incident" => Said::Incident,
                "outage" => Said::Outage,
                "maintenance" => Said::Maintenance,
                other => panic!("{key}={other}"),
            })
        }
        "reachable" => found.status_reachable = yes(),
        "online" => found.online = yes(),
        "sites" => found.other_sites = trial(),
        "vpn" => found.vpn = yes(),
        "probe" => {
            found.probe = value.map(|value| match value {
                "works" => Probed::Works,
                "fails" => Probed::Fails,
                "refused" => Probed::Refused,
                "silent" => Probed::Silent,
                other => panic!("{key}={other}"),
            })
        }
        "tabs" => found.other_tabs = trial(),
        "flapping" => found.flapping = yes(),
        "lasted" => found.lasted = time(),
        "age" => {
            found.browser = value.map(|value| match value {
                "current" => Age::Current,
                "behind" => Age::Behind,
                "old" => Age::Old,
                other => panic!("{key}={other}"),
            })
        }
        "cleared" => found.cleared_in_vain = trial().map(|trial| trial == Trial::Fails),
        "private" => found.private_window = trial(),
        "extensions" => found.extensions_off = trial(),
        "browser" => found.other_browser = trial(),
        "device" => found.other_device = trial(),
        "network" => found.other_network = trial(),
        "router" => found.router = trial(),
        "through_vpn" => found.through_vpn = trial(),
        "without_vpn" => found.without_vpn = trial(),
        other => panic!("no such evidence: {other}"),
    }
}

fn answer(value: &str) -> (Option<Class>, Option<u16>) {
    let class = match value {
        "capacity" => return (Some(Class::AtCapacity), Some(503)),
        "challenge" => return (Some(Class::Challenge), Some(403)),
        "500" => Class::ServerError,
        "403" => Class::Blocked,
        "429" => Class::RateLimited,
        code => Class::Gateway(code.parse().unwrap()),
    };
    (Some(class), value.parse().ok())
}

fn of(evidence: &Evidence, cause: Cause) -> Diagnosis {
    diagnose(evidence).into_iter().find(|found| found.cause == cause).unwrap()
}

fn told(scenario: &Scenario) -> String {
    let ranked: Vec<String> = diagnose(&scenario.evidence)
        .iter()
        .take(4)
        .map(|found| format!("{:?} {} {:?}", found.cause, found.share, found.confidence))
        .collect();
    format!("{}: {:?} expected; {}", scenario.name, scenario.cause, ranked.join(", "))
}
