//! What the lab was asked in a life, against the laws: each that was broken, in words.

use super::site::RETRY_AFTER;
use lab::Record;
use lab::scenario::{SITE_HOSTS, STATUS_HOST};
use sites::Site;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

/// What is known of a life beside the lab's records.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// How often its person pressed send with each text in the box.
    pub sent: BTreeMap<String, usize>,
    /// Moments after which a probe may follow the one before at once: the background died, or its
    /// person asked for one.
    pub stirred: Vec<SystemTime>,
    /// When the extension was off.
    pub off: Vec<(SystemTime, SystemTime)>,
    /// When it had no access to the site.
    pub without_access: Vec<(SystemTime, SystemTime)>,
    /// When the browser ended, and with it what the extension keeps in memory; and when its clock was
    /// set.
    pub jumped: Vec<SystemTime>,
}

/// Two probes of a site are never this near, but where something stirs: the schedule leaves more.
const APART: Duration = Duration::from_millis(1500);

/// Whether nobody but the extension can have asked this.
fn is_ours(record: &Record) -> bool {
    record.is_fetch() && record.header("sec-fetch-site") != Some("same-origin")
}

/// Asked by the background, not from within a failing page.
fn is_probe(record: &Record) -> bool {
    record.method == "HEAD" && is_ours(record)
}

fn within(at: SystemTime, (from, to): (SystemTime, SystemTime)) -> bool {
    from < at && at < to
}

/// Every law that these records break.
pub(super) fn broken(all: &[Record], notes: &Notes) -> Vec<String> {
    let mut broken = Vec::new();
    let mut breaks = |law: &str, record: &Record| {
        broken.push(format!("{law}: {}", lab::records::line(record)));
    };
    for record in all {
        if is_ours(record) && record.method == "POST" {
            breaks("a POST of ours", record);
        }
        if is_ours(record)
            && record.host != STATUS_HOST
            && record.host != Site::Claude.service().status.host
            && !SITE_HOSTS.contains(&record.host.as_str())
        {
            breaks("another host is asked", record);
        }
        if is_ours(record) && record.header("cookie").is_some() {
            breaks("cookies go with it", record);
        }
        if is_ours(record) && notes.off.iter().any(|off| within(record.wall, *off)) {
            breaks("asked while switched off", record);
        }
        let without = || notes.without_access.iter().any(|off| within(record.wall, *off));
        if is_probe(record) && without() {
            breaks("asked without access", record);
        }
    }
    let probes: Vec<&Record> = all.iter().filter(|it| is_probe(it)).collect();
    let stirred = |from: SystemTime, to: SystemTime| {
        // What stirs is noted when it is done, and its probe may be there before.
        let from = from - Duration::from_secs(2);
        notes.stirred.iter().any(|at| within(*at, (from, to + Duration::from_secs(2))))
    };
    for pair in probes.windows(2) {
        if pair[0].host == pair[1].host
            && pair[1].at - pair[0].at < APART
            && !stirred(pair[0].wall, pair[1].wall)
        {
            breaks("two probes at a time", pair[1]);
        }
    }
    for (at, first) in probes.iter().enumerate() {
        let hour =
            probes[at..].iter().take_while(|it| it.at - first.at < Duration::from_secs(3600));
        if hour.count() > 60 {
            breaks("more than 60 probes an hour", first);
        }
    }
    for named in all.iter().filter(|it| is_probe(it) || it.is_main_document()) {
        if !matches!(named.status, 429 | 503) || !SITE_HOSTS.contains(&named.host.as_str()) {
            continue;
        }
        let until = named.wall + Duration::from_secs(RETRY_AFTER) - Duration::from_millis(500);
        // What was kept in memory ended with the browser, and what was seen while it was off was not.
        let forgotten = |at: &&SystemTime| within(**at, (named.wall, until));
        let unseen = notes.off.iter().chain(&notes.without_access);
        let unseen =
            unseen.clone().any(|off| off.0 - Duration::from_secs(2) < until && named.wall < off.1);
        if unseen || notes.jumped.iter().any(|at| forgotten(&at)) {
            continue;
        }
        // The person's own load says that it is over.
        let over = all.iter().find(|it| {
            it.is_main_document() && it.host == named.host && it.at > named.at && it.status == 200
        });
        let until = over.map_or(until, |over| until.min(over.wall));
        let from = named.wall + Duration::from_millis(300);
        if let Some(early) =
            probes.iter().find(|it| it.host == named.host && within(it.wall, (from, until)))
        {
            breaks("before its Retry-After is over", early);
        }
    }
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    // A browser sends again by itself what a connection broke over before any answer.
    for text in all.iter().filter(|it| it.status != 0).filter_map(Record::prompt) {
        let text = text.trim().to_owned();
        *arrived.entry(text).or_default() += 1;
    }
    for (text, times) in arrived {
        let pressed = notes.sent.get(&text).copied().unwrap_or_default();
        if times > pressed {
            broken.push(format!("sent {pressed} times, arrived {times} times: {text}"));
        }
    }
    broken
}

