//! Microsoft's list of services, each with its state and one post about it.

use super::about;
use super::bounded::{line, plain};
use super::incident::Page;
use super::lenient::{Lenient, Words};
use super::markup::without_tags;
use super::{Component, Impact, Incident, Phase, Reading, Update};
use serde::Deserialize;
use sites::{Site, Source};
use timestamp::Timestamp;

/// A service of the list.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Row {
    service_display_name: Words,
    status: Words,
    title: Words,
    message: Words,
    authored_date_time: Lenient<Timestamp>,
    internal_date_time: Lenient<Timestamp>,
}

/// Reads the list; `None` where it is none.
pub(super) fn read(rows: &[Row], site: Site) -> Option<Reading> {
    let is_service =
        |row: &&Row| row.service_display_name.found().is_some() && row.status.found().is_some();
    let mut services = rows.iter().filter(is_service).peekable();
    services.peek()?;
    let page = Page::of(site);
    let mut reading = Reading::empty(Source::Posts, site);
    for row in services {
        let name = line(row.service_display_name.text());
        let place = about::Place { name: &name, ..about::Place::default() };
        let about = about::component(page.filter(), place);
        let (impact, phase) = state_of(row.status.word());
        reading.updated_at = reading.updated_at.max(row.internal_date_time.0);
        let component = Component { id: String::new(), name, group: String::new(), impact, about };
        if let Some(phase) = phase {
            reading.file(incident(row, &component, phase, &page), false);
        }
        reading.components.push(component);
    }
    Some(reading)
}

fn incident(row: &Row, component: &Component, phase: Phase, page: &Page) -> Incident {
    let mut incident = Incident::empty();
    let text = without_tags(row.message.text());
    incident.title = line(row.title.text());
    if incident.title.is_empty() {
        incident.title = line(&text);
    }
    // A post has no id, so posts about the same service count as the same.
    incident.id.clone_from(&component.name);
    incident.phase = phase;
    incident.impact = component.impact;
    incident.started_at = row.authored_date_time.0;
    incident.updated_at = row.authored_date_time.0.max(row.internal_date_time.0);
    incident.name_component(component);
    let updates = vec![Update { at: incident.updated_at, phase, text: plain(&text) }];
    incident.judge(page, std::slice::from_ref(component), &updates);
    incident.updates = updates;
    incident
}

/// Microsoft's five words, as its page's own script lists them; another is unknown.
fn state_of(word: &str) -> (Impact, Option<Phase>) {
    match word.replace(' ', "").to_ascii_lowercase().as_str() {
        "available" | "operational" => (Impact::None, None),
        "servicerestored" => (Impact::None, Some(Phase::Resolved)),
        "servicedegradation" => (Impact::Minor, Some(Phase::Investigating)),
        _ => (Impact::Unknown, None),
    }
}
