//! All that may be known of a failure: the engine gathers it, the advice explains it. What is
//! unknown is `None`, and counts for nothing.

mod question;

pub use question::Question;

use detect::{Centre, Class, Column, Family, NetworkError, Reason, Verdict, Why};
use status::Said;
use std::time::Duration;

/// What is known of one failure. No third party is asked for any of it: it was seen on the way, or
/// the user reported the result of a trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// What the failing document is.
    pub class: Option<Class>,
    /// Its code: the status, or Cloudflare's 1xxx.
    pub code: Option<u16>,
    /// Why there was no HTTP answer at all.
    pub error: Option<NetworkError>,
    /// The column that the page marks as the one at fault.
    pub fault: Option<Column>,
    /// Who made the page.
    pub family: Option<Family>,
    /// The data centre that answered.
    pub centre: Option<Centre>,
    /// Whether the network wants a sign-in of its own first.
    pub captive_portal: Option<bool>,
    /// The reason that the refusal gives.
    pub block: Option<Block>,
    /// Whether the site asked to wait (Retry-After of a minute or more).
    pub told_to_wait: Option<bool>,
    /// Whether the failing page came from the browser's cache, or from the site's service worker.
    pub from_store: Option<bool>,
    /// What OpenAI's status page says about ChatGPT.
    pub status: Option<Said>,
    /// Whether the status page could be reached at all.
    pub status_reachable: Option<bool>,
    /// What the browser says of the network.
    pub online: Option<bool>,
    /// Whether other sites open.
    pub other_sites: Option<Trial>,
    /// Whether a VPN is in use.
    pub vpn: Option<bool>,
    /// The answer to the last request without cookies.
    pub probe: Option<Probed>,
    /// Whether ChatGPT works in the browser's other tabs.
    pub other_tabs: Option<Trial>,
    /// Whether it fails on one load and works on the next.
    pub flapping: Option<bool>,
    /// How long it has been failing.
    pub lasted: Option<Duration>,
    /// How old the browser is.
    pub browser: Option<Age>,
    /// Whether it failed again after the site's cache was cleared. (If that helped, it is over.)
    pub cleared_in_vain: Option<bool>,
    /// Whether it works in a private window.
    pub private_window: Option<Trial>,
    /// Whether it works with the other extensions off.
    pub extensions_off: Option<Trial>,
    /// Whether it works in another browser on this computer.
    pub other_browser: Option<Trial>,
    /// Whether it works on another device in the same network.
    pub other_device: Option<Trial>,
    /// Whether it works on another network, such as mobile data.
    pub other_network: Option<Trial>,
    /// Whether it works since the router was restarted.
    pub router: Option<Trial>,
    /// Whether it works through a VPN.
    pub through_vpn: Option<Trial>,
    /// Whether it works with the VPN off.
    pub without_vpn: Option<Trial>,
}

/// The result of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// ChatGPT worked there.
    Works,
    /// It failed there, too.
    Fails,
}

/// The reason that a refusal gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// The country is not served.
    Country,
    /// "Unusual activity".
    UnusualActivity,
    /// The address, or its network, is refused.
    Address,
    /// A rule of the site, without a reason given.
    Rule,
}

/// The answer to the last request without cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probed {
    /// The site answered well.
    Works,
    /// It answered with a gateway's error.
    Fails,
    /// It refused: 403, 429, or a check.
    Refused,
    /// Nothing came.
    Silent,
}

/// How old a browser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Released, or still supported, within the last year.
    Current,
    /// More than a year behind.
    Behind,
    /// More than two years behind.
    Old,
}

