//! The custom site, of which nothing is known but its host and, perhaps, its status page: both come
//! with the settings, and the rest of the program treats it like any other site.

use crate::types::{Filter, Marks, Requests, Service, Site, Source, StatusPage};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};

/// The longest name of a host, in characters: RFC 1035.
const LONGEST_HOST: usize = 253;

/// The longest part of one.
const LONGEST_LABEL: usize = 63;

/// The longest address of a status page, in characters.
const LONGEST_STATUS: usize = 200;

/// The names of the user's own device, which is asked without TLS.
const LOOPBACK: &str = "localhost";

const NO_REQUESTS: Requests = Requests { messages: &[], others: &[] };

/// No selectors: everything is found by how the page is built. An alert has a role on every site.
const MARKS: Marks = Marks {
    composers: &[],
    turns: &[],
    answers: &[],
    files: &[],
    alerts: &["[role=alert]"],
    recovering: &[],
};

const NO_STATUS_PAGE: StatusPage = StatusPage {
    page: "",
    host: "",
    is_public: false,
    language: "en",
    documents: &[],
    has_incident_pages: false,
    filter: Filter::NONE,
};

/// What is known of any; the rest comes with the settings.
const BLANK: Service = Service {
    id: "own",
    name: "",
    owner: "",
    hosts: &[(Site::Own, "")],
    requests: NO_REQUESTS,
    documents: &[],
    assets: &[],
    routes: &[],
    sign_in: &[],
    temporary: &[],
    marks: MARKS,
    account: None,
    status: NO_STATUS_PAGE,
    support: "",
};

/// What the site is while none is chosen.
pub(crate) static NOBODYS: Service = BLANK;

thread_local! {
    /// The one that is watched. There is one core in a thread, and its settings say which.
    static CHOSEN: Cell<Option<OwnSite>> = const { Cell::new(None) };
    /// All that were ever read, so that each is made only once: users seldom change it.
    static READ: RefCell<Vec<OwnSite>> = const { RefCell::new(Vec::new()) };
}

/// A host that the user chose, with the address of its status page.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(try_from = "(String, String)", into = "(&'static str, &'static str)")]
pub struct OwnSite(&'static Service);

/// Why something cannot be a custom site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no host's name: an address with a path or a port, an IP address, a pattern.
    Host,
    /// It is already watched by another setting, or is the status page of a site that is.
    Known,
    /// It is not the address of a status page.
    StatusPage,
}

impl OwnSite {
    /// Reads what was entered: a host's name, and the address of its status page, which may be
    /// empty.
    ///
    /// # Errors
    /// They are not valid.
    pub fn parse(host: &str, status_page: &str) -> Result<Self, Refused> {
        let host = read_host(host)?;
        let status_page = read_status_page(status_page)?;
        READ.with_borrow_mut(|read| {
            let mut known = read.iter();
            if let Some(known) = known.find(|it| it.host() == host && it.has_page(&status_page)) {
                return Ok(*known);
            }
            let made = Self(Box::leak(Box::new(service(host, status_page))));
            read.push(made);
            Ok(made)
        })
    }

    /// The host's name, with its port if it has one.
    #[must_use]
    pub const fn host(self) -> &'static str {
        self.0.name
    }

    /// The address of its status page without `https://`; empty if it has none.
    #[must_use]
    pub fn status_page(self) -> &'static str {
        without_scheme(self.0.status.page)
    }

    pub(crate) const fn service(self) -> &'static Service {
        self.0
    }

    fn has_page(self, page: &str) -> bool {
        self.status_page() == page
    }
}

impl PartialEq for OwnSite {
    fn eq(&self, other: &Self) -> bool {
        self.host() == other.host() && self.has_page(other.status_page())
    }
}

impl Eq for OwnSite {}

impl From<OwnSite> for (&'static str, &'static str) {
    fn from(own: OwnSite) -> Self {
        (own.host(), own.status_page())
    }
}

impl TryFrom<(String, String)> for OwnSite {
    type Error = &'static str;

