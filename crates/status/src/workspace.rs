//! Google Workspace's list of incidents: those of all products, each with the products that it hit.

use super::about;
use super::bounded::{line, plain};
use super::incident::Page;
use super::lenient::{Lenient, Object, Objects, Words};
use super::native::raise;
use super::{Component, Impact, Incident, MOST_UPDATES, Phase, Reading, Update};
use serde::Deserialize;
use sites::{Site, Source};
use timestamp::Timestamp;

/// An incident of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Row {
    id: Words,
    begin: Lenient<Timestamp>,
    end: Lenient<Timestamp>,
    modified: Lenient<Timestamp>,
    external_desc: Words,
    status_impact: Words,
    uri: Words,
    updates: Objects<Told>,
    most_recent_update: Lenient<Object<Told>>,
    affected_products: Objects<Product>,
    currently_affected_products: Objects<Product>,
}

/// One message about it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    when: Lenient<Timestamp>,
    created: Lenient<Timestamp>,
    text: Words,
    status: Words,
}

/// A product that it hit.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Product {
    id: Words,
    title: Words,
}

/// Reads the list; `None` where it is none.
pub(super) fn read(rows: &[Row], site: Site) -> Option<Reading> {
    let is_incident = |row: &&Row| row.begin.0.is_some() && row.affected_products.is_there();
    let mut incidents = rows.iter().filter(is_incident).peekable();
    // An empty list says nothing: Google's own goes back for years.
    incidents.peek()?;
    let page = Page::of(site);
    let mut reading = Reading::empty(Source::Workspace, site);
    reading.lists_incidents = true;
    for row in incidents {
        let (incident, hit) = incident(row, &page);
        if incident.phase.is_open() {
            for component in hit {
                raise(&mut reading.components, component);
            }
        }
        reading.file(incident, false);
    }
    Some(reading)
}

fn incident(row: &Row, page: &Page) -> (Incident, Vec<Component>) {
    let newest = row.most_recent_update.object();
    let newest = newest.or_else(|| row.updates.items().first());
    let status = newest.map_or("", |told| told.status.word());
    let mut incident = Incident::empty();
    row.id.word().clone_into(&mut incident.id);
    incident.title = line(row.external_desc.text());
    row.uri.text().clone_into(&mut incident.link);
    incident.started_at = row.begin.0;
    incident.ends_at = row.end.0;
    incident.updated_at = row.modified.0.max(newest.and_then(|told| told.when.0));
    incident.phase = match row.end.0 {
        Some(_) => Phase::Resolved,
        None if impact_of(status) == Impact::None => Phase::Monitoring,
        None => Phase::Investigating,
    };
    incident.impact = impact_of(row.status_impact.word());
    let told = newest.into_iter().chain(row.updates.items().iter().skip(1));
    let told = told.take(MOST_UPDATES).map(|told| Update {
        at: told.when.0.or(told.created.0),
        phase: Phase::Unknown,
        text: plain(told.text.text()),
    });
    incident.updates = told.collect();
    // The products that it hits now; those that it hit first may work again.
    let now = Some(&row.currently_affected_products).filter(|list| !list.items().is_empty());
    let mut hit = Vec::new();
    for product in now.unwrap_or(&row.affected_products).items() {
        let (id, name) = (product.id.word().to_owned(), line(product.title.text()));
        let place = about::Place { id: &id, name: &name, ..about::Place::default() };
        let about = about::component(page.filter(), place);
        let component =
            Component { id, name, group: String::new(), impact: incident.impact, about };
        incident.name_component(&component);
        hit.push(component);
    }
    let updates = std::mem::take(&mut incident.updates);
    incident.judge(page, &hit, &updates);
    incident.updates = updates;
    incident.mend_link(page);
    (incident, hit)
}

/// Google's words.
fn impact_of(word: &str) -> Impact {
    match word {
        "AVAILABLE" => Impact::None,
        "SERVICE_INFORMATION" => Impact::Minor,
        "SERVICE_DISRUPTION" => Impact::Major,
        "SERVICE_OUTAGE" => Impact::Critical,
        _ => Impact::Unknown,
    }
}
