//! The text for OpenAI's support: from bounded facts alone, so that nothing private can be in it.
//!
//! Nothing that a page, a header or a status page wrote goes in as it was written: codes, classes
//! and states are ours, a Ray ID is 16 hexadecimal digits, a data centre three capitals. Of an
//! address only the site's own route names are kept. It is in English, because support reads it.

use super::machine::{Browser, System};
use detect::{Class, Clues, Why, Witness};
use sites::{Site, without_query};
use status::Reading;
use std::time::Duration;
use timestamp::Timestamp;
use timestamp::dates::to_iso;

/// At most this many attempts are listed, the newest.
const ATTEMPTS: usize = 20;
/// At most this many parts of an address are looked at.
const PARTS: usize = 6;
/// What the report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// When it is written.
    pub now: Timestamp,
    /// How far local time is ahead of UTC, in minutes.
    pub zone: i16,
    /// When the failure was seen first.
    pub since: Option<Timestamp>,
    /// The failing address, as the browser has it.
    pub address: &'a str,
    /// What the document is.
    pub class: Class,
    /// What settled its class.
    pub why: Option<Why>,
    /// Code, Ray ID, data centre.
    pub clues: Clues,
    /// What OpenAI's status page said.
    pub reading: Option<&'a Reading>,
    /// How many checks were made.
    pub checks: u32,
    /// The newest of them that are known, oldest first.
    pub attempts: &'a [(Timestamp, Attempt)],
    /// The browser.
    pub browser: Browser,
    /// Its major version.
    pub major: u16,
    /// The system.
    pub system: System,
    /// The extension's version, as the build knows it.
    pub version: &'static str,
}

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A status code.
    Status(u16),
    /// A redirect.
    Redirect,
    /// Nothing in time.
    TimedOut,
    /// No connection.
    NetworkError,
    /// Challenged or refused at the edge.
    Challenged,
}

/// The report: one fact a line, without what is unknown.
#[must_use]
pub fn report(facts: &Facts) -> String {
    let mut text = Lines { text: String::new(), zone: facts.zone };
    text.line("ChatGPT failure report by Gatewatch ", facts.version);
    text.moment("Written: ", Some(facts.now));
    text.moment("Failing since: ", facts.since);
    text.line("Address: ", &bare(facts.address));
    text.line("Failure: ", &facts.class.name());
    if let Some(why) = facts.why {
        let witness = match why.witness() {
            Witness::Status => "status",
            Witness::Header => "header",
            Witness::Page => "page",
            Witness::Network => "network",
        };
        text.line("Recognised by: ", witness);
        text.line("  Marker: ", why.name());
    }
    if let Some(code) = facts.clues.code {
        text.number("Status code: ", u64::from(code));
    }
    if let Some(ray) = facts.clues.ray {
        text.line("Ray ID: ", &ray.digits());
    }
    if let Some(centre) = facts.clues.centre {
        text.line("Data centre: ", &centre.letters());
    }
    match facts.reading {
        None => text.line("OpenAI's status page: ", "not read"),
        Some(reading) => {
            let ours =
                |incident: &&status::Incident| incident.phase.is_open() && incident.about.is_site();
            let open = reading.incidents.iter().filter(ours).count();
            text.line("OpenAI's status page: ", reading.state.name());
            text.number("  Open incidents about ChatGPT: ", open as u64);
            text.moment("  Read: ", Some(reading.read_at));
            text.moment("  Last changed: ", reading.updated_at);
        }
    }
    text.number("Checks: ", u64::from(facts.checks));
    let first = facts.attempts.len().saturating_sub(ATTEMPTS);
    for (at, attempt) in facts.attempts.iter().skip(first) {
        text.moment("  At: ", Some(*at));
        match attempt {
            Attempt::Status(code) => text.number("    Status: ", u64::from(*code)),
            Attempt::Redirect => text.line("    ", "redirect"),
            Attempt::TimedOut => text.line("    ", "no answer in time"),
            Attempt::NetworkError => text.line("    ", "no connection"),
            Attempt::Challenged => text.line("    ", "turned away at the edge"),
        }
    }
    text.line("Browser: ", facts.browser.name());
    text.number("  Version: ", u64::from(facts.major));
    text.line("  System: ", facts.system.name());
    text.text
}

/// An address without query and fragment, and without every part that is not one of the site's own
/// route names.
#[must_use]
pub fn bare(address: &str) -> String {
    let Some(site) = Site::of(address) else { return "another site".into() };
    let mut bare = site.origin();
    let path = without_query(address).strip_prefix(&bare).unwrap_or_default();
    let parts = path.as_bytes().split(|byte| *byte == b'/').filter(|part| !part.is_empty());
    for part in parts.take(PARTS) {
        bare.push('/');
        let routes = site.service().routes.iter();
        bare.push_str(routes.into_iter().find(|route| route.as_bytes() == part).unwrap_or(&"…"));
    }
    bare
}

