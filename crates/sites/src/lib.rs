//! What is watched, as data: each assistant in a file of its own, and the functions by which the
//! rest of the program asks about it.

mod chatgpt;
mod claude;
mod copilot;
mod deepseek;
mod gemini;
mod grok;
mod inflection;
mod mistral;
pub mod own;
mod perplexity;
mod types;

pub use inflection::inflected;
pub use own::OwnSite;
pub use types::{Account, ChatRequest, Filter, Marks, Requests, Service, Site, Source, StatusPage};

use text::before;

impl Site {
    /// Every site; the custom site is the last.
    pub const ALL: [Self; 10] = [
        Self::ChatGpt,
        Self::ChatOpenAi,
        Self::Claude,
        Self::Gemini,
        Self::Copilot,
        Self::Perplexity,
        Self::Grok,
        Self::DeepSeek,
        Self::Mistral,
        Self::Own,
    ];

    /// The sites that this crate knows: all but the custom one.
    pub const KNOWN: [Self; 9] = match Self::ALL.first_chunk() {
        Some(known) => *known,
        None => unreachable!(),
    };

    /// The assistant to which it belongs.
    #[must_use]
    pub fn service(self) -> &'static Service {
        match self {
            Self::Own => own::chosen().map_or(&own::NOBODYS, OwnSite::service),
            Self::ChatGpt | Self::ChatOpenAi => &chatgpt::CHATGPT,
            Self::Claude => &claude::CLAUDE,
            Self::Gemini => &gemini::GEMINI,
            Self::Copilot => &copilot::COPILOT,
            Self::Perplexity => &perplexity::PERPLEXITY,
            Self::Grok => &grok::GROK,
            Self::DeepSeek => &deepseek::DEEPSEEK,
            Self::Mistral => &mistral::MISTRAL,
        }
    }

    /// The site where its assistant is today: one for each assistant, which stands for it.
    #[must_use]
    pub const fn home(self) -> Self {
        match self {
            Self::ChatGpt | Self::ChatOpenAi => Self::ChatGpt,
            Self::Claude
            | Self::Gemini
            | Self::Copilot
            | Self::Perplexity
            | Self::Grok
            | Self::DeepSeek
            | Self::Mistral
            | Self::Own => self,
        }
    }

    /// Whether it is watched from installation on. Every other site is the user's choice.
    #[must_use]
    pub const fn is_installed(self) -> bool {
        matches!(self, Self::ChatGpt | Self::ChatOpenAi)
    }

    /// The host's name.
    #[must_use]
    pub fn host(self) -> &'static str {
        let hosts = self.service().hosts.iter();
        hosts.into_iter().find(|(site, _)| *site == self).map_or("", |(_, host)| host)
    }

    /// Its scheme and host: the beginning of its addresses.
    #[must_use]
    pub fn origin(self) -> String {
        let scheme = if own::is_loopback(self.host()) { "http://" } else { "https://" };
        [scheme, self.host()].concat()
    }

    /// All its pages, as a match pattern of the browser: with any port.
    #[must_use]
    pub fn pattern(self) -> String {
        let origin = self.origin();
        let (scheme, host) = origin.split_once("//").unwrap_or_default();
        [scheme, "//", before(host, b":"), "/*"].concat()
    }

    /// The site of an address; `None` for any other host, scheme or port.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|site| site.path(address).is_some())
    }

    /// What follows its origin in an address; `None` for another site's address.
    fn path(self, address: &str) -> Option<&str> {
        let host = self.host();
        let scheme = if own::is_loopback(host) { "http://" } else { "https://" };
        behind_host(address.strip_prefix(scheme)?, host)
    }

    /// The site whose assistant has that name in commands: `claude`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|site| site.service().id == id)
    }

    /// One site for each assistant.
    pub fn homes() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|site| site.home() == *site && !site.host().is_empty())
    }

    /// The site whose assistant's status page has that address.
    #[must_use]
    pub fn of_status_page(address: &str) -> Option<Self> {
        Self::homes().find(|site| site.service().status.is_at(address))
    }

    /// Where a message of its app is sent: a probe asks for that after a failure inside the app. If
    /// that address names a chat, it is the site's front page instead.
    #[must_use]
    pub fn message_address(self) -> String {
        let messages = self.service().requests.messages.iter();
        let plain = messages.into_iter().find(|path| !path.contains('*'));
        [&self.origin(), *plain.unwrap_or(&"/")].concat()
    }
}

impl StatusPage {
    /// Whether an address is on its host, over https and on its port.
    #[must_use]
    pub fn is_at(&self, address: &str) -> bool {
        let rest = address.strip_prefix("https://");
        rest.is_some_and(|rest| behind_host(rest, self.host).is_some())
    }

