//! What is kept of an outage when it ends: one line, without addresses, of ordinary windows alone.

use super::Engine;
use super::outage::Outage;
use history::{Past, Posted};
use sites::Site;
use status::{Incident, Said, wording};
use text::bounded;
use timestamp::Timestamp;

/// At most this much of an incident's title is kept, in characters.
const LONGEST_TITLE: usize = 120;

impl Outage {
    /// Tabs of ordinary windows are known to fail in it, the first of them since `since`: it is
    /// recorded only from then on. What a private window saw before leaves no trace.
    pub(super) fn seen_in_the_open(&mut self, since: Timestamp) {
        self.open_since = Some(self.open_since.map_or(since, |known| known.min(since)));
    }
}

impl Engine {
    /// The line of a site's outage that ends now; `None` if no ordinary window saw it.
    pub(super) fn past(&self, now: Timestamp, site: Site) -> Option<String> {
        let outage = self.sites.get(&site)?.outage.as_ref()?;
        let started = outage.open_since?.min(now);
        let reading = self.reading(site);
        let fresh = reading.is_some_and(|it| now.since(it.read_at) < wording::TOO_OLD);
        let matches = |it: &&Incident| {
            let until = it.ends_at.max(it.updated_at);
            it.about.is_site()
                && it.started_at.is_none_or(|at| at <= now)
                && if it.phase.is_open() { fresh } else { until.is_some_and(|at| at >= started) }
        };
        let incident = reading.and_then(|reading| reading.incidents.iter().find(matches));
        let past = Past {
            started,
            ended: now,
            site,
            back: outage.trials.is_well(),
            class: outage.verdict.class,
            code: outage.verdict.clues.code.unwrap_or(outage.code),
            network: outage.network,
            fault: outage.verdict.clues.fault,
            family: outage.verdict.clues.family,
            stored: outage.trials.stored,
            false_ups: outage.false_ups,
            probes: outage.probes,
            said: reading.and_then(|reading| Said::of(reading, now)),
            incident: incident.map(|it| Posted {
                id: it.id.clone(),
                title: bounded(&it.title, LONGEST_TITLE),
                started: it.started_at,
                ended: it.ends_at.filter(|_| !it.phase.is_open()),
            }),
        };
        Some(past.line())
    }
}