struct Lines {
    text: String,
    zone: i16,
}

impl Lines {
    #[inline(never)]
    fn line(&mut self, label: &str, value: &str) {
        self.text.push_str(label);
        self.text.push_str(value);
        self.text.push('\n');
    }

    /// A time in local time with its zone; nothing if it is missing.
    #[inline(never)]
    fn moment(&mut self, label: &str, at: Option<Timestamp>) {
        let Some(at) = at else { return };
        let minutes = u32::from(self.zone.unsigned_abs());
        let ahead = Duration::from_secs(u64::from(minutes) * 60);
        let local = if self.zone < 0 { at.before(ahead) } else { at.after(ahead) };
        // Whole seconds are enough.
        let local = Timestamp::from_millis(local.as_millis().div_euclid(1000) * 1000);
        let mut clock = to_iso(local);
        clock.pop();
        clock.push(if self.zone < 0 { '-' } else { '+' });
        clock.push_str(&format!("{:02}:{:02}\n", minutes / 60, minutes % 60));
        self.text.push_str(label);
        self.text.push_str(&clock);
    }

    /// A number.
    #[inline(never)]
    fn number(&mut self, label: &str, number: u64) {
        self.line(label, &number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts<'static> {
        Facts {
            now: Timestamp::from_millis(1_790_000_000_123),
            zone: 0,
            since: None,
            address: "https://chatgpt.com/",
            class: Class::Gateway(502),
            why: Some(Why::Status),
            clues: Clues { code: Some(502), ..Clues::default() },
            reading: None,
            checks: 0,
            attempts: &[],
            browser: Browser::Chrome,
            major: 156,
            system: System::Windows,
            version: "0.1.0",
        }
    }

    #[test]
    fn it_reads_like_this() {
        let attempts = [
            (Timestamp::from_millis(1_789_999_990_000), Attempt::Status(502)),
            (Timestamp::from_millis(1_789_999_999_000), Attempt::TimedOut),
        ];
        let since = Some(Timestamp::from_millis(1_789_999_900_000));
        let text = report(&Facts { since, checks: 2, attempts: &attempts, zone: -210, ..facts() });
        let expected = "\
ChatGPT failure report by Gatewatch 0.1.0
Written: 2026-09-21T10:43:20-03:30
Failing since: 2026-09-21T10:41:40-03:30
Address: https://chatgpt.com
Failure: gateway_502
Recognised by: status
  Marker: status
Status code: 502
OpenAI's status page: not read
Checks: 2
  At: 2026-09-21T10:43:10-03:30
    Status: 502
  At: 2026-09-21T10:43:19-03:30
    no answer in time
Browser: Chrome
  Version: 156
  System: Windows
";
        assert_eq!(text, expected);
    }

    #[test]
    fn only_the_newest_checks_are_listed() {
        let at = |n: i64| Timestamp::from_millis(1_789_000_000_000 + n * 60_000);
        let attempts: Vec<_> = (0..100).map(|n| (at(n), Attempt::Redirect)).collect();
        let text = report(&Facts { checks: 100, attempts: &attempts, ..facts() });
        assert!(text.contains("Checks: 100\n"));
        assert_eq!(text.matches("redirect").count(), ATTEMPTS);
    }

    #[test]
    fn of_an_address_only_the_sites_own_names_are_left() {
        for (address, left) in [
            ("https://chatgpt.com/c/6741-aa?q=secret#x", "https://chatgpt.com/c/…"),
            ("https://chatgpt.com/g/g-abc-my-boss/c/1", "https://chatgpt.com/g/…/c/…"),
            ("https://chat.openai.com", "https://chat.openai.com"),
            ("https://chatgpt.com/anna@example.org/203.0.113.7", "https://chatgpt.com/…/…"),
            ("https://example.org/c/1", "another site"),
            ("https://anna:pw@chatgpt.com/", "another site"),
        ] {
            assert_eq!(bare(address), left);
        }
    }

    #[test]
    fn moments_at_the_ends_of_time_do_no_harm() {
        for millis in [i64::MIN, -1, i64::MAX] {
            let now = Timestamp::from_millis(millis);
            for zone in [i16::MIN, i16::MAX] {
                assert!(report(&Facts { now, zone, ..facts() }).contains("Written: "));
            }
        }
    }
}
