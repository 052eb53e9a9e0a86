//! Flashduty's summary: the page's components, and the changes (incidents, planned work) that are
//! open.

use super::about;
use super::bounded::{line, plain};
use super::incident::{Page, in_order, newest_first};
use super::lenient::{Id, Lenient, Object, Objects, Seconds, Words};
use super::native::raise;
use super::words::{Impact, Phase, is_word};
use super::{Component, Incident, MOST_COMPONENTS, MOST_UPDATES, Reading, Update};
use serde::Deserialize;
use sites::{Site, Source};

/// The document, in its wrapper or without.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Summary {
    data: Lenient<Object<Box<Self>>>,
    page: Lenient<Object<Shown>>,
    active_changes: Objects<Change>,
}

/// The page.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Shown {
    components: Objects<Part>,
}

/// A component, or what a change does to one.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    component_id: Lenient<Id>,
    name: Words,
    component_name: Words,
    status: Words,
}

/// An incident or planned work.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Change {
    change_id: Lenient<Id>,
    r#type: Words,
    title: Words,
    status: Lenient<Phase>,
    start_at_seconds: Lenient<Seconds>,
    close_at_seconds: Lenient<Seconds>,
    affected_components: Objects<Part>,
    updates: Objects<Told>,
}

/// One message about it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    at_seconds: Lenient<Seconds>,
    status: Lenient<Phase>,
    description: Words,
}

/// Reads it; `None` where it is another document.
pub(super) fn read(document: &Summary, site: Site) -> Option<Reading> {
    let summary = document.data.object().map_or(document, Box::as_ref);
    let shown = summary.page.object().filter(|page| page.components.is_there())?;
    if !summary.active_changes.is_there() {
        return None;
    }
    let page = Page::of(site);
    let mut reading = Reading::empty(Source::Flashduty, site);
    for item in shown.components.items().iter().take(MOST_COMPONENTS) {
        reading.components.push(component(item, &page, Impact::None));
    }
    // If the page no longer lists the assistant's component, a missing incident says nothing about
    // it.
    reading.lists_incidents = reading.components.iter().any(|known| known.about.is_site());
    for change in summary.active_changes.items() {
        let hit: Vec<_> = (change.affected_components.items().iter())
            .map(|item| component(item, &page, impact_of(item.status.word())))
            .collect();
        let incident = incident(change, &hit, &page);
        if incident.phase.is_open() {
            for component in hit {
                raise(&mut reading.components, component);
            }
        }
        let is_work = change.r#type.word() == "maintenance" || incident.phase.is_maintenance();
        reading.file(incident, is_work);
    }
    Some(reading)
}

fn component(item: &Part, page: &Page, impact: Impact) -> Component {
    let id = item.component_id.word().to_owned();
    let name = line(item.name.found().or(item.component_name.found()).unwrap_or_default());
    let place = about::Place { id: &id, name: &name, ..about::Place::default() };
    let about = about::component(page.filter(), place);
    Component { id, name, group: String::new(), impact, about }
}

fn incident(change: &Change, hit: &[Component], page: &Page) -> Incident {
    let mut incident = Incident::empty();
    change.change_id.word().clone_into(&mut incident.id);
    incident.title = line(change.title.text());
    incident.phase = change.status.0.unwrap_or(Phase::Unknown);
    incident.impact = hit.iter().map(|part| part.impact).max().unwrap_or(Impact::Unknown);
    incident.started_at = change.start_at_seconds.at();
    incident.ends_at = change.close_at_seconds.at();
    for component in hit {
        incident.name_component(component);
    }
    let updates = change.updates.items().iter().map(|told| Update {
        at: told.at_seconds.at(),
        phase: told.status.0.unwrap_or(Phase::Unknown),
        text: plain(told.description.text()),
    });
    let mut updates = in_order(updates.collect(), |update| newest_first(update.at));
    incident.updated_at = updates.first().and_then(|newest| newest.at).or(incident.started_at);
    incident.judge(page, hit, &updates);
    updates.truncate(MOST_UPDATES);
    incident.updates = updates;
    incident.mend_link(page);
    incident
}

/// Flashduty's words: Statuspage's, and one of its own.
fn impact_of(word: &str) -> Impact {
    if is_word(word, "degraded") { Impact::Minor } else { Impact::of(word) }
}
