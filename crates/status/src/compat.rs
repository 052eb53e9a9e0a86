//! Documents in the manner of Statuspage's v2, Atlassian's own and incident.io's compatible ones:
//! summary, status, components, incidents, unresolved, maintenances.

use super::incident::{self, Page, part};
use super::json::{Fields, Node};
use super::{Impact, MOST_COMPONENTS, Reading, Source};
use text::find;

/// Reads any of them; `None` where it is none.
#[inline(never)]
pub(super) fn read(top: Node<'_>) -> Option<Reading> {
    let fields = top.fields();
    let status = fields.get("status").map(Node::fields);
    let indicator = status.and_then(|status| {
        // One that cannot be read is there, and unknown.
        status.get("indicator").map(|_| status.impact(&["indicator"]).unwrap_or(Impact::Unknown))
    });
    // One of them is enough.
    if indicator.is_none()
        && fields.list(&["components", "incidents", "scheduled_maintenances"]).is_none()
    {
        return None;
    }

    let mut reading = Reading::empty(Source::Compat);
    let mut page = Page::default();
    if let Some(said) = fields.get("page").map(Node::fields) {
        reading.updated_at = said.date(&["updated_at"]);
        page.foreign =
            is_foreign(&said.short(&["name"]), &said.short(&["url"]), &said.short(&["id"]));
    }
    reading.indicator = indicator;
    // Today's summary leaves the key out where there is no incident.
    reading.lists_incidents = fields.list(&["incidents"]).is_some()
        || (fields.list(&["components"]).is_some() && indicator == Some(Impact::None));

    tree(&fields, &mut page);
    for (key, is_work) in [("incidents", false), ("scheduled_maintenances", true)] {
        for item in fields.objects(key) {
            let read = incident::read(item, &page);
            reading.file(read.incident, read.is_maintenance || is_work);
        }
    }
    reading.is_foreign = page.foreign;
    reading.components = page.components;
    Some(reading)
}

/// Whether the page says that it is another's than OpenAI's. One that says nothing is taken
/// for OpenAI's: no other is ever asked.
pub(super) fn is_foreign(name: &str, url: &str, id: &str) -> bool {
    // incident.io's id of the page today, and Atlassian's until 2025-02-27.
    let is_openai = find(&name.to_ascii_lowercase(), "openai", 0).is_some()
        || find(url, "openai.com", 0).is_some()
        || matches!(id, "01JMDK9XYNY6RXSED6SDWW50WY" | "jbxzcdv9xc4d");
    let says_nothing = name.is_empty() && url.is_empty() && id.is_empty();
    !is_openai && !says_nothing
}

/// The components, each with the name of the group that Atlassian's documents put it in.
#[inline(never)]
fn tree(fields: &Fields<'_>, page: &mut Page) {
    for is_group in [true, false] {
        for item in fields.objects("components").most(MOST_COMPONENTS) {
            let own = item.fields();
            if own.get("group").is_some_and(Node::is_true) != is_group {
                continue;
            }
            if is_group {
                page.groups.push((own.short(&["id"]), own.line("name")));
            } else {
                let part = part(item, page, None);
                page.components.push(part.component);
            }
        }
    }
}
