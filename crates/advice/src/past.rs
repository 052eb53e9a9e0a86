//! The likeliest cause of an outage that is over, by the evidence that was kept.

use crate::diagnose;
use evidence::Evidence;
use history::Past;
use text::Text;

/// The likeliest cause.
#[must_use]
pub fn cause(past: &Past) -> Option<Text> {
    let evidence = Evidence {
        class: Some(past.class),
        code: (past.code > 0).then_some(past.code),
        error: past.network,
        fault: past.fault,
        family: past.family,
        from_store: past.stored.then_some(true),
        flapping: (past.false_ups > 0).then_some(true),
        lasted: Some(past.lasted()),
        status: past.said,
        captive_portal: (past.code == 511).then_some(true),
        ..Evidence::default()
    };
    diagnose(&evidence).first().map(|found| found.cause.text())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use detect::{Class, Column, Family, NetworkError};
    use sites::Site;
    use status::Said;
    use timestamp::Timestamp;

    fn past() -> Past {
        Past {
            started: Timestamp::from_millis(1_790_000_000_000),
            ended: Timestamp::from_millis(1_790_000_720_000),
            site: Site::ChatGpt,
            back: true,
            class: Class::Gateway(502),
            code: 502,
            network: None,
            fault: Some(Column::Host),
            family: Some(Family::Cloudflare),
            stored: false,
            false_ups: 1,
            probes: 9,
            said: Some(Said::Incident),
            incident: None,
        }
    }

    #[test]
    fn the_cause_is_told_from_what_is_left() {
        let id = |past: &Past| cause(past).unwrap().id;
        assert_eq!(id(&past()), "cause_server");
        let network = Past {
            class: Class::NetworkError,
            code: 0,
            network: Some(NetworkError::Dns),
            fault: None,
            family: None,
            said: None,
            ..past()
        };
        assert_eq!(id(&network), "cause_network");
        assert_eq!(network.what(), "network_error");
    }
}
