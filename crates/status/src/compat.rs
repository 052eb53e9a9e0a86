//! Documents in the manner of Statuspage's v2, Atlassian's own and incident.io's compatible ones:
//! summary, status, components, incidents, unresolved, maintenances.

use super::about::is_foreign;
use super::bounded::line;
use super::document::Document;
use super::incident::{self, Page, part};
use super::{Impact, MOST_COMPONENTS, Reading};
use sites::{Site, Source};

/// Reads any of them; `None` where it is none.
pub(super) fn read(document: &Document, site: Site) -> Option<Reading> {
    let status = document.status.object().and_then(|status| status.indicator.0.as_ref());
    let indicator = status.map(|indicator| indicator.0);
    let (components, incidents) = (&document.components, &document.incidents);
    // One of them is enough.
    if indicator.is_none()
        && !components.is_there()
        && !incidents.is_there()
        && !document.scheduled_maintenances.is_there()
    {
        return None;
    }

    let mut reading = Reading::empty(Source::Compat, site);
    let mut page = Page::of(site);
    if let Some(said) = document.page.object() {
        reading.updated_at = said.updated_at.0;
        page.foreign = is_foreign(page.filter(), said.name.word(), said.url.word(), said.id.word());
    }
    reading.indicator = indicator;
    // Today's summary omits the key if there is no incident.
    reading.lists_incidents =
        incidents.is_there() || (components.is_there() && indicator == Some(Impact::None));

    // The components, each with the name of the group that Atlassian's documents put it in.
    let (groups, parts): (Vec<_>, Vec<_>) = components
        .items()
        .iter()
        .take(MOST_COMPONENTS)
        .partition(|component| component.group.0 == Some(true));
    for group in groups {
        page.groups.push((group.id.word().to_owned(), line(group.name.text())));
    }
    for item in parts {
        let part = part(item, &page, None);
        page.components.push(part.component);
    }
    for (list, is_work) in [(incidents, false), (&document.scheduled_maintenances, true)] {
        for item in list.items() {
            let read = incident::read(item, &page);
            reading.file(read.incident, read.is_maintenance || is_work);
        }
    }
    reading.is_foreign = page.foreign;
    reading.components = page.components;
    Some(reading)
}
