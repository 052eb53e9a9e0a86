//! From evidence to ranked causes: odds are multiplied, and little evidence gives cautious words.

use super::weights::{BEFORE, Cause, Sign, Weights};
use detect::{Class, Column, Family, NetworkError};
use evidence::Age;
use evidence::{Block, Evidence, Probed, Trial};
use status::Said;
use std::time::Duration;
use text::{Arg, Text};

/// A green status page only counts after this time: the page opens a median of 13.5 minutes after
/// an outage begins, and the slow ones take far longer.
const GREEN_SAYS_SOMETHING: Duration = Duration::from_secs(3600);

/// The greatest weight in the table.
const HEAVIEST: i8 = 9;
/// A weight that settles the cause by itself.
const DECISIVE: i8 = 7;
/// A weight that is worth two signs.
const STRONG: i8 = 3;
/// The shares, out of a hundred, from which a cause is all but certain, likely or possible.
const SURE: u8 = 90;
const LIKELY: u8 = 65;
const POSSIBLE: u8 = 20;

/// At most this many sentences are given for a cause.
const SENTENCES: usize = 4;

/// How sure a diagnosis is, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Not ruled out.
    Unlikely,
    /// One of several possible causes.
    Possible,
    /// More likely than all others together.
    Likely,
    /// Hardly anything else is left.
    Sure,
}

/// One cause, how sure it is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The cause.
    pub cause: Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// Its share among all causes, out of a hundred: for ranking, not for display.
    pub share: u8,
    /// What speaks for it, the strongest first.
    pub because: Vec<Sign>,
}

/// Every cause, the likeliest first.
#[must_use]
pub fn diagnose(evidence: &Evidence) -> Vec<Diagnosis> {
    let signs = signs(evidence);
    let mut scores = [0_i32; 9];
    let mut add = |weights: &Weights| {
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score += i32::from(*weight);
        }
    };
    add(&BEFORE);
    signs.iter().for_each(|sign| add(sign.weights()));
    let best = scores.iter().copied().max().unwrap_or_default();
    // Odds relative to the best cause's, in 1/65536: 16 halvings leave nothing.
    let odds = scores.map(|score| 65_536_u32.checked_shr((best - score) as u32).unwrap_or(0));
    let all: u32 = odds.iter().sum();
    // At most 100.
    let shares = odds.map(|odds| (odds * 100 / all) as u8);
    let mut ranked = Vec::new();
    // Nine causes and weights up to nine: searching for each value in turn is less code than a
    // sort.
    for share in (0..=100).rev() {
        for (cause, _) in Cause::ALL.into_iter().zip(shares).filter(|(_, own)| *own == share) {
            let mut because = Vec::new();
            for weight in (1..=HEAVIEST).rev() {
                because.extend(signs.iter().filter(|sign| sign.weight(cause) == weight));
            }
            let confidence =
                supported(share, &because, cause).min(cap(cause, &because, &signs, evidence));
            ranked.push(Diagnosis { cause, confidence, share, because });
        }
    }
    ranked
}

impl Diagnosis {
    /// The cause with its confidence, as a sentence.
    #[must_use]
    pub fn text(&self) -> Text {
        let id = match self.confidence {
            Confidence::Sure => "confidence_sure",
            Confidence::Likely => "confidence_likely",
            // Unlikely causes are not shown.
            Confidence::Possible | Confidence::Unlikely => "confidence_possible",
        };
        Text::new(id).with("cause", Arg::Text(Box::new(self.cause.text())))
    }

    /// What speaks for it, in sentences, the strongest first.
    #[must_use]
    pub fn evidence(&self, evidence: &Evidence) -> Vec<Text> {
        let mut said: Vec<Text> = Vec::new();
        // Two signs may have the same sentence.
        for text in self.because.iter().map(|sign| sign.text(evidence)) {
            if !said.contains(&text) {
                said.push(text);
            }
        }
        said.truncate(SENTENCES);
        said
    }
}

/// A share alone is not enough: with one small sign, or none, the words stay cautious, however few
/// rivals there are.
fn supported(share: u8, because: &[Sign], cause: Cause) -> Confidence {
    let strongest = because.first().map_or(0, |sign| sign.weight(cause));
    if because.is_empty() || share < POSSIBLE {
        Confidence::Unlikely
    } else if share >= SURE && (strongest >= DECISIVE || because.len() >= 3) {
        Confidence::Sure
    } else if share >= LIKELY && (strongest >= STRONG || because.len() >= 2) {
        Confidence::Likely
    } else {
        Confidence::Possible
    }
}

