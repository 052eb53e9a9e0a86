//! What the page showed: the facts that `extension/content/page-facts.ts` reads, and what may veto
//! a failure.

use serde::{Deserialize, Serialize};

/// The facts of one document, as the collector returns them. Every text is bounded by the
/// collector, and its white space is folded into single spaces; what the page does not have is
/// empty. Of a document of more than 600 elements only the title, the alert and the marks of an app
/// or an article are read: no failing page is that long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageFacts {
    /// `document.contentType`: `text/html`, `text/plain`, `application/json`.
    pub kind: String,
    /// The title, at most 200 characters.
    pub title: String,
    /// The first headings (`h1`, `h2` and what is styled as one), at most 4 of 120 characters.
    pub headings: Vec<String>,
    /// The beginning of the body's text without scripts and styles, at most 600 characters.
    pub text: String,
    /// The names of the body's children in order, scripts, frames and custom elements left out.
    pub shape: String,
    /// The text of the second `center` of the body: nginx's signature.
    pub sign: String,
    /// Which of the names in [`mark`] were found.
    pub marks: Vec<String>,
    /// The text of Cloudflare's `.cf-error-code` or `.code-label`.
    pub label: String,
    /// The class attribute of `.cf-error-details`.
    pub skin: String,
    /// `errorcode_502` from a link's `utm_source`.
    pub link: String,
    /// The id of the column that Cloudflare marks with `.cf-error-source`.
    pub fault: String,
    /// The Ray ID that the page shows.
    pub ray: String,
    /// The whole text of the first element that reports an error inside the app.
    pub alert: String,
    /// The content of `meta http-equiv=refresh`: such a page reloads itself.
    pub refresh: String,
    /// How many elements the document has; the collector stops counting at 601.
    pub elements: u32,
    /// The body's size in bytes; 0 where the browser does not say.
    pub size: u32,
}

/// The names of marks, word for word as the collector asks for them.
pub mod mark {
    /// The composer of a hydrated ChatGPT: the page lives.
    pub const COMPOSER: &str = "#prompt-textarea";
    /// The attribute of ChatGPT's own shell.
    pub const BUILD: &str = "html[data-build]";
    /// Next.js's data, the shell of 2023.
    pub const NEXT: &str = "#__NEXT_DATA__";
    /// Next.js's own error page, which has the data too.
    pub const NEXT_ERROR: &str = "\"page\":\"/_error\"";
    /// Remix's data, the shell of 2024.
    pub const REMIX: &str = "__remixContext";
    /// React Router's data, the shell since.
    pub const ROUTER: &str = "__reactRouterContext";
    /// A style or icon from OpenAI's own asset host.
    pub const ASSET_LINK: &str = "link[href*=\"oaistatic.com/\"]";
    /// A script from OpenAI's own asset host.
    pub const ASSET_SCRIPT: &str = "oaistatic.com/";
    /// Navigation: no gateway's page has any.
    pub const NAV: &str = "nav";
    /// An article: no gateway's page is one.
    pub const ARTICLE: &str = "article";
    /// A `main` with an id.
    pub const MAIN: &str = "main[id]";
    /// A page that wants to be shared.
    pub const SHARED: &str = "meta[property^=\"og:\"]";
    /// Something to write in or choose from.
    pub const EDITING: &str = "textarea,select";
    /// Cloudflare's page of any kind: a failure, a block or a check.
    pub const CF_DETAILS: &str = "#cf-error-details";
    /// Cloudflare's "Sorry, you have been blocked".
    pub const BLOCK_HEADLINE: &str = "[data-translate=\"block_headline\"]";
    /// The icon of OpenAI's own block page.
    pub const BLOCKED_ICON: &str = ".blocked-icon";
    /// Squid's line of what the system said.
    pub const SQUID: &str = "#sysmsg";
    /// Scripts of Cloudflare that stand in healthy pages too.
    pub const CHALLENGE_PLATFORM: &str = "challenge-platform";
    /// With [`CHALLENGE_PLATFORM`]: the script that runs a check.
    pub const ORCHESTRATE: &str = "/orchestrate/";
    /// Code 1015 inside a script of Cloudflare's page.
    pub const LIMIT_CODE: &str = "errorCode:1015";
    /// Every one of these names but [`CHALLENGES`].
    pub const SINGLE: [&str; 20] = [
        COMPOSER,
        BUILD,
        NEXT,
        NEXT_ERROR,
        REMIX,
        ROUTER,
        ASSET_LINK,
        ASSET_SCRIPT,
        NAV,
        ARTICLE,
        MAIN,
        SHARED,
        EDITING,
        CF_DETAILS,
        BLOCK_HEADLINE,
        BLOCKED_ICON,
        SQUID,
        CHALLENGE_PLATFORM,
        ORCHESTRATE,
        LIMIT_CODE,
    ];
    /// Each of these alone is a check that a person or a browser has to pass.
    pub const CHALLENGES: [&str; 9] = [
        "_cf_chl_opt",
        "[data-translate=\"challenge_headline\"]",
        "#captcha-bypass",
        "#challenge-form",
        "#challenge-running",
        "form[action*=\"__cf_chl_\"]",
        ".cf-browser-verification",
        "[name=\"jschl_vc\"]",
        "sucuri_cloudproxy_js",
    ];
}

