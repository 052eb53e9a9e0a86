//! incident.io's own documents: summary, incidents, component impacts, and the widget's.

use super::about::{self, About, Place};
use super::compat::is_foreign;
use super::incident::{self, Page, part, short_text, text};
use super::json::{Node, keep_lists, objects};
use super::{Component, Impact, MOST_COMPONENTS, Reading, Source};
use crate::prelude::*;

/// Reads any of them; `None` where it is none.
#[inline(never)]
pub(super) fn read(top: Node<'_>) -> Option<Reading> {
    let wrapped = top.get("summary").filter(|summary| summary.is_object());
    let top = wrapped.unwrap_or(top);
    let [affected, impacts, ongoing, under_way, incidents, components, planned, header @ ..] = top
        .pick([
            "affected_components",
            "component_impacts",
            "ongoing_incidents",
            "in_progress_maintenances",
            "incidents",
            "components",
            "scheduled_maintenances",
            "structure",
            "name",
            "page_title",
            "public_url",
            "page_url",
        ]);
    let mut lists = [affected, impacts, ongoing, under_way, incidents, components, planned];
    keep_lists(&mut lists);
    let [affected, impacts, ongoing, under_way, incidents, components, planned] = lists;
    let [structure, name, title, public_url, page_url] = header;
    // Statuspage's incidents have `incident_updates`, and no other key tells as surely.
    let is_native = |item: Node<'_>| {
        let [theirs, own @ ..] = item.pick([
            "incident_updates",
            "published_at",
            "component_impacts",
            "updates",
            "affected_components",
        ]);
        theirs.is_none() && own.iter().any(Option::is_some)
    };
    let incidents = incidents.filter(|_| objects(incidents).take(3).any(is_native));
    let structure = structure.filter(|structure| structure.is_object());
    let own = affected.or(impacts).or(ongoing).or(under_way).or(incidents).or(structure);
    own.or(wrapped)?;

    let [name, url] = [name.or(title), public_url.or(page_url)].map(short_text);
    let mut reading = Reading::empty(Source::Native);
    reading.lists_incidents = ongoing.or(incidents).is_some();
    let mut page = Page { foreign: is_foreign(&name, &url, ""), components: Vec::new() };

    // A component that is not listed as affected is operational, if such a list is there at all.
    let unlisted = if affected.or(ongoing).is_some() { Impact::None } else { Impact::Unknown };
    tree(structure, &mut page, unlisted);
    for item in objects(components).take(MOST_COMPONENTS) {
        let part = part(item, &page);
        if !page.components.iter().any(|known| known.id == part.component.id) {
            page.components.push(Component { impact: unlisted, ..part.component });
        }
    }
    for list in [affected, impacts] {
        for item in objects(list).take(MOST_COMPONENTS) {
            let part = part(item, &page);
            raise(&mut page.components, part.component);
        }
    }

    for (list, is_work) in
        [(ongoing, false), (incidents, false), (under_way, true), (planned, true)]
    {
        for item in objects(list) {
            let read = incident::read(item, &page);
            if read.incident.phase.is_open() {
                for component in read.hit {
                    raise(&mut page.components, component);
                }
            }
            reading.file(read.incident, read.is_maintenance || is_work);
        }
    }
    reading.is_foreign = page.foreign;
    reading.components = page.components;
    Some(reading)
}

/// The components in their groups, as `structure` has them.
#[inline(never)]
fn tree(structure: Option<Node<'_>>, page: &mut Page, impact: Impact) {
    let items = structure.and_then(|structure| structure.get("items"));
    for item in objects(items) {
        let [group, alone] = item.pick(["group", "component"]);
        let [id, name, inside] =
            group.map(|group| group.pick(["id", "name", "components"])).unwrap_or_default();
        let (group_id, group_name) = (short_text(id), name.map(text).unwrap_or_default());
        for node in objects(inside).chain(alone) {
            if page.components.len() >= MOST_COMPONENTS {
                return;
            }
            let mut component = part(node, page).component;
            component.impact = impact;
            component.group.clone_from(&group_name);
            if !page.foreign {
                component.about = about::component(Place {
                    id: &component.id,
                    name: &component.name,
                    group_id: &group_id,
                    group: &group_name,
                });
            }
            page.components.push(component);
        }
    }
}

/// Notes that a component is at least as badly off as `hit` says.
pub(super) fn raise(components: &mut Vec<Component>, hit: Component) {
    let same = |known: &Component| {
        if hit.id.is_empty() { known.name == hit.name } else { known.id == hit.id }
    };
    if let Some(known) = components.iter_mut().find(|known| same(known)) {
        known.impact = known.impact.max(hit.impact);
    } else if components.len() < MOST_COMPONENTS && hit.about != About::Unsaid {
        components.push(hit);
    }
}