/// The most that may be said of a cause: less if something speaks strongly against it, or if what
/// would tell it from a similar cause is unknown.
fn cap(cause: Cause, because: &[Sign], signs: &[Sign], evidence: &Evidence) -> Confidence {
    let is_data = matches!(cause, Cause::BrowserData | Cause::OldBrowser);
    if signs.iter().any(|sign| sign.weight(cause) <= -STRONG) {
        Confidence::Likely
    } else if because.iter().any(|sign| sign.weight(cause) >= DECISIVE) {
        Confidence::Sure
    } else if !is_seen(evidence) {
        // Circumstances alone cannot explain a failure that was not itself seen.
        Confidence::Possible
    } else if is_data && evidence.browser.is_none() {
        Confidence::Likely
    } else {
        Confidence::Sure
    }
}

/// Whether the failure itself was seen: its code, its error, or how the page behaves.
fn is_seen(evidence: &Evidence) -> bool {
    answer(evidence).is_some()
        || evidence.captive_portal == Some(true)
        || evidence.online == Some(false)
        || evidence.from_store == Some(true)
}

/// What the evidence shows. Unknown evidence shows nothing.
fn signs(evidence: &Evidence) -> Vec<Sign> {
    let mut seen = Seen(Vec::new());
    let answered = evidence.is_answered();
    // Offline or behind a portal, nothing else that was seen is about the site.
    seen.add(answer(evidence));
    seen.add(evidence.block.and_then(block));
    seen.add(evidence.fault.map(|column| match column {
        Column::Browser => Sign::FaultBrowser,
        Column::Edge => Sign::FaultEdge,
        Column::Host => Sign::FaultHost,
    }));
    if evidence.fault.is_none() {
        seen.add(evidence.family.and_then(|family| maker(family, evidence.class)));
    }
    seen.add(evidence.status.map(|said| says(said, evidence.lasted)));
    seen.add(match (evidence.status_reachable, answered) {
        (Some(true), Some(false)) => Some(Sign::StatusReached),
        (Some(false), Some(false)) => Some(Sign::NeitherReached),
        (Some(false), Some(true)) => Some(Sign::StatusGone),
        (Some(true), Some(true)) | (None, _) | (_, None) => None,
    });
    seen.add(match evidence.online {
        // The error already says so.
        Some(false) if evidence.error == Some(NetworkError::Offline) => None,
        Some(false) => Some(Sign::OfflineNow),
        Some(true) => Some(Sign::OnlineNow),
        None => None,
    });
    seen.add(evidence.probe.and_then(|probe| match probe {
        Probed::Works => Some(Sign::ProbeWorks),
        Probed::Fails => Some(Sign::ProbeFails),
        Probed::Refused => Some(Sign::ProbeRefused),
        // If the site answers otherwise, one silent probe says nothing.
        Probed::Silent => (answered != Some(true)).then_some(Sign::ProbeSilent),
    }));
    seen.add(evidence.browser.map(|age| match age {
        Age::Current => Sign::BrowserNew,
        Age::Behind => Sign::BrowserBehind,
        Age::Old => Sign::BrowserOld,
    }));
    for (fact, sign) in [
        (evidence.captive_portal, Sign::CaptivePortal),
        (evidence.told_to_wait, Sign::ToldToWait),
        (evidence.from_store, Sign::FromStore),
        (evidence.vpn, Sign::VpnInUse),
        (evidence.flapping, Sign::Flapping),
        (evidence.cleared_in_vain, Sign::ClearedFails),
    ] {
        seen.add((fact == Some(true)).then_some(sign));
    }
    for (came, works, fails) in [
        (evidence.other_sites, Sign::SitesWork, Sign::SitesFail),
        (evidence.other_tabs, Sign::TabsWork, Sign::TabsFail),
        (evidence.private_window, Sign::PrivateWorks, Sign::PrivateFails),
        (evidence.extensions_off, Sign::ExtensionsOffWorks, Sign::ExtensionsOffFails),
        (evidence.other_browser, Sign::BrowserWorks, Sign::BrowserFails),
        (evidence.other_device, Sign::DeviceWorks, Sign::DeviceFails),
        (evidence.other_network, Sign::NetworkWorks, Sign::NetworkFails),
        (evidence.router, Sign::RouterWorks, Sign::RouterFails),
        (evidence.through_vpn, Sign::VpnWorks, Sign::VpnFails),
        (evidence.without_vpn, Sign::NoVpnWorks, Sign::NoVpnFails),
    ] {
        seen.add(came.map(|came| if came == Trial::Works { works } else { fails }));
    }
    seen.0
}

/// The signs seen so far.
struct Seen(Vec<Sign>);