mod tests {
    use super::*;

    fn record(method: &str, host: &str, at: f64, more: &[(&str, &str)]) -> Record {
        let begun = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let headers = [("sec-fetch-dest", "empty"), ("sec-fetch-site", "none")];
        let headers = headers.iter().chain(more);
        Record {
            at: Duration::from_secs_f64(at),
            wall: begun + Duration::from_secs_f64(at),
            host: host.into(),
            method: method.into(),
            path: "/".into(),
            headers: headers.map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: String::new(),
            status: 502,
            phase: "bad-gateway".into(),
        }
    }

    #[test]
    fn a_life_within_the_laws_breaks_none() {
        let probe = |at| record("HEAD", "chatgpt.com", at, &[]);
        let status = record("GET", STATUS_HOST, 4.0, &[]);
        assert_eq!(broken(&[probe(1.0), status, probe(6.0)], &Notes::default()), [""; 0]);
    }

    #[test]
    fn each_law_that_is_broken_is_named() {
        let probe = |at| record("HEAD", "chatgpt.com", at, &[]);
        let document = [("sec-fetch-dest", "document")];
        let mut refused = record("GET", "chatgpt.com", 1.0, &document);
        refused.status = 503;
        let mut sent = record("POST", "chatgpt.com", 1.0, &[("sec-fetch-site", "same-origin")]);
        sent.body = r#"{"messages":[{"content":{"parts":["Twice."]}}]}"#.into();
        let again = sent.clone();
        let mut notes = Notes::default();
        notes.sent.insert("Twice.".into(), 1);
        let whole = (SystemTime::UNIX_EPOCH, SystemTime::now());
        let off = || Notes { off: vec![whole], ..Notes::default() };
        let without = || Notes { without_access: vec![whole], ..Notes::default() };
        for (all, notes, law) in [
            (vec![record("POST", "chatgpt.com", 1.0, &[])], Notes::default(), "a POST of ours"),
            (vec![probe(1.0), probe(1.5)], Notes::default(), "two probes at a time"),
            (vec![record("HEAD", "example.org", 1.0, &[])], Notes::default(), "another host"),
            (
                vec![record("HEAD", "chatgpt.com", 1.0, &[("cookie", "a=b")])],
                Notes::default(),
                "cookies",
            ),
            (vec![refused, probe(4.0)], Notes::default(), "Retry-After"),
            (vec![probe(1.0)], off(), "switched off"),
            (vec![probe(1.0)], without(), "without access"),
            ((0..61).map(|n| probe(f64::from(n) * 10.0)).collect(), Notes::default(), "60 probes"),
            (vec![sent, again], notes, "arrived 2 times"),
        ] {
            let broken = broken(&all, &notes);
            assert!(broken.len() == 1 && broken[0].contains(law), "{law}: {broken:?}");
        }
    }
}
