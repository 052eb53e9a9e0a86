//! Atom and RSS of every vendor: the newest update of each incident, and no start.

use super::about::{self, Place, is_foreign};
use super::bounded::{line, plain};
use super::incident::Page;
use super::markup::{Token, Tokens, attribute, without_tags};
use super::native::raise;
use super::words::is_word;
use super::{
    About, Component, Impact, Incident, LONGEST_UPDATE, MOST_INCIDENTS, Phase, Reading, Unreadable,
    Update,
};
use sites::{Site, Source};
use text::cut;
use timestamp::dates;

/// The most of one field that is looked at, in bytes.
const LONGEST_FIELD: usize = 16_384;

/// Reads a feed to its very end: one that was cut is unreadable.
///
/// # Errors
/// [`Unreadable::Html`] for a page, [`Unreadable::Unrecognised`] for other XML,
/// [`Unreadable::Malformed`] for a feed that does not end.
pub(super) fn read(document: &[u8], site: Site) -> Result<Reading, Unreadable> {
    let Ok(document) = str::from_utf8(document) else { return Err(Unreadable::Malformed) };
    let document = document.trim_ascii_start();
    let mut tokens = Tokens::of_xml(document);
    let Some(Token::Open(root)) = tokens.find(|token| !matches!(token, Token::Text(_))) else {
        // Nothing but a doctype and text is how a broken page begins.
        return Err(Unreadable::Html);
    };
    let root = root.local_name().as_ref().to_owned();
    match root.as_str() {
        "feed" | "rss" => {}
        "RDF" | "svg" => return Err(Unreadable::Unrecognised),
        _ if document.starts_with("<?xml") && root != "html" => {
            return Err(Unreadable::Unrecognised);
        }
        _ => return Err(Unreadable::Html),
    }

    let mut reading = Reading::empty(Source::Feed, site);
    let mut entries: Vec<Entry> = Vec::new();
    let (mut head, mut entry) = (Entry::default(), None::<Entry>);
    let mut field = String::new();
    let mut ended = false;
    for token in tokens {
        let target = entry.as_mut().unwrap_or(&mut head);
        match token {
            Token::Open(tag) => {
                tag.local_name().as_ref().clone_into(&mut field);
                if matches!(field.as_str(), "entry" | "item") {
                    entry = Some(Entry::default());
                } else if field == "link" && target.link.is_empty() {
                    target.link = attribute(&tag, "href");
                }
            }
            Token::Close(name) => {
                field.clear();
                ended |= name == root;
                // The newest come first; no vendor lists more.
                if matches!(name.as_str(), "entry" | "item")
                    && let Some(entry) = entry.take()
                    && entries.len() < MOST_INCIDENTS
                {
                    entries.push(entry);
                }
            }
            Token::Text(text) => target.add(&field, &text),
        }
    }
    if !ended {
        return Err(Unreadable::Malformed);
    }

    let mut page = Page::of(site);
    page.foreign = is_foreign(page.filter(), head.title.trim_ascii(), &head.link, "");
    reading.is_foreign = page.foreign;
    reading.updated_at = dates::parse(&head.updated);
    // A feed also lists incidents that are over, so an empty one says nothing; only OpenAI's may be
    // empty.
    reading.lists_incidents = !entries.is_empty() || site == Site::ChatGpt;
    for entry in entries {
        let (incident, hit) = entry.into_incident(&page);
        if incident.phase.is_open() {
            for component in hit {
                raise(&mut reading.components, component);
            }
        }
        let is_maintenance = incident.phase.is_maintenance();
        reading.file(incident, is_maintenance);
    }
    Ok(reading)
}

/// The fields of an entry, or of the feed itself, as they stand.
#[derive(Default)]
struct Entry {
    title: String,
    link: String,
    updated: String,
    published: String,
    content: String,
    summary: String,
}

impl Entry {
    fn add(&mut self, field: &str, text: &str) {
        let kept = match field {
            "title" => &mut self.title,
            "link" => &mut self.link,
            "updated" | "lastBuildDate" => &mut self.updated,
            "published" | "pubDate" => &mut self.published,
            "content" | "encoded" => &mut self.content,
            "summary" | "description" => &mut self.summary,
            _ => return,
        };
        let room = LONGEST_FIELD.saturating_sub(kept.len());
        kept.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
    }

    fn into_incident(self, page: &Page) -> (Incident, Vec<Component>) {
        let mut incident = Incident::empty();
        // incident.io's links have a double slash.
        let (host, path) = cut(self.link.trim_ascii(), "//incidents/");
        incident.link.push_str(host);
        if !path.is_empty() {
            incident.link.push_str("/incidents/");
            incident.link.push_str(path);
        }
        incident.id = line(incident.link.rsplit('/').next().unwrap_or_default());
        incident.title = line(&without_tags(&self.title));
        incident.updated_at = dates::parse(&self.updated).or_else(|| dates::parse(&self.published));
        let html = if self.content.trim_ascii().is_empty() { self.summary } else { self.content };
        let mut body = Body::of(&html);
        // xAI's: `[Grok (Web)] Slow answers`.
        let tag = self.title.trim().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        if let Some((name, _)) = tag.filter(|_| body.components.is_empty()) {
            body.components.push((line(name), body.severity));
        }
        incident.phase = body.phase;
        incident.updates.push(Update {
            at: incident.updated_at,
            phase: body.phase,
            text: plain(&body.text),
        });
        let mut hit = Vec::new();
        for (name, impact) in body.components {
            let place = Place { name: &name, ..Place::default() };
            let about =
                if page.foreign { About::Foreign } else { about::component(page.filter(), place) };
            let (id, group) = (String::new(), String::new());
            let component = Component { id, name, group, impact, about };
            incident.name_component(&component);
            hit.push(component);
        }
        let worst = hit.iter().map(|component| component.impact).max();
        // Once it is over all components are operational, which does not tell how bad it was.
        incident.impact = worst.filter(|worst| *worst != Impact::None).unwrap_or(Impact::Unknown);
        let updates = std::mem::take(&mut incident.updates);
        incident.judge(page, &hit, &updates);
        incident.updates = updates;
        incident.mend_link(page);
        (incident, hit)
    }
}

