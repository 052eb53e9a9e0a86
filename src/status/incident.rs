//! One incident or maintenance window, in any vendor's dialect.

use super::about::{self, About, Place};
use super::json::Node;
use super::{Component, Impact, Incident, MOST_INCIDENTS, MOST_UPDATES, Phase, Reading, Update};
use super::{line, plain, sort_short};
use crate::{dates, site, time::Timestamp};

/// The most names of components that one incident keeps.
pub(super) const MOST_NAMES: usize = 12;
/// The most updates that are looked at; the newest come first in every dialect.
const MOST_LOOKED_AT: usize = 40;

/// What an incident is read against.
pub(super) struct Page {
    /// Another vendor's page.
    pub foreign: bool,
    /// What is known of the components so far.
    pub components: Vec<Component>,
}

/// An incident as it was read, with what it says of the components now.
pub(super) struct Read {
    pub incident: Incident,
    /// The components that it names, with how they are now, on its word.
    pub hit: Vec<Component>,
    /// Planned work.
    pub is_maintenance: bool,
}

/// Reads one; every field may be missing.
pub(super) fn read(node: Node<'_>, page: &Page) -> Read {
    let (mut incident, mut hit) = (Incident::empty(), Vec::new());
    let mut is_maintenance = false;
    let (mut status, mut impact, mut worst) = (None, None, None::<Impact>);
    let (mut started, mut planned, mut ends, mut ended) = (None, None, None, None);
    let (mut first_impact, mut last_impact) = (None, None);
    let mut updates = Vec::new();
    for (key, value) in node.members() {
        let date = || date(value);
        match key {
            b"id" => incident.id = value.text(64).unwrap_or_default(),
            b"name" => incident.title = text(value),
            b"status" => status = phase_of(value),
            b"impact" | b"current_worst_impact" => impact = impact_of(value),
            b"type" => is_maintenance = value.text(40).as_deref() == Some("maintenance"),
            b"created_at" | b"started_at" | b"published_at" => earlier(&mut started, date()),
            b"scheduled_for" | b"starts_at" => planned = date(),
            b"scheduled_until" | b"ends_at" | b"scheduled_end_at" => ends = date(),
            b"resolved_at" => ended = date(),
            b"updated_at" | b"last_update_at" => incident.updated_at = date(),
            b"url" | b"shortlink" => incident.link = value.text(300).unwrap_or_default(),
            b"last_update_message" => updates.extend(value.text(4000).map(|text| Update {
                at: None,
                phase: Phase::Unknown,
                text: plain(&text),
            })),
            b"incident_updates" | b"updates" => {
                for item in value.items().take(MOST_LOOKED_AT) {
                    updates.push(update(item, &mut started));
                }
            }
            b"components" | b"affected_components" | b"component_impacts" => {
                for item in value.items() {
                    let part = part(item, page);
                    earlier(&mut first_impact, part.start);
                    last_impact = last_impact.max(part.end);
                    // Statuspage's own `components` say how they are now, not how they were hit.
                    if key != b"components" {
                        worst = worst.max(part.was);
                    }
                    incident.name_component(&part.component);
                    hit.push(part.component);
                }
            }
            _ => {}
        }
    }
    sort_short(&mut updates, |update: &Update| core::cmp::Reverse(update.at));
    incident.phase =
        status.or(updates.first().map(|newest| newest.phase)).unwrap_or(Phase::Unknown);
    is_maintenance |= incident.phase.is_maintenance();
    incident.impact = impact.or(worst).unwrap_or(Impact::Unknown);
    incident.updated_at = incident.updated_at.max(updates.first().and_then(|newest| newest.at));
    if is_maintenance || planned.is_some() {
        incident.started_at = planned.or(first_impact).or(started);
        incident.ends_at = ends.or(last_impact);
    } else {
        incident.started_at = first_impact.or(started);
        incident.ends_at = if incident.phase.is_open() { None } else { ended.or(last_impact) };
    }
    incident.judge(page.foreign, &hit, updates.iter().map(|update| update.text.as_str()));
    incident.mend_link(page.foreign);
    updates.truncate(MOST_UPDATES);
    incident.updates = updates;
    Read { incident, hit, is_maintenance }
}

