//! One incident or maintenance window, in any vendor's dialect.

use super::about::{self, About, Place};
use super::json::{Node, objects};
use super::{Component, Impact, Incident, MOST_INCIDENTS, MOST_UPDATES, Phase, Reading, Update};
use super::{line, plain, sort_short};
use crate::prelude::*;
use crate::{dates, site, time::Timestamp};

/// The most names of components that one incident keeps.
pub(super) const MOST_NAMES: usize = 12;
/// The longest link, in bytes; OpenAI's have 60.
const LONGEST_LINK: usize = 300;
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
#[inline(never)]
pub(super) fn read(node: Node<'_>, page: &Page) -> Read {
    let mut incident = Incident::empty();
    let found: [Option<Node<'_>>; 25] = node.pick([
        "id",
        "name",
        "status",
        "impact",
        "current_worst_impact",
        "type",
        "url",
        "shortlink",
        "last_update_message",
        "incident_updates",
        "updates",
        "components",
        "affected_components",
        "component_impacts",
        "created_at",
        "started_at",
        "published_at",
        "resolved_at",
        "updated_at",
        "last_update_at",
        "scheduled_for",
        "starts_at",
        "scheduled_until",
        "ends_at",
        "scheduled_end_at",
    ]);
    let [id, name, status, impact, worst_now, kind, url, short, message, lists @ ..] = found;
    let [one_list, other_list, now_hit, hit_list, impacts, dates @ ..] = lists;
    incident.id = short_text(id);
    incident.title = name.map(text).unwrap_or_default();
    incident.link = url.or(short).and_then(|link| link.text(LONGEST_LINK)).unwrap_or_default();

    let mut moments = [None; 11];
    for (moment, node) in moments.iter_mut().zip(dates) {
        *moment = node.and_then(date);
    }
    let [created, began, published, ended, updated, last, planned, starts, until, ends, end] =
        moments;
    let planned = planned.or(starts);
    let mut started = earlier(earlier(created, began), published);

    let mut updates = Vec::new();
    if let Some(text) = message.and_then(|node| node.text(4000)) {
        updates.push(Update { at: None, phase: Phase::Unknown, text: plain(&text) });
    }
    for list in [one_list, other_list] {
        for item in objects(list).take(MOST_LOOKED_AT) {
            let update = update(item);
            // A start may be back-dated by hours in an update's `display_at` alone.
            started = earlier(started, update.at);
            updates.push(update);
        }
    }
    sort_short(&mut updates, |update: &Update| core::cmp::Reverse(update.at));

    let (mut hit, mut worst) = (Vec::new(), None);
    let (mut first_impact, mut last_impact) = (None, None);
    for (index, list) in [now_hit, hit_list, impacts].into_iter().enumerate() {
        for item in objects(list) {
            let part = part(item, page);
            first_impact = earlier(first_impact, part.start);
            last_impact = last_impact.max(part.end);
            // Statuspage's own `components` say how they are now, not how they were hit.
            if index > 0 {
                worst = worst.max(part.was);
            }
            incident.name_component(&part.component);
            hit.push(part.component);
        }
    }

    let newest = updates.first();
    incident.phase =
        status.and_then(phase_of).or(newest.map(|newest| newest.phase)).unwrap_or(Phase::Unknown);
    incident.impact = impact.or(worst_now).and_then(impact_of).or(worst).unwrap_or(Impact::Unknown);
    incident.updated_at = updated.or(last).max(newest.and_then(|newest| newest.at));
    let is_maintenance = incident.phase.is_maintenance()
        || kind.and_then(|kind| kind.text(40)).as_deref() == Some("maintenance");
    if is_maintenance || planned.is_some() {
        incident.started_at = planned.or(first_impact).or(started);
        incident.ends_at = until.or(ends).or(end).or(last_impact);
    } else {
        incident.started_at = first_impact.or(started);
        if !incident.phase.is_open() {
            incident.ends_at = ended.or(last_impact);
        }
    }
    incident.judge(page.foreign, &hit, &updates);
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
    pub(super) fn judge(&mut self, foreign: bool, hit: &[Component], updates: &[Update]) {
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
        let short = self.link.len() <= LONGEST_LINK;
        if short && self.link.starts_with("https://") && self.link.bytes().all(plain) {
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
#[inline(never)]
pub(super) fn part(node: Node<'_>, page: &Page) -> Part {
    // An impact has an id of its own beside the component's.
    let [component_id, id, code, name, group, was, now, start, end] = node.pick([
        "component_id",
        "id",
        "code",
        "name",
        "group_name",
        "status",
        "current_status",
        "start_at",
        "end_at",
    ]);
    let id = short_text(component_id.or(id).or(code));
    let [was, now] = [was, now].map(|node| node.and_then(impact_of));
    let [start, end] = [start, end].map(|node| node.and_then(date));
    let impact = match (now, end) {
        (Some(now), _) => now,
        (None, Some(_)) => Impact::None,
        (None, None) => was.unwrap_or(Impact::Unknown),
    };
    let known = page.components.iter().find(|known| !id.is_empty() && known.id == id);
    let component = if let Some(known) = known {
        Component { impact, ..known.clone() }
    } else {
        let mut name = name.map(text).unwrap_or_default();
        if name.is_empty() {
            name.push_str(about::name_of(&id).unwrap_or_default());
        }
        let group = group.map(text).unwrap_or_default();
        let place = Place { id: &id, name: &name, group: &group, group_id: "" };
        let about = if page.foreign { About::Foreign } else { about::component(place) };
        Component { id, name, group, impact, about }
    };
    Part { component, was, start, end }
}

/// An id, or an empty text.
pub(super) fn short_text(node: Option<Node<'_>>) -> String {
    node.and_then(|node| node.text(64)).unwrap_or_default()
}

/// A phase of a document; `None` where it has none.
#[inline(never)]
fn phase_of(node: Node<'_>) -> Option<Phase> {
    node.text(40).map(|word| Phase::of(&word))
}

/// An impact of a document; `None` where it has none.
#[inline(never)]
pub(super) fn impact_of(node: Node<'_>) -> Option<Impact> {
    node.text(40).map(|word| Impact::of(&word))
}

/// A title or a name of a document, as text.
#[inline(never)]
pub(super) fn text(node: Node<'_>) -> String {
    line(&node.text(1000).unwrap_or_default())
}

/// A date of a document.
#[inline(never)]
pub(super) fn date(node: Node<'_>) -> Option<Timestamp> {
    dates::parse(&node.text(64)?)
}

/// Reads one update.
fn update(node: Node<'_>) -> Update {
    let [status, to_status, body, plain_body, rich, shown, created, published] = node.pick([
        "status",
        "to_status",
        "body",
        "message_string",
        "message",
        "display_at",
        "created_at",
        "published_at",
    ]);
    let [shown, created, published] = [shown, created, published].map(|node| node.and_then(date));
    // The rich text may be no text at all.
    let body = [body, plain_body, rich].into_iter().flatten().find_map(|node| node.text(4000));
    Update {
        at: shown.or(created).or(published),
        phase: status.or(to_status).and_then(phase_of).unwrap_or(Phase::Unknown),
        text: plain(&body.unwrap_or_default()),
    }
}

/// The earlier of two moments; a missing one does not count.
#[inline(never)]
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