impl Seen {
    #[inline(never)]
    fn add(&mut self, sign: Option<Sign>) {
        self.0.extend(sign);
    }
}

/// What the failing document itself says: the code where there is one, else the class.
fn answer(evidence: &Evidence) -> Option<Sign> {
    let code = match evidence.class {
        // 511, and anything else a portal answers, is not from the site.
        _ if evidence.captive_portal == Some(true) => return None,
        Some(Class::AtCapacity) => return Some(Sign::AtCapacity),
        Some(Class::RateLimited) => return Some(Sign::Limited),
        Some(Class::Challenge) => return Some(Sign::Checked),
        Some(Class::Blocked) if evidence.code == Some(401) => return Some(Sign::SignedOut),
        // If a reason is given, it has a weight of its own.
        Some(Class::Blocked) => return Some(Sign::Refused),
        Some(Class::NetworkError) => return Some(silence(evidence.error)),
        Some(Class::Healthy) => return None,
        Some(Class::ServerError) => 500,
        Some(Class::Gateway(code)) => code,
        None | Some(Class::Unknown) => match (evidence.error, evidence.code) {
            (Some(error), _) => return Some(silence(Some(error))),
            (None, Some(code)) => code,
            (None, None) => return None,
        },
    };
    match code {
        500 | 1101 => Some(Sign::At500),
        502 => Some(Sign::At502),
        503 | 1102 => Some(Sign::At503),
        504 => Some(Sign::At504),
        520 => Some(Sign::At520),
        521 => Some(Sign::At521),
        522 => Some(Sign::At522),
        523 => Some(Sign::At523),
        524 => Some(Sign::At524),
        525 | 526 => Some(Sign::At525),
        527 | 530 | 1016 | 1033 => Some(Sign::At530),
        429 | 1015 => Some(Sign::Limited),
        401 => Some(Sign::SignedOut),
        403 | 451 | 1000..=1199 => Some(Sign::Refused),
        _ => None,
    }
}

/// What a missing answer says.
fn silence(error: Option<NetworkError>) -> Sign {
    match error {
        Some(NetworkError::Offline) => Sign::ErrorOffline,
        Some(NetworkError::Dns) => Sign::ErrorDns,
        Some(NetworkError::Refused) => Sign::ErrorRefused,
        Some(NetworkError::Reset) => Sign::ErrorReset,
        Some(NetworkError::Tls) => Sign::ErrorTls,
        Some(NetworkError::TimedOut) => Sign::ErrorTimedOut,
        Some(NetworkError::Certificate) => Sign::ErrorCertificate,
        Some(NetworkError::Cut) => Sign::ErrorCut,
        Some(NetworkError::Proxy) => Sign::ErrorProxy,
        Some(NetworkError::Forbidden) => Sign::ErrorForbidden,
        None | Some(NetworkError::Aborted | NetworkError::Replied | NetworkError::Other) => {
            Sign::ErrorOther
        }
    }
}

fn block(block: Block) -> Option<Sign> {
    match block {
        Block::Country => Some(Sign::CountryBlocked),
        Block::UnusualActivity => Some(Sign::UnusualActivity),
        Block::Address => Some(Sign::AddressBlocked),
        // The refusal itself already says so.
        Block::Rule => None,
    }
}

/// What the maker of the page says, if the page marks no column.
fn maker(family: Family, class: Option<Class>) -> Option<Sign> {
    match family {
        Family::Squid => Some(Sign::LocalProxy),
        Family::Cloudflare => (class == Some(Class::ServerError)).then_some(Sign::EdgesOwn500),
        Family::Apache
        | Family::HaProxy
        | Family::Envoy
        | Family::CloudFront
        | Family::Google
        | Family::Azure
        | Family::Varnish
        | Family::Iis
        | Family::Kong
        | Family::Traefik
        | Family::Next => Some(Sign::InnerGateway),
        // Cloudflare answers in these forms, and so do the servers behind it.
        Family::OpenAi
        | Family::Nginx
        | Family::ErrorCode
        | Family::Json
        | Family::Empty
        | Family::Other => None,
    }
}

fn says(said: Said, lasted: Option<Duration>) -> Sign {
    match said {
        Said::Outage => Sign::SaysOutage,
        Said::Incident => Sign::SaysIncident,
        Said::Monitoring => Sign::SaysMonitoring,
        Said::Maintenance => Sign::SaysMaintenance,
        Said::JustResolved => Sign::SaysResolved,
        Said::NoIncident if lasted.is_some_and(|lasted| lasted >= GREEN_SAYS_SOMETHING) => {
            Sign::GreenLong
        }
        Said::NoIncident => Sign::GreenYet,
    }
}