    fn try_from((host, status_page): (String, String)) -> Result<Self, Self::Error> {
        Self::parse(&host, &status_page).map_err(|_| "no site of one's own")
    }
}

/// Takes one as [`Site::Own`], or none. The settings say which; whoever has other settings says so.
pub fn choose(own: Option<OwnSite>) {
    CHOSEN.set(own);
}

/// The one that is chosen.
#[must_use]
pub fn chosen() -> Option<OwnSite> {
    CHOSEN.get()
}

/// Whether a host is on the user's own device, which is asked without TLS.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    name == LOOPBACK || name.strip_suffix(LOOPBACK).is_some_and(|rest| rest.ends_with('.'))
}

fn service(host: String, status_page: String) -> Service {
    let host: &'static str = host.leak();
    let name = [(Site::Own, host)];
    Service {
        name: host,
        owner: host,
        hosts: Box::leak(Box::new(name)),
        status: if status_page.is_empty() { NO_STATUS_PAGE } else { status(status_page) },
        ..BLANK
    }
}

/// In the manner of Statuspage, which most such pages follow. All of it is about this one site.
fn status(page: String) -> StatusPage {
    let page: &'static str = ["https://", &page].concat().leak();
    let summary: &'static str = [page, "api/v2/summary.json"].concat().leak();
    let documents: &'static [&'static str] = Box::leak(Box::new([summary]));
    StatusPage {
        page,
        host: without_scheme(page).split('/').next().unwrap_or_default(),
        documents: Box::leak(Box::new([(Source::Compat, documents)])),
        filter: Filter {
            page_names: &[""],
            page_hosts: &[""],
            name_parts: &[""],
            words: &[""],
            ..Filter::NONE
        },
        ..NO_STATUS_PAGE
    }
}

fn without_scheme(address: &str) -> &str {
    address.strip_prefix("https://").unwrap_or(address)
}

/// `https://` and one slash at the end are accepted: people copy addresses.
fn read_host(text: &str) -> Result<String, Refused> {
    let text = text.trim().to_ascii_lowercase();
    let bare = without_scheme(&text);
    let bare = match bare.strip_prefix("http://") {
        Some(bare) if is_loopback(bare.trim_end_matches('/')) => bare,
        _ => bare,
    };
    let host = bare.strip_suffix('/').unwrap_or(bare);
    let has_name = match host.split_once(':') {
        Some((name, port)) => is_loopback(name) && is_name(name) && is_port(port),
        None => is_name(host),
    };
    // What the device itself serves is asked without TLS.
    let other_scheme = is_loopback(host) && text.starts_with("https://");
    if !has_name || other_scheme {
        return Err(Refused::Host);
    }
    // Browsers leave a scheme's own port out of an address.
    let host = host.strip_suffix(":80").unwrap_or(host);
    if is_known(host) { Err(Refused::Known) } else { Ok(host.to_owned()) }
}

fn read_status_page(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let page = without_scheme(text);
    let (host, path) = page.split_once('/').unwrap_or((page, ""));
    let host = host.to_ascii_lowercase();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    if !is_name(&host) || is_loopback(&host) || !path.bytes().all(plain) {
        return Err(Refused::StatusPage);
    }
    if page.len() > LONGEST_STATUS {
        return Err(Refused::StatusPage);
    }
    if is_known(&host) {
        return Err(Refused::Known);
    }
    let path = path.trim_end_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    Ok([host.as_str(), "/", path, slash].concat())
}

/// Whether it is a name of the DNS, and no address of the Internet Protocol: those end in a number.
fn is_name(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    host.len() <= LONGEST_HOST && !is_number && host.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST_LABEL).contains(&label.len())
        && label.bytes().all(plain)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_port(port: &str) -> bool {
    !port.starts_with('0')
        && port.bytes().all(|it| it.is_ascii_digit())
        && port.parse::<u16>().is_ok()
}

