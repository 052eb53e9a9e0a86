//! incident.io's own documents: summary, incidents, component impacts, and the widget's.

use super::compat::is_foreign;
use super::incident::{self, Page, part};
use super::json::{Node, objects};
use super::{About, Component, Impact, MOST_COMPONENTS, Reading, Source};

/// Reads any of them; `None` where it is none.
#[inline(never)]
pub(super) fn read(top: Node<'_>) -> Option<Reading> {
    let top = top.fields();
    let wrapped = top.get("summary").filter(|summary| summary.is_object());
    let fields = wrapped.map_or(top, Node::fields);
    // Statuspage's incidents have `incident_updates`, and no other key tells as surely.
    let is_native = |item: Node<'_>| {
        let fields = item.fields();
        let own = ["published_at", "component_impacts", "updates", "affected_components"];
        fields.get("incident_updates").is_none() && fields.first(&own).is_some()
    };
    let incidents = fields.list(&["incidents"]);
    let incidents = incidents.filter(|_| objects(incidents).most(3).any(is_native));
    let structure = fields.get("structure").filter(|structure| structure.is_object());
    let own = ["affected_components", "component_impacts", ONGOING, "in_progress_maintenances"];
    fields.list(&own).or(incidents).or(structure).or(wrapped)?;

    let mut reading = Reading::empty(Source::Native);
    reading.lists_incidents = fields.list(&[ONGOING]).or(incidents).is_some();
    let (name, url) =
        (fields.short(&["name", "page_title"]), fields.short(&["public_url", "page_url"]));
    let foreign = is_foreign(&name, &url, "");
    let mut page = Page { foreign, ..Page::default() };

    // A component that is not listed as affected is operational, if such a list is there at all.
    let says_who = fields.list(&["affected_components", ONGOING]).is_some();
    let unlisted = if says_who { Impact::None } else { Impact::Unknown };
    tree(structure, &mut page);
    for item in fields.objects("components").most(MOST_COMPONENTS) {
        let part = part(item, &page, None);
        let is_known = page.components.iter().any(|known| known.id == part.component.id);
        if !is_known && page.components.len() < MOST_COMPONENTS {
            page.components.push(part.component);
        }
    }
    for component in &mut page.components {
        component.impact = unlisted;
    }
    for key in ["affected_components", "component_impacts"] {
        for item in fields.objects(key).most(MOST_COMPONENTS) {
            let part = part(item, &page, None);
            raise(&mut page.components, part.component);
        }
    }

    for (list, is_work) in [
        (fields.list(&[ONGOING]), false),
        (incidents, false),
        (fields.list(&["in_progress_maintenances"]), true),
        (fields.list(&["scheduled_maintenances"]), true),
    ] {
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

/// The list of open incidents.
const ONGOING: &str = "ongoing_incidents";

/// The components in their groups, as `structure` has them.
#[inline(never)]
fn tree(structure: Option<Node<'_>>, page: &mut Page) {
    let items = structure.and_then(|structure| structure.fields().get("items"));
    for item in objects(items) {
        let item = item.fields();
        let group = item.get("group").map(|group| {
            let group = group.fields();
            ((group.short(&["id"]), group.line("name")), group.objects("components"))
        });
        let (group, inside) = group.unzip();
        for node in inside.unwrap_or_else(|| objects(None)).chain(item.get("component")) {
            if page.components.len() < MOST_COMPONENTS {
                let part = part(node, page, group.as_ref());
                page.components.push(part.component);
            }
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
