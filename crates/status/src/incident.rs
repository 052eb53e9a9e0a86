//! One incident or maintenance window, in any vendor's dialect.

use super::About;
use super::about::{self, Place};
use super::bounded::{line, plain};
use super::document;
use super::lenient::Words;
use super::{Component, Impact, Incident, MOST_INCIDENTS, MOST_UPDATES, Phase, Reading, Update};
use sites::{Filter, Site};
use timestamp::Timestamp;

/// The most names of components that one incident keeps.
pub(super) const MOST_NAMES: usize = 12;
/// The most updates that are looked at; the newest come first in every dialect.
const MOST_LOOKED_AT: usize = 40;
/// The longest link, in bytes; OpenAI's have 60.
const LONGEST_LINK: usize = 300;

/// What an incident is read against.
pub(super) struct Page {
    /// Whose page it is read as.
    pub site: Site,
    /// Another owner's page.
    pub foreign: bool,
    /// The groups of its components: id and name.
    pub groups: Vec<(String, String)>,
    /// The components known so far.
    pub components: Vec<Component>,
}

impl Page {
    /// A page that is read as that site's, of which nothing is known yet.
    pub const fn of(site: Site) -> Self {
        Self { site, foreign: false, groups: Vec::new(), components: Vec::new() }
    }

    /// What of it is about the site.
    pub fn filter(&self) -> &'static Filter {
        &self.site.service().status.filter
    }
}

/// An incident as it was read, with what it says of the components now.
pub(super) struct Read {
    pub incident: Incident,
    /// The components that it names, with their present state according to it.
    pub hit: Vec<Component>,
    /// Planned work.
    pub is_maintenance: bool,
}

/// Reads one; every field may be missing.
pub(super) fn read(item: &document::Incident, page: &Page) -> Read {
    let mut incident = Incident::empty();
    item.id.word().clone_into(&mut incident.id);
    incident.title = line(item.name.text());
    let link = item.url.found().or(item.shortlink.found());
    incident.link = link.unwrap_or_default().to_owned();

    let mut started = None;
    for at in [item.created_at.0, item.started_at.0, item.published_at.0] {
        started = earlier(started, at);
    }
    let mut updates = Vec::new();
    if let Some(text) = item.last_update_message.found() {
        updates.push(Update { at: None, phase: Phase::Unknown, text: plain(text) });
    }
    let told = [&item.incident_updates, &item.updates];
    for item in told.into_iter().flat_map(|list| list.items().iter().take(MOST_LOOKED_AT)) {
        let update = update(item);
        // A start may be back-dated by hours only in an update's `display_at`.
        started = earlier(started, update.at);
        updates.push(update);
    }
    let mut updates = in_order(updates, |update| newest_first(update.at));

    let (mut hit, mut worst) = (Vec::new(), None);
    let (mut first_impact, mut last_impact) = (None, None);
    // Statuspage's own `components` give their present state, not how they were hit.
    for (components, says_how_hit) in [
        (&item.components, false),
        (&item.affected_components, true),
        (&item.component_impacts, true),
    ] {
        for item in components.items() {
            let part = part(item, page, None);
            first_impact = earlier(first_impact, part.start);
            last_impact = last_impact.max(part.end);
            if says_how_hit {
                worst = worst.max(part.was);
            }
            incident.name_component(&part.component);
            hit.push(part.component);
        }
    }

    let newest = updates.first();
    incident.phase = item.status.0.or(newest.map(|newest| newest.phase)).unwrap_or(Phase::Unknown);
    let impact = item.impact.0.or(item.current_worst_impact.0);
    incident.impact = impact.or(worst).unwrap_or(Impact::Unknown);
    let changed = item.updated_at.0.or(item.last_update_at.0);
    incident.updated_at = changed.max(newest.and_then(|newest| newest.at));
    let is_maintenance = incident.phase.is_maintenance() || item.r#type.word() == "maintenance";
    let planned = item.scheduled_for.0.or(item.starts_at.0);
    incident.started_at = planned.or(first_impact).or(started);
    if is_maintenance || planned.is_some() {
        let ends = item.scheduled_until.0.or(item.ends_at.0).or(item.scheduled_end_at.0);
        incident.ends_at = ends.or(last_impact);
    } else if !incident.phase.is_open() {
        incident.ends_at = item.resolved_at.0.or(last_impact);
    }
    incident.judge(page, &hit, &updates);
    incident.mend_link(page);
    updates.truncate(MOST_UPDATES);
    incident.updates = updates;
    Read { incident, hit, is_maintenance }
}