impl Evidence {
    /// The evidence of a verdict.
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        let clues = &verdict.clues;
        let error = if let Why::Network(error) = verdict.why { Some(error) } else { None };
        Self {
            class: Some(verdict.class),
            code: clues.code,
            error,
            fault: clues.fault,
            family: clues.family,
            centre: clues.centre,
            captive_portal: (verdict.why == Why::CaptivePortal).then_some(true),
            block: clues.reason.map(Block::of_reason).or(clues.code.and_then(Block::of_code)),
            ..Self::default()
        }
    }

    /// Whether anything refused, limited or checked this user: then nothing is offered, since
    /// whatever is tried would be a way round it.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        let by_class = match self.class {
            Some(Class::Blocked | Class::RateLimited | Class::Challenge) => true,
            None
            | Some(
                Class::Healthy
                | Class::Gateway(_)
                | Class::ServerError
                | Class::AtCapacity
                | Class::NetworkError
                | Class::Unknown,
            ) => false,
        };
        let by_code = matches!(self.code, Some(401 | 403 | 429 | 451));
        by_class || by_code || self.block.is_some() || self.probe == Some(Probed::Refused)
    }

    /// Whether an HTTP answer came, so that the network works; `None` if unknown.
    #[must_use]
    pub fn is_answered(&self) -> Option<bool> {
        if self.captive_portal == Some(true) {
            return Some(false);
        }
        match self.class {
            Some(Class::NetworkError) => Some(false),
            Some(
                Class::Healthy
                | Class::Gateway(_)
                | Class::ServerError
                | Class::Challenge
                | Class::Blocked
                | Class::RateLimited
                | Class::AtCapacity,
            ) => Some(true),
            None | Some(Class::Unknown) => match (self.error, self.code) {
                (Some(_), _) => Some(false),
                (None, Some(_)) => Some(true),
                (None, None) => None,
            },
        }
    }

    /// Whether it has failed for so long under a green status page that the cause is probably near
    /// the user.
    #[must_use]
    pub fn is_long_under_green(&self, long: Duration) -> bool {
        matches!(self.status, Some(Said::NoIncident | Said::JustResolved))
            && self.lasted.is_some_and(|lasted| lasted >= long)
    }
}

impl Block {
    const fn of_reason(reason: Reason) -> Self {
        match reason {
            Reason::Country => Self::Country,
            Reason::UnusualActivity => Self::UnusualActivity,
        }
    }

    /// The reason behind one of Cloudflare's codes: 1009 a country; 1005 a network, 1006 to 1008
    /// an address, 1106 one too; the others a rule.
    fn of_code(code: u16) -> Option<Self> {
        match code {
            451 | 1009 => Some(Self::Country),
            1005..=1008 | 1106 => Some(Self::Address),
            1010..=1012 | 1020 => Some(Self::Rule),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(evidence: &detect::Evidence) -> Evidence {
        Evidence::of(&detect::classify(evidence))
    }

    #[test]
    fn a_verdict_leaves_its_evidence() {
        let headers = vec![("cf-ray".into(), "08c4d7f0aa11b2c3-ATL".into())];
        let response = Some(detect::Response { status: 502, headers });
        let found = verdict(&detect::Evidence { response, ..detect::Evidence::default() });
        assert_eq!(found.class, Some(Class::Gateway(502)));
        assert_eq!(found.code, Some(502));
        assert_eq!(found.is_answered(), Some(true));
        assert!(!found.is_refused());
        let error = Some(NetworkError::Dns);
        let found = verdict(&detect::Evidence { error, ..detect::Evidence::default() });
        assert_eq!(found.error, Some(NetworkError::Dns));
        assert_eq!(found.is_answered(), Some(false));
    }

    #[test]
    fn a_network_that_wants_a_sign_in_is_no_answer_of_the_site() {
        let response = Some(detect::Response { status: 511, headers: Vec::new() });
        let found = verdict(&detect::Evidence { response, ..detect::Evidence::default() });
        assert_eq!(found.captive_portal, Some(true));
        assert_eq!(found.is_answered(), Some(false));
    }

    #[test]
    fn a_page_that_refuses_says_why() {
        for (status, text, block) in [
            (
                403,
                r#"{"detail":"Unusual activity has been detected from x"}"#,
                Block::UnusualActivity,
            ),
            (403, r#"{"error":{"code":"unsupported_country_region_territory"}}"#, Block::Country),
        ] {
            let response = Some(detect::Response { status, headers: Vec::new() });
            let (kind, text) = ("application/json".into(), text.into());
            let page = Some(detect::PageFacts { kind, text, ..detect::PageFacts::default() });
            let found = verdict(&detect::Evidence { response, page, error: None });
            assert_eq!(found.block, Some(block));
            assert!(found.is_refused());
        }
    }

    #[test]
    fn a_refusal_is_one_by_whatever_it_is_known() {
        for refused in [
            Evidence { code: Some(403), ..Evidence::default() },
            Evidence { class: Some(Class::Challenge), ..Evidence::default() },
            Evidence { block: Some(Block::Country), ..Evidence::default() },
            Evidence { probe: Some(Probed::Refused), ..Evidence::default() },
        ] {
            assert!(refused.is_refused(), "{refused:?}");
        }
        assert!(!Evidence::default().is_refused());
    }
}