    /// The addresses of one reading in that dialect, in the order to ask for them.
    #[must_use]
    pub fn urls(&self, source: Source) -> &'static [&'static str] {
        let known = self.documents.iter().find(|(known, _)| *known == source);
        known.map_or(&[], |(_, urls)| urls)
    }
}

/// What follows the host of an address without its scheme: its path, its query. `None` for another
/// host, or none.
fn behind_host<'a>(address: &'a str, host: &str) -> Option<&'a str> {
    let rest = address.strip_prefix(host).filter(|_| !host.is_empty())?;
    matches!(rest.bytes().next(), None | Some(b'/' | b'?' | b'#')).then_some(rest)
}

/// The path of an address on a watched site, without query and fragment.
fn path(address: &str) -> Option<(Site, &str)> {
    let site = Site::of(address)?;
    Some((site, site.path(without_query(address))?))
}

/// Whether a path matches a pattern, in which a `*` is one part.
fn matches_path(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(wanted), Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
}

/// Whether an address is a conversation's request on a watched site, with a query or without.
#[must_use]
pub fn is_conversation(address: &str) -> bool {
    path(address).is_some_and(|(site, path)| {
        site.service().requests.messages.iter().any(|pattern| matches_path(pattern, path))
    })
}

impl ChatRequest {
    /// Which of them an address on a watched site is, with or without a query.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let (site, path) = path(address)?;
        let mut known = site.service().requests.others.iter();
        known.find(|(_, pattern)| matches_path(pattern, path)).map(|(request, _)| *request)
    }

    /// Whether sending this request shows that a live stream broke, however it is answered.
    #[must_use]
    pub const fn is_resuming(self) -> bool {
        matches!(self, Self::Resume | Self::StreamStatus)
    }
}

/// Whether a watched site sends users to this address who are not signed in.
#[must_use]
pub fn is_sign_in(address: &str) -> bool {
    path(address).is_some_and(|(site, path)| {
        site.service().sign_in.iter().any(|start| path.starts_with(start))
    })
}

/// Whether an address is that of one of the app's scripts or styles.
#[must_use]
pub fn is_asset(address: &str) -> bool {
    path(address).is_some_and(|(site, path)| {
        site.service().assets.iter().any(|folder| path.starts_with(folder))
    })
}

/// Whether a part of an address is one of the site's own, and names neither a chat nor a person.
#[must_use]
pub fn is_route(site: Site, part: &str) -> bool {
    site.service().routes.contains(&part)
}

/// Whether loading the address sends a prompt that is in it: `?q=`.
#[must_use]
pub fn has_prompt(address: &str) -> bool {
    let rest = without_fragment(address);
    let query = rest.get(without_query(rest).len()..).unwrap_or_default();
    let mut pairs = query.as_bytes().split(|byte| matches!(byte, b'?' | b'&'));
    pairs.any(|pair| pair.starts_with(b"q="))
}

/// The address without its query and fragment: what a probe asks for.
#[must_use]
pub fn without_query(address: &str) -> &str {
    before(address, b"?#")
}