/// No capture of a failing page has more bytes (the largest had under 8 KB; a check 23 KB).
const MOST_BYTES: u32 = 16 * 1024;
/// No capture of a failing page has more elements (the largest had under 100).
const MOST_ELEMENTS: u32 = 300;
/// The collector cuts the text here, so a text of this length may go on.
const CUT: usize = 600;

impl PageFacts {
    /// Whether the collector found that mark.
    #[must_use]
    pub fn has(&self, mark: &str) -> bool {
        self.marks.iter().any(|found| found == mark)
    }

    /// The first heading, or nothing.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.headings.first().map_or("", String::as_str)
    }

    /// Whether ChatGPT's own app is there, hydrated or not.
    #[must_use]
    pub fn is_app(&self) -> bool {
        let shell = [mark::COMPOSER, mark::BUILD, mark::REMIX, mark::ROUTER, mark::ASSET_SCRIPT];
        let next = self.has(mark::NEXT) && !self.has(mark::NEXT_ERROR);
        // A check may use the site's icon, so beside one a link alone proves nothing.
        let linked = self.has(mark::ASSET_LINK) && !self.is_challenge();
        next || linked || shell.iter().any(|mark| self.has(mark))
    }

    /// Whether it reads as written content: an article, a site with navigation.
    #[must_use]
    pub fn is_content(&self) -> bool {
        [mark::NAV, mark::ARTICLE, mark::MAIN, mark::SHARED].iter().any(|mark| self.has(mark))
    }

    /// Whether a check's own machinery is there.
    #[must_use]
    pub fn is_challenge(&self) -> bool {
        mark::CHALLENGES.iter().any(|mark| self.has(mark))
            || (self.has(mark::ORCHESTRATE) && self.has(mark::CHALLENGE_PLATFORM))
    }

    /// Whether it is too long for any failing page. The size only ever argues against a failure: a
    /// short page may be healthy (an app's shell shows under 150 characters).
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.size > MOST_BYTES || self.elements > MOST_ELEMENTS
    }

    /// Whether the document is bare text or data, without markup of its own.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.kind == "text/plain"
    }

    /// Whether the document is JSON, or bare text that holds one JSON object.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.kind.ends_with("json") || (self.is_plain() && self.text.starts_with('{'))
    }

    /// Whether the whole text is known: a text that was cut is longer than any vendor's sentence.
    /// Counted in bytes, since only Latin sentences are compared.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.text.len() < CUT
    }

    /// Whether nothing at all is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.title.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const COLLECTOR: &str = include_str!("../../../extension/content/page-facts.ts");

    #[test]
    fn the_collector_asks_for_every_mark_by_its_very_name() {
        for name in mark::SINGLE.into_iter().chain(mark::CHALLENGES) {
            let quoted = [format!("\"{name}\""), format!("'{name}'")];
            assert!(quoted.iter().any(|name| COLLECTOR.contains(name)), "{name}");
        }
    }

    #[test]
    fn the_collector_forces_no_layout() {
        for layout in ["innerText", "offset", "client", "scroll", "getComputedStyle", "Rect("] {
            assert!(!COLLECTOR.contains(layout), "{layout}");
        }
    }

    #[test]
    fn the_sites_own_files_are_its_app_but_for_a_link_beside_a_check() {
        let app = |marks: &[&str]| {
            let marks = marks.iter().map(|mark| (*mark).to_owned()).collect();
            PageFacts { marks, ..PageFacts::default() }.is_app()
        };
        assert!(app(&[mark::ASSET_LINK]) && app(&[mark::NEXT]));
        assert!(!app(&[mark::ASSET_LINK, mark::CHALLENGES[0]]));
        assert!(!app(&[mark::NEXT, mark::NEXT_ERROR]));
    }

    #[test]
    fn facts_of_an_older_collector_are_read_with_what_they_have() {
        let facts: PageFacts = serde_json::from_str(r#"{"title":"a","marks":["nav"]}"#).unwrap();
        assert!(facts.is_content() && !facts.is_app() && facts.is_whole());
    }
}
