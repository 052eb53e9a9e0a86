//! The line that is kept of an outage: a format that outlives versions, so every number is fixed
//! here.
//!
//! Numbers are decimal, each followed by a blank; a text follows its number of bytes; what may be
//! missing follows a 1, or is a 0 alone. The first number is that of the format. Browsers roll back
//! by giving older code a higher version number, so a newer version only appends fields, and an
//! older one reads up to there. If a number or field below changes, that is another format: an
//! older version counts it as unread and leaves it alone, and the older format must still be read.

use super::past::{Past, Posted};
use detect::{Class, Column, Family, NetworkError};
use sites::Site;
use status::Said;
use timestamp::Timestamp;

/// The format that is written and read.
const FORM: i64 = 1;

impl Past {
    /// The line. When the outage began comes second and tells lines apart.
    #[must_use]
    pub fn line(&self) -> String {
        write(self)
    }

    /// Reads a line; `None` if it is damaged, or not one of ours.
    #[must_use]
    pub fn of(line: &str) -> Option<Self> {
        let past = read(line)?;
        let ordered = past.started <= past.ended && past.started.as_millis() > 0;
        ordered.then_some(past)
    }
}

/// Gives the variants of a type their numbers, in both directions; a variant without one does not
/// compile.
macro_rules! numbered {
    ($type:ty: $($number:literal $variant:ident),+ $(,)?) => {
        impl Numbered for $type {
            fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }
            fn of(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

/// A value that is kept as one number.
trait Numbered: Sized {
    fn number(self) -> i64;
    fn of(number: i64) -> Option<Self>;
}

numbered!(Site:
    0 ChatGpt, 1 ChatOpenAi, 2 Claude, 3 Gemini, 4 Copilot, 5 Perplexity, 6 Grok, 7 DeepSeek,
    8 Mistral, 9 Own);
numbered!(Column: 0 Browser, 1 Edge, 2 Host);
numbered!(NetworkError:
    0 Refused, 1 Reset, 2 Dns, 3 Tls, 4 TimedOut, 5 Offline, 6 Certificate, 7 Aborted, 8 Cut,
    9 Proxy, 10 Replied, 11 Forbidden, 12 Other);
numbered!(Family:
    0 Cloudflare, 1 OpenAi, 2 Nginx, 3 ErrorCode, 4 Json, 5 Apache, 6 HaProxy, 7 Envoy,
    8 CloudFront, 9 Google, 10 Azure, 11 Varnish, 12 Iis, 13 Kong, 14 Squid, 15 Traefik, 16 Next,
    17 Empty, 18 Other);
numbered!(Said:
    0 NoIncident, 1 JustResolved, 2 Monitoring, 3 Incident, 4 Outage, 5 Maintenance);

impl Numbered for Timestamp {
    fn number(self) -> i64 {
        self.as_millis()
    }
    fn of(number: i64) -> Option<Self> {
        Some(Self::from_millis(number))
    }
}

impl Numbered for bool {
    fn number(self) -> i64 {
        self.into()
    }
    fn of(number: i64) -> Option<Self> {
        Some(number != 0)
    }
}

impl Numbered for u16 {
    fn number(self) -> i64 {
        self.into()
    }
    fn of(number: i64) -> Option<Self> {
        number.try_into().ok()
    }
}

impl Numbered for u32 {
    fn number(self) -> i64 {
        self.into()
    }
    fn of(number: i64) -> Option<Self> {
        number.try_into().ok()
    }
}

/// Writes the line.
pub(super) fn write(past: &Past) -> String {
    let mut line = Writer(String::new());
    line.number(FORM);
    line.number(past.started.number());
    line.number(past.ended.number());
    line.number(past.site.number());
    line.number(past.back.number());
    line.class(past.class);
    line.number(past.code.number());
    line.optional(past.network);
    line.optional(past.fault);
    line.optional(past.family);
    line.number(past.stored.number());
    line.number(past.false_ups.number());
    line.number(past.probes.number());
    line.optional(past.said);
    line.number(past.incident.is_some().number());
    if let Some(incident) = &past.incident {
        line.text(&incident.id);
        line.text(&incident.title);
        line.optional(incident.started);
        line.optional(incident.ended);
    }
    line.0
}

/// Reads the line; `None` if it is cut, damaged or of another format. Fields appended by a later
/// version are ignored.
pub(super) fn read(line: &str) -> Option<Past> {
    let mut line = Reader(line);
    if line.number()? != FORM {
        return None;
    }
    Some(Past {
        started: line.value()?,
        ended: line.value()?,
        site: line.value()?,
        back: line.value()?,
        class: line.class()?,
        code: line.value()?,
        network: line.optional()?,
        fault: line.optional()?,
        family: line.optional()?,
        stored: line.value()?,
        false_ups: line.value()?,
        probes: line.value()?,
        said: line.optional()?,
        incident: if line.value()? {
            Some(Posted {
                id: line.text()?,
                title: line.text()?,
                started: line.optional()?,
                ended: line.optional()?,
            })
        } else {
            None
        },
    })
}

struct Writer(String);

impl Writer {
    fn number(&mut self, number: i64) {
        self.0.push_str(&number.to_string());
        self.0.push(' ');
    }

    fn optional<T: Numbered>(&mut self, value: Option<T>) {
        self.number(value.is_some().number());
        if let Some(value) = value {
            self.number(value.number());
        }
    }

    fn text(&mut self, text: &str) {
        self.number(i64::try_from(text.len()).unwrap_or_default());
        self.0.push_str(text);
    }

    /// A gateway's error is followed by its code.
    fn class(&mut self, class: Class) {
        match class {
            Class::Healthy => self.number(0),
            Class::Gateway(code) => {
                self.number(1);
                self.number(code.number());
            }
            Class::ServerError => self.number(2),
            Class::Challenge => self.number(3),
            Class::Blocked => self.number(4),
            Class::RateLimited => self.number(5),
            Class::AtCapacity => self.number(6),
            Class::NetworkError => self.number(7),
            Class::Unknown => self.number(8),
        }
    }
}

struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn number(&mut self) -> Option<i64> {
        let (number, rest) = self.0.split_once(' ')?;
        self.0 = rest;
        number.parse().ok()
    }

    fn value<T: Numbered>(&mut self) -> Option<T> {
        T::of(self.number()?)
    }

    fn optional<T: Numbered>(&mut self) -> Option<Option<T>> {
        if self.value()? { self.value().map(Some) } else { Some(None) }
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text.to_owned())
    }

    fn class(&mut self) -> Option<Class> {
        Some(match self.number()? {
            0 => Class::Healthy,
            1 => Class::Gateway(self.value()?),
            2 => Class::ServerError,
            3 => Class::Challenge,
            4 => Class::Blocked,
            5 => Class::RateLimited,
            6 => Class::AtCapacity,
            7 => Class::NetworkError,
            8 => Class::Unknown,
            _ => return None,
        })
    }
}