/// The address without its fragment: what a browser sends and compares.
#[must_use]
pub fn without_fragment(address: &str) -> &str {
    before(address, b"#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_hosts_themselves_over_https_are_watched() {
        assert_eq!(Site::of("https://chatgpt.com/c/1?x#y"), Some(Site::ChatGpt));
        assert_eq!(Site::of("https://chat.openai.com"), Some(Site::ChatOpenAi));
        for other in [
            "http://chatgpt.com/",
            "https://chatgpt.com.evil.example/",
            "https://evil.example/https://chatgpt.com/",
            "https://user@chatgpt.com/",
            "https://chatgpt.com:8443/",
            "https://sub.chatgpt.com/",
            "",
        ] {
            assert_eq!(Site::of(other), None, "{other}");
        }
    }

    #[test]
    fn only_the_conversations_own_request_is_one() {
        for site in Site::KNOWN {
            for path in site.service().requests.messages {
                let address = ["https://", site.host(), &path.replace('*', "1a-2b")].concat();
                assert!(is_conversation(&address), "{address}");
                assert!(is_conversation(&[&address, "?v=1"].concat()), "{address}");
                assert!(!is_conversation(&[&address, "/more"].concat()), "{address}");
            }
        }
        for other in [
            "https://chatgpt.com/backend-api/conversations?offset=0",
            "https://chatgpt.com/backend-api/conversation/1a2b",
            "https://chatgpt.com/backend-api/conversation/init",
            "https://chatgpt.com/ces/v1/t",
            "https://chatgpt.com/?/backend-api/conversation",
            "https://example.org/backend-api/conversation",
            "/backend-api/conversation",
            "https://claude.ai/api/organizations/1a/chat_conversations//completion",
            "https://claude.ai/backend-api/conversation",
            "https://chatgpt.com/api/organizations/1a/chat_conversations/2b/completion",
        ] {
            assert!(!is_conversation(other), "{other}");
        }
    }

    #[test]
    fn requests_of_a_chat_are_known_by_their_paths() {
        let of = |path: &str| ChatRequest::of(&["https://chatgpt.com", path].concat());
        assert_eq!(of("/backend-api/f/conversation/resume"), Some(ChatRequest::Resume));
        let status = of("/backend-api/conversation/1a-2b/stream_status?x=1");
        assert_eq!(status, Some(ChatRequest::StreamStatus));
        assert_eq!(of("/backend-api/conversations/1a-2b?num_turns=10"), Some(ChatRequest::Load));
        assert_eq!(of("/backend-api/conversations?offset=0"), Some(ChatRequest::List));
        assert_eq!(of("/api/auth/session"), Some(ChatRequest::Session));
        for path in ["sentinel/chat-requirements/prepare", "f/conversation/prepare?x=1"] {
            assert_eq!(of(&["/backend-api/", path].concat()), Some(ChatRequest::Prepare), "{path}");
        }
        assert_eq!(of("/unauth-mweb/conversation/prepare"), Some(ChatRequest::Prepare));
        for other in [
            "/backend-api/conversations/",
            "/backend-api/conversation/1a-2b",
            "/backend-api/conversation/1a/2b/stream_status",
            "/backend-api/f/conversation",
            "/c/1",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_sign_in_is_known_by_the_beginning_of_its_path() {
        assert!(is_sign_in("https://chatgpt.com/auth/login?next=%2Fc%2F1"));
        assert!(is_sign_in("https://claude.ai/login"));
        for other in
            ["https://chatgpt.com/?/auth/login", "https://chatgpt.com/c/auth/", "/auth/login"]
        {
            assert!(!is_sign_in(other), "{other}");
        }
    }

    #[test]
    fn only_what_the_app_is_made_of_is_an_asset() {
        assert!(is_asset("https://chatgpt.com/cdn/assets/4f1c/app.js?v=1"));
        assert!(is_asset("https://chatgpt.com/unauth-mweb/assets/a.css"));
        for other in [
            "https://chatgpt.com/?/cdn/assets/a.js",
            "https://chatgpt.com/c/cdn/assets/",
            "https://cdn.example.org/cdn/assets/a.js",
            "/cdn/assets/a.js",
        ] {
            assert!(!is_asset(other), "{other}");
        }
    }

    #[test]
    fn a_probe_asks_without_query_and_fragment() {
        assert_eq!(without_query("https://chatgpt.com/c/1?q=a#b"), "https://chatgpt.com/c/1");
        assert_eq!(
            without_fragment("https://chatgpt.com/c/1?q=a#b"),
            "https://chatgpt.com/c/1?q=a"
        );
    }

    #[test]
    fn a_site_is_found_by_its_host_its_name_and_its_status_page_and_by_no_other() {
        for site in Site::KNOWN {
            assert_eq!(Site::of(&["https://", site.host(), "/x"].concat()), Some(site));
            assert_eq!(Site::named(site.service().id), Some(site.home()));
            assert_eq!(site.service().hosts[0].0, site.home(), "{site:?}");
            let status = &site.service().status;
            assert_eq!(Site::of_status_page(status.page), Some(site.home()), "{site:?}");
            for url in status.documents.iter().flat_map(|(_, urls)| urls.iter()) {
                assert!(status.is_at(url), "{url}");
            }
            assert!(!status.documents.is_empty(), "{site:?}");
        }
        assert_eq!(Site::of_status_page("https://status.claude.com.evil.example/"), None);
        assert_eq!(Site::of("https://notclaude.ai/"), None);
        assert_eq!(Site::homes().count(), Site::KNOWN.len() - 1);
    }

    #[test]
    fn a_probe_inside_the_app_asks_where_messages_go_or_the_front_page() {
        assert_eq!(
            Site::ChatOpenAi.message_address(),
            "https://chat.openai.com/backend-api/f/conversation"
        );
        assert_eq!(Site::Claude.message_address(), "https://claude.ai/");
        assert_eq!(Site::Mistral.message_address(), "https://chat.mistral.ai/api/chat");
    }
}