fn is_known(host: &str) -> bool {
    Site::KNOWN.into_iter().any(|site| site.host() == host || site.service().status.host == host)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn refused(host: &str) -> Option<Refused> {
        OwnSite::parse(host, "").err()
    }

    #[test]
    fn a_host_is_a_name_alone() {
        for (written, host) in [
            ("chat.example.org", "chat.example.org"),
            (" https://Chat.Example.org/ ", "chat.example.org"),
            ("intranet", "intranet"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("localhost", "localhost"),
            ("http://localhost:3000/", "localhost:3000"),
            ("webui.localhost:8080", "webui.localhost:8080"),
            ("localhost:80", "localhost"),
        ] {
            assert_eq!(OwnSite::parse(written, "").unwrap().host(), host, "{written}");
        }
        for other in [
            "",
            ".",
            "chat..example",
            "-chat.example",
            "chat.example.org/c/1",
            "chat.example.org:8443",
            "http://chat.example.org",
            "https://localhost",
            "localhost:0",
            "localhost:99999",
            "user@chat.example.org",
            "*.example.org",
            "*",
            "<all_urls>",
            "127.0.0.1",
            "127.1",
            "0x7f.0x1",
            "[::1]",
            "bücher.example",
            "chat.example.org?q=1",
            "ftp://chat.example.org",
            "chat example",
            "\u{212B}chat.example",
            "\u{212A}wiki.example",
            "\u{FEFF}chat.example",
        ] {
            assert_eq!(refused(other), Some(Refused::Host), "{other}");
        }
        assert_eq!(refused(&"a.".repeat(200)), Some(Refused::Host));
        for known in ["chatgpt.com", "https://claude.ai/", "status.openai.com", "WWW.Perplexity.ai"]
        {
            assert_eq!(refused(known), Some(Refused::Known), "{known}");
        }
    }

    #[test]
    fn a_status_page_is_an_address_of_the_web_or_none() {
        let page = |text| OwnSite::parse("chat.example.org", text).map(OwnSite::status_page);
        assert_eq!(page(""), Ok(""));
        assert_eq!(page("https://Status.Example.org"), Ok("status.example.org/"));
        assert_eq!(page("status.example.org/chat/"), Ok("status.example.org/chat/"));
        for other in ["http://status.example.org", "status.example.org?x", "*", "1.2.3.4", "a b"] {
            assert_eq!(page(other), Err(Refused::StatusPage), "{other}");
        }
        assert_eq!(page("https://status.openai.com/"), Err(Refused::Known));
        let status = &OwnSite::parse("chat.example.org", "status.example.org").unwrap().0.status;
        assert_eq!(status.urls(Source::Compat), ["https://status.example.org/api/v2/summary.json"]);
    }

    #[test]
    fn it_is_a_site_while_it_is_chosen_and_no_longer() {
        let address = "https://chat.example.org/c/1";
        assert_eq!(Site::of(address), None);
        choose(Some(OwnSite::parse("chat.example.org", "status.example.org").unwrap()));
        assert_eq!(Site::of(address), Some(Site::Own));
        assert_eq!(Site::of("http://chat.example.org/"), None);
        assert_eq!(Site::Own.origin(), "https://chat.example.org");
        assert_eq!(Site::of_status_page("https://status.example.org/x"), Some(Site::Own));
        assert_eq!(Site::homes().last(), Some(Site::Own));
        choose(Some(OwnSite::parse("localhost:3000", "").unwrap()));
        assert_eq!(Site::of(address), None);
        assert_eq!(Site::of("http://localhost:3000/c/1"), Some(Site::Own));
        assert_eq!(Site::of("http://localhost:3001/"), None);
        assert_eq!(Site::of("https://localhost:3000/"), None);
        assert_eq!(Site::of_status_page("https://"), None);
        choose(None);
        assert_eq!(Site::of("http://localhost:3000/c/1"), None);
        assert_eq!((Site::of("https:///"), Site::homes().last()), (None, Some(Site::Mistral)));
    }

    #[test]
    fn the_same_is_made_once() {
        let one = OwnSite::parse("chat.example.org", "").unwrap();
        let other = OwnSite::parse("https://chat.example.org/", "").unwrap();
        assert!(std::ptr::eq(one.0, other.0));
    }
}