impl Incident {
    /// One of which nothing is known.
    pub(super) const fn empty() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            phase: Phase::Unknown,
            impact: Impact::Unknown,
            started_at: None,
            ends_at: None,
            updated_at: None,
            updates: Vec::new(),
            components: Vec::new(),
            link: String::new(),
            about: About::Unsaid,
        }
    }

    /// Adds the name of a component, once.
    pub(super) fn name_component(&mut self, component: &Component) {
        let known = component.name.is_empty() || self.components.contains(&component.name);
        if !known && self.components.len() < MOST_NAMES {
            self.components.push(component.name.clone());
        }
    }

    /// Decides whether it is about ChatGPT: by its components, else by its words.
    pub(super) fn judge<'a>(
        &mut self,
        foreign: bool,
        hit: &[Component],
        updates: impl Iterator<Item = &'a str>,
    ) {
        self.about = if foreign {
            About::Foreign
        } else {
            about::by_components(hit.iter().map(|component| component.about))
                .unwrap_or_else(|| about::by_words(&self.title, updates))
        };
    }

    /// Keeps a link only if it is a plain https address; OpenAI's documents give none, and
    /// its pages are found by the id.
    pub(super) fn mend_link(&mut self, foreign: bool) {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\".contains(&byte);
        if self.link.starts_with("https://") && self.link.bytes().all(plain) {
            return;
        }
        self.link.clear();
        let is_id = !self.id.is_empty() && self.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_id && !foreign {
            self.link = [site::STATUS_PAGE, "incidents/", &self.id].concat();
        }
    }
}

impl Reading {
    /// Files an incident that was read; where there are too many, those that are over go first.
    pub(super) fn file(&mut self, incident: Incident, is_maintenance: bool) {
        self.updated_at = self.updated_at.max(incident.updated_at);
        let list = if is_maintenance { &mut self.maintenance } else { &mut self.incidents };
        list.push(incident);
        if list.len() > MOST_INCIDENTS {
            let over = list.iter().rposition(|incident| !incident.phase.is_open());
            list.remove(over.unwrap_or(MOST_INCIDENTS));
        }
    }
}

/// A component as an incident names it.
pub(super) struct Part {
    /// With how it is now.
    pub component: Component,
    /// How badly it was hit.
    pub was: Option<Impact>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

/// Reads one item of `components`, `affected_components` or `component_impacts`.
pub(super) fn part(node: Node<'_>, page: &Page) -> Part {
    let (mut id, mut name, mut group) = (String::new(), String::new(), String::new());
    let (mut was, mut now, mut start, mut end) = (None, None, None, None);
    for (key, value) in node.members() {
        match key {
            // An impact has an id of its own beside the component's.
            b"id" | b"code" if id.is_empty() => id = value.text(64).unwrap_or_default(),
            b"component_id" => id = value.text(64).unwrap_or_default(),
            b"name" => name = text(value),
            b"group_name" => group = text(value),
            b"status" => was = impact_of(value),
            b"current_status" => now = impact_of(value),
            b"start_at" => start = date(value),
            b"end_at" => end = date(value),
            _ => {}
        }
    }
    let impact = match (now, end) {
        (Some(now), _) => now,
        (None, Some(_)) => Impact::None,
        (None, None) => was.unwrap_or(Impact::Unknown),
    };
    let component = match page.components.iter().find(|known| !id.is_empty() && known.id == id) {
        Some(known) => Component { impact, ..known.clone() },
        None => {
            if name.is_empty() {
                name = about::name_of(&id).unwrap_or_default().to_owned();
            }
            let place = Place { id: &id, name: &name, group: &group, group_id: "" };
            let about = if page.foreign { About::Foreign } else { about::component(place) };
            Component { id, name, group, impact, about }
        }
    };
    Part { component, was, start, end }
}

/// A phase of a document; `None` where it has none.
fn phase_of(node: Node<'_>) -> Option<Phase> {
    node.text(40).map(|word| Phase::of(&word))
}

/// An impact of a document; `None` where it has none.
pub(super) fn impact_of(node: Node<'_>) -> Option<Impact> {
    node.text(40).map(|word| Impact::of(&word))
}

/// A title or a name of a document, as text.
pub(super) fn text(node: Node<'_>) -> String {
    line(&node.text(1000).unwrap_or_default())
}

/// A date of a document.
pub(super) fn date(node: Node<'_>) -> Option<Timestamp> {
    dates::parse(&node.text(64)?)
}

/// Reads one update, and moves the incident's start before it: a start may be back-dated by
/// hours in `display_at` alone.
fn update(node: Node<'_>, started: &mut Option<Timestamp>) -> Update {
    let (mut phase, mut body, mut rich, mut shown, mut made) = (None, None, None, None, None);
    for (key, value) in node.members() {
        match key {
            b"status" | b"to_status" => phase = phase_of(value),
            b"body" | b"message_string" => body = value.text(4000),
            b"message" => rich = value.text(4000),
            b"display_at" => shown = date(value),
            b"created_at" | b"published_at" => made = date(value),
            _ => {}
        }
    }
    earlier(started, shown.or(made));
    Update {
        at: shown.or(made),
        phase: phase.unwrap_or(Phase::Unknown),
        text: plain(&body.or(rich).unwrap_or_default()),
    }
}

/// Keeps the earlier of two moments; a missing one does not count.
fn earlier(kept: &mut Option<Timestamp>, other: Option<Timestamp>) {
    if let Some(other) = other {
        *kept = Some(kept.map_or(other, |kept| kept.min(other)));
    }
}