/// What an entry's HTML says: `<b>Status: Resolved</b>` and a list of components at incident.io,
/// `<strong>Resolved</strong> - text` for each update, newest first, at Atlassian.
struct Body {
    phase: Phase,
    /// The newest update.
    text: String,
    components: Vec<(String, Impact)>,
    /// How bad it is, if a line of its own says so.
    severity: Impact,
}

impl Body {
    fn of(html: &str) -> Self {
        let mut body = Self {
            phase: Phase::Unknown,
            text: String::new(),
            components: Vec::new(),
            severity: Impact::Unknown,
        };
        let mut inside = String::new();
        let (mut labels, mut headings) = (0, 0);
        for token in Tokens::of_html(html) {
            match token {
                Token::Open(tag) => match tag.local_name().as_ref() {
                    name @ ("b" | "strong" | "h3" | "li" | "small") => {
                        headings += u32::from(matches!(name, "b" | "strong" | "h3"));
                        name.clone_into(&mut inside);
                    }
                    "br" | "p" if labels == 1 => body.text.push('\n'),
                    _ => {}
                },
                Token::Close(name) if name == inside => inside.clear(),
                Token::Close(_) => {}
                Token::Text(text) => match inside.as_str() {
                    "b" | "strong" | "h3" => body.heading(&text, &mut labels),
                    "li" => body.components.extend(component(&text)),
                    // A body without any heading is all text.
                    "" if (labels == 1 || headings == 0)
                        && body.text.len() < 4 * LONGEST_UPDATE =>
                    {
                        body.text.push_str(&text);
                    }
                    _ => {}
                },
            }
        }
        let severity = body.text.lines().find_map(|line| line.trim().strip_prefix("Severity:"));
        body.severity = severity.map_or(Impact::Unknown, severity_of);
        body.text = body.text.trim_start_matches([' ', '-', '\n']).to_owned();
        body
    }

    /// A bold word: the first that is a phase sets the phase, and the text up to the next bold word
    /// is the newest update. Atlassian's "Update" is no phase, but its text is the newest all the
    /// same.
    fn heading(&mut self, text: &str, labels: &mut u32) {
        if text.starts_with("THIS IS A SCHEDULED EVENT") {
            self.phase = Phase::Scheduled;
            return;
        }
        let word = text.trim_ascii().strip_prefix("Status:").unwrap_or(text);
        let phase = Phase::of(word);
        if phase == Phase::Unknown && !is_word(word, "update") && *labels == 0 {
            return;
        }
        if self.phase == Phase::Unknown {
            self.phase = phase;
        }
        *labels += 1;
    }
}

/// xAI's words for how bad it is. Once it is over it says `available`.
fn severity_of(word: &str) -> Impact {
    let word = word.trim();
    match () {
        () if is_word(word, "available") => Impact::None,
        () if is_word(word, "degraded") => Impact::Minor,
        () if is_word(word, "disruption") => Impact::Major,
        () if is_word(word, "outage") => Impact::Critical,
        () => Impact::of(word),
    }
}

/// `Conversations (Partial outage)`.
fn component(text: &str) -> Option<(String, Impact)> {
    let (name, label) = text.trim_ascii().strip_suffix(')')?.rsplit_once('(')?;
    Some((line(name), Impact::of(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_inside_cdata_ends_no_entry() {
        let feed = b"<feed><title>OpenAI</title><entry><title><![CDATA[a</entry></feed>]]></title>\
            <content><![CDATA[<b>Status: Investigating</b><br/>text]]></content></entry></feed>";
        let reading = read(feed, Site::ChatGpt)
            .unwrap_or_else(|_| Reading::empty(Source::Feed, Site::ChatGpt));
        assert_eq!(reading.incidents.len(), 1);
        assert_eq!(reading.incidents[0].phase, Phase::Investigating);
        assert_eq!(reading.incidents[0].updates[0].text, "text");
    }

    #[test]
    fn what_is_no_whole_feed_is_unreadable() {
        for (document, kind) in [
            ("<!doctype html><p>hi", Unreadable::Html),
            ("<html></html>", Unreadable::Html),
            ("<?xml version='1.0'?><html/>", Unreadable::Html),
            ("<?xml version='1.0'?><other/>", Unreadable::Unrecognised),
            ("<", Unreadable::Html),
            ("<feed><entry><title>a</title>", Unreadable::Malformed),
            ("<rss><channel><item></item></channel>", Unreadable::Malformed),
        ] {
            assert_eq!(
                read(document.as_bytes(), Site::ChatGpt).map(|_| ()),
                Err(kind),
                "{document}"
            );
        }
    }
}
