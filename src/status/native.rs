//! incident.io's own documents: summary, incidents, component impacts, and the widget's.

use super::about::{self, About, Place};
use super::compat::is_foreign;
use super::incident::{self, Page, part, text};
use super::json::Node;
use super::{Component, Impact, MOST_COMPONENTS, Reading, Source};

/// Reads any of them; `None` where it is none.
pub(super) fn read(top: Node<'_>) -> Option<Reading> {
    let wrapped = top.get("summary").filter(|summary| summary.is_object());
    let top = wrapped.unwrap_or(top);
    let list = |key| top.get(key).filter(|node| node.is_list());
    let (affected, impacts) = (list("affected_components"), list("component_impacts"));
    let (ongoing, under_way) = (list("ongoing_incidents"), list("in_progress_maintenances"));
    let incidents = list("incidents").filter(|incidents| {
        let own = ["published_at", "component_impacts", "updates", "affected_components"];
        let mut items = incidents.items();
        // Statuspage's incidents have `incident_updates`, and no other key tells as surely.
        items.any(|item| {
            item.get("incident_updates").is_none() && own.iter().any(|key| item.get(key).is_some())
        })
    });
    let structure = top.get("structure").filter(|structure| structure.is_object());
    if wrapped.is_none()
        && [affected, impacts, ongoing, under_way, incidents, structure].iter().all(Option::is_none)
    {
        return None;
    }

    let page = |key| top.get(key).and_then(|node| node.text(200));
    let name = page("name").or_else(|| page("page_title")).unwrap_or_default();
    let url = page("public_url").or_else(|| page("page_url")).unwrap_or_default();
    let mut reading = Reading::empty(Source::Native);
    reading.lists_incidents = ongoing.or(incidents).is_some();
    let mut page = Page { foreign: is_foreign(&name, &url, ""), components: Vec::new() };

    // A component that is not listed as affected is operational, if such a list is there at all.
    let unlisted = if affected.or(ongoing).is_some() { Impact::None } else { Impact::Unknown };
    tree(structure, &mut page, unlisted);
    for item in list("components").into_iter().flat_map(Node::items).take(MOST_COMPONENTS) {
        let part = part(item, &page);
        if !page.components.iter().any(|known| known.id == part.component.id) {
            page.components.push(Component { impact: unlisted, ..part.component });
        }
    }
    for item in affected.into_iter().chain(impacts).flat_map(Node::items).take(MOST_COMPONENTS) {
        let part = part(item, &page);
        raise(&mut page.components, part.component);
    }

    let planned = list("scheduled_maintenances");
    let works = under_way.into_iter().chain(planned).flat_map(Node::items);
    let works = works.map(|item| (item, true));
    let others = ongoing.into_iter().chain(incidents).flat_map(Node::items);
    for (item, is_work) in others.map(|item| (item, false)).chain(works) {
        let read = incident::read(item, &page);
        if read.incident.phase.is_open() {
            for component in read.hit {
                raise(&mut page.components, component);
            }
        }
        reading.file(read.incident, read.is_maintenance || is_work);
    }
    reading.is_foreign = page.foreign;
    reading.components = page.components;
    Some(reading)
}

/// The components in their groups, as `structure` has them.
fn tree(structure: Option<Node<'_>>, page: &mut Page, impact: Impact) {
    let items = structure.and_then(|structure| structure.get("items"));
    for item in items.into_iter().flat_map(Node::items) {
        let group = item.get("group");
        let (group_id, group_name) = group.map_or_else(Default::default, |group| {
            let id = group.get("id").and_then(|id| id.text(64)).unwrap_or_default();
            (id, group.get("name").map(text).unwrap_or_default())
        });
        let inside = group.and_then(|group| group.get("components"));
        let alone = item.get("component");
        for node in inside.into_iter().flat_map(Node::items).chain(alone) {
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
