//! incident.io's own documents: summary, incidents, component impacts, and the widget's.

use super::about::is_foreign;
use super::bounded::line;
use super::document::{self, Document, Structure};
use super::incident::{self, Page, part};
use super::lenient::Words;
use super::{About, Component, Impact, MOST_COMPONENTS, Reading};
use sites::{Site, Source};

/// Reads any of them; `None` where it is none.
pub(super) fn read(top: &Document, site: Site) -> Option<Reading> {
    let wrapped = top.summary.object();
    let document = wrapped.map_or(top, Box::as_ref);
    // Statuspage's incidents have `incident_updates`; no other key tells them apart as surely.
    let is_native = |item: &document::Incident| {
        let own = item.published_at.0.is_some()
            || item.component_impacts.is_there()
            || item.updates.is_there()
            || item.affected_components.is_there();
        own && !item.incident_updates.is_there()
    };
    let has_native = document.incidents.items().iter().take(3).any(is_native);
    let incidents = Some(&document.incidents).filter(|_| has_native);
    let (affected, ongoing) = (&document.affected_components, &document.ongoing_incidents);
    let structure = document.structure.object();
    let is_ours = affected.is_there()
        || document.component_impacts.is_there()
        || ongoing.is_there()
        || document.in_progress_maintenances.is_there()
        || incidents.is_some()
        || structure.is_some()
        || wrapped.is_some();
    if !is_ours {
        return None;
    }

    let mut reading = Reading::empty(Source::Native, site);
    reading.lists_incidents = ongoing.is_there() || incidents.is_some();
    let first = |of: [&Words; 2]| {
        of.into_iter().find(|it| it.found().is_some()).map_or("", |it| it.word()).to_owned()
    };
    let name = first([&document.name, &document.page_title]);
    let url = first([&document.public_url, &document.page_url]);
    let mut page = Page::of(site);
    page.foreign = is_foreign(page.filter(), &name, &url, "");

    // A component that is not listed as affected is operational, if there is such a list at all.
    let says_who = affected.is_there() || ongoing.is_there();
    let unlisted = if says_who { Impact::None } else { Impact::Unknown };
    tree(structure, &mut page);
    for item in document.components.items().iter().take(MOST_COMPONENTS) {
        let part = part(item, &page, None);
        let is_known = page.components.iter().any(|known| known.id == part.component.id);
        if !is_known && page.components.len() < MOST_COMPONENTS {
            page.components.push(part.component);
        }
    }
    for component in &mut page.components {
        component.impact = unlisted;
    }
    for item in [affected, &document.component_impacts]
        .into_iter()
        .flat_map(|list| list.items().iter().take(MOST_COMPONENTS))
    {
        let part = part(item, &page, None);
        raise(&mut page.components, part.component);
    }

    for (list, is_work) in [
        (Some(ongoing), false),
        (incidents, false),
        (Some(&document.in_progress_maintenances), true),
        (Some(&document.scheduled_maintenances), true),
    ] {
        for item in list.map_or(&[][..], |list| list.items()) {
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
fn tree(structure: Option<&Structure>, page: &mut Page) {
    for item in structure.map_or(&[][..], |structure| structure.items.items()) {
        let group = item.group.object();
        let named = group.map(|group| (group.id.word().to_owned(), line(group.name.text())));
        let inside = group.map_or(&[][..], |group| group.components.items());
        for component in inside.iter().chain(item.component.object()) {
            if page.components.len() < MOST_COMPONENTS {
                let part = part(component, page, named.as_ref());
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
