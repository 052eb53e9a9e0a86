//! Documents in the manner of Statuspage's v2, Atlassian's own and incident.io's compatible ones:
//! summary, status, components, incidents, unresolved, maintenances.

use super::about::{self, About, Place};
use super::incident::{self, Page, date, impact_of, short_text, text};
use super::json::{Node, keep_lists, objects};
use super::{Component, Impact, MOST_COMPONENTS, Reading, Source, find};
use crate::prelude::*;

/// Reads any of them; `None` where it is none.
#[inline(never)]
pub(super) fn read(top: Node<'_>) -> Option<Reading> {
    let [header, status, components, incidents, maintenances] =
        top.pick(["page", "status", "components", "incidents", "scheduled_maintenances"]);
    let mut lists = [components, incidents, maintenances];
    keep_lists(&mut lists);
    let [components, incidents, maintenances] = lists;
    let indicator = status.and_then(|status| status.get("indicator"));
    // One of them is enough.
    indicator.or(components).or(incidents).or(maintenances)?;

    let mut reading = Reading::empty(Source::Compat);
    let said = header.map(|page| page.pick(["name", "url", "id", "updated_at"]));
    let [name, url, id, updated] = said.unwrap_or_default();
    reading.updated_at = updated.and_then(date);
    let [name, url, id] = [name, url, id].map(short_text);
    let mut page = Page { foreign: is_foreign(&name, &url, &id), components: Vec::new() };
    // An indicator that cannot be read is there, and unknown.
    reading.indicator = indicator.map(|node| impact_of(node).unwrap_or(Impact::Unknown));
    // Today's summary leaves the key out where there is no incident.
    reading.lists_incidents =
        incidents.is_some() || (components.is_some() && reading.indicator == Some(Impact::None));

    tree(components, &mut page);
    for item in objects(incidents) {
        let read = incident::read(item, &page);
        reading.file(read.incident, read.is_maintenance);
    }
    for item in objects(maintenances) {
        reading.file(incident::read(item, &page).incident, true);
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
fn tree(list: Option<Node<'_>>, page: &mut Page) {
    let mut groups = Vec::new();
    for item in objects(list).take(MOST_COMPONENTS) {
        let [is_group, id, name] = item.pick(["group", "id", "name"]);
        if is_group.is_some_and(Node::is_true) {
            groups.push((short_text(id), name.map(text).unwrap_or_default()));
        }
    }
    for item in objects(list).take(MOST_COMPONENTS) {
        let [is_group, id, name, group_id, status] =
            item.pick(["group", "id", "name", "group_id", "status"]);
        if is_group.is_some_and(Node::is_true) {
            continue;
        }
        let [id, group_id] = [id, group_id].map(short_text);
        let name = name.map(text).unwrap_or_default();
        let group = groups.iter().find(|(id, _)| *id == group_id);
        let group = group.map(|(_, name)| name.clone()).unwrap_or_default();
        let place = Place { id: &id, name: &name, group_id: &group_id, group: &group };
        let about = if page.foreign { About::Foreign } else { about::component(place) };
        let impact = status.and_then(impact_of).unwrap_or(Impact::Unknown);
        page.components.push(Component { id, name, group, impact, about });
    }
}