/// Sorts a short list by rank; equal items keep their order. The library's sort costs 4 KB of wasm
/// for each kind of item.
pub(super) fn in_order<T>(list: Vec<T>, rank: impl Fn(&T) -> i64) -> Vec<T> {
    let mut ordered = Vec::with_capacity(list.len());
    for item in list {
        let at = ordered.partition_point(|known| rank(known) <= rank(&item));
        ordered.insert(at, item);
    }
    ordered
}

/// A rank by which the newest comes first, and what has no date last.
pub(super) fn newest_first(at: Option<Timestamp>) -> i64 {
    at.map_or(i64::MAX, |at| -at.as_millis())
}

impl Incident {
    /// An incident of which nothing is known.
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

    /// Decides whether it is about the assistant: by its components, else by its words.
    pub(super) fn judge(&mut self, page: &Page, hit: &[Component], updates: &[Update]) {
        self.about = if page.foreign {
            About::Foreign
        } else {
            about::by_components(hit.iter().map(|component| component.about))
                .unwrap_or_else(|| about::by_words(page.filter(), &self.title, updates))
        };
    }

    /// Keeps a link only if it is a plain https address; where documents give none, an incident's
    /// page is found by its id.
    pub(super) fn mend_link(&mut self, page: &Page) {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'<>\\".contains(&byte);
        let short = self.link.len() <= LONGEST_LINK;
        if short && self.link.starts_with("https://") && self.link.bytes().all(plain) {
            return;
        }
        self.link.clear();
        let is_id = !self.id.is_empty() && self.id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let status = &page.site.service().status;
        if is_id && !page.foreign && status.has_incident_pages {
            self.link = [status.page, "incidents/", &self.id].concat();
        }
    }
}

impl Reading {
    /// Files an incident that was read; if there are too many, those that are over are dropped
    /// first.
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
    /// With its present state.
    pub component: Component,
    /// How badly it was hit.
    pub was: Option<Impact>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

/// Reads one item of `components`, `affected_components` or `component_impacts`, which is in that
/// group of the page.
pub(super) fn part(
    item: &document::Component,
    page: &Page,
    group: Option<&(String, String)>,
) -> Part {
    // An impact has an id of its own beside the component's.
    let ids = [&item.component_id, &item.id, &item.code];
    let id = ids.into_iter().find(|id| id.found().is_some()).map_or("", |id| id.word()).to_owned();
    let (was, now) = (item.status.0, item.current_status.0);
    let (start, end) = (item.start_at.0, item.end_at.0);
    let impact = match (now, end) {
        (Some(now), _) => now,
        (None, Some(_)) => Impact::None,
        (None, None) => was.unwrap_or(Impact::Unknown),
    };
    let is_known = |known: &&Component| group.is_none() && !id.is_empty() && known.id == id;
    let component = if let Some(known) = page.components.iter().find(is_known) {
        Component { impact, ..known.clone() }
    } else {
        let mut name = line(item.name.text());
        if name.is_empty() {
            name.push_str(about::name_of(page.filter(), &id).unwrap_or_default());
        }
        let group_id = item.group_id.word().to_owned();
        let group = group.or_else(|| page.groups.iter().find(|(id, _)| *id == group_id));
        let (group_id, group) = match group {
            Some((id, name)) => (id.clone(), name.clone()),
            None => (group_id, line(item.group_name.text())),
        };
        let place = Place { id: &id, name: &name, group: &group, group_id: &group_id };
        let about =
            if page.foreign { About::Foreign } else { about::component(page.filter(), place) };
        Component { id, name, group, impact, about }
    };
    Part { component, was, start, end }
}

/// Reads one update.
fn update(item: &document::Update) -> Update {
    let texts = [&item.body, &item.message_string, &item.message];
    let text = texts.into_iter().find_map(Words::found).unwrap_or_default();
    Update {
        at: item.display_at.0.or(item.created_at.0).or(item.published_at.0),
        phase: item.status.0.or(item.to_status.0).unwrap_or(Phase::Unknown),
        text: plain(text),
    }
}

/// The earlier of two moments; a missing one does not count.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
