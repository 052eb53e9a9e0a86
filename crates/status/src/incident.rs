//! One incident or maintenance window, in any vendor's dialect.

use super::About;
use super::about::{self, Place};
use super::bounded::{line, plain};
use super::json::{Fields, Node};
use super::{Component, Impact, Incident, MOST_INCIDENTS, MOST_UPDATES, Phase, Reading, Update};
use timestamp::Timestamp;
use timestamp::dates;

/// The most names of components that one incident keeps.
pub(super) const MOST_NAMES: usize = 12;
/// The longest id, word of a vendor's, or date, in characters; OpenAI's ids have 26.
const LONGEST_ID: usize = 64;
/// The longest link, in bytes; OpenAI's have 60.
const LONGEST_LINK: usize = 300;
/// The most updates that are looked at; the newest come first in every dialect.
const MOST_LOOKED_AT: usize = 40;

/// What an incident is read against.
#[derive(Default)]
pub(super) struct Page {
    /// Another vendor's page.
    pub foreign: bool,
    /// The groups of its components: id and name.
    pub groups: Vec<(String, String)>,
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
    let fields = node.fields();
    let mut incident = Incident::empty();
    incident.id = fields.short(&["id"]);
    incident.title = fields.line("name");
    let link = fields.first(&["url", "shortlink"]).and_then(|link| link.text(LONGEST_LINK));
    incident.link = link.unwrap_or_default();

    let mut started = None;
    for key in ["created_at", "started_at", "published_at"] {
        started = earlier(started, fields.date(&[key]));
    }
    let mut updates = Vec::new();
    if let Some(text) = fields.get("last_update_message").and_then(|node| node.text(4000)) {
        updates.push(Update { at: None, phase: Phase::Unknown, text: plain(&text) });
    }
    for key in ["incident_updates", "updates"] {
        for item in fields.objects(key).most(MOST_LOOKED_AT) {
            let update = update(item);
            // A start may be back-dated by hours in an update's `display_at` alone.
            started = earlier(started, update.at);
            updates.push(update);
        }
    }
    sort_short(&mut updates, |update| newest_first(update.at));

    let (mut hit, mut worst) = (Vec::new(), None);
    let (mut first_impact, mut last_impact) = (None, None);
    for key in ["components", "affected_components", "component_impacts"] {
        for item in fields.objects(key) {
            let part = part(item, page, None);
            first_impact = earlier(first_impact, part.start);
            last_impact = last_impact.max(part.end);
            // Statuspage's own `components` say how they are now, not how they were hit.
            if key != "components" {
                worst = worst.max(part.was);
            }
            incident.name_component(&part.component);
            hit.push(part.component);
        }
    }

    let newest = updates.first();
    incident.phase =
        fields.phase(&["status"]).or(newest.map(|newest| newest.phase)).unwrap_or(Phase::Unknown);
    let impact = fields.impact(&["impact", "current_worst_impact"]);
    incident.impact = impact.or(worst).unwrap_or(Impact::Unknown);
    let changed = fields.date(&["updated_at", "last_update_at"]);
    incident.updated_at = changed.max(newest.and_then(|newest| newest.at));
    let is_maintenance =
        incident.phase.is_maintenance() || fields.short(&["type"]) == "maintenance";
    let planned = fields.date(&["scheduled_for", "starts_at"]);
    incident.started_at = planned.or(first_impact).or(started);
    if is_maintenance || planned.is_some() {
        let ends = fields.date(&["scheduled_until", "ends_at", "scheduled_end_at"]);
        incident.ends_at = ends.or(last_impact);
    } else if !incident.phase.is_open() {
        incident.ends_at = fields.date(&["resolved_at"]).or(last_impact);
    }
    incident.judge(page.foreign, &hit, &updates);
    incident.mend_link(page.foreign);
    updates.truncate(MOST_UPDATES);
    incident.updates = updates;
    Read { incident, hit, is_maintenance }
}

/// Puts a short list in the order of its ranks; equal ones stay as they were. The library's
/// sort weighs 3 KB of wasm for each kind of item.
pub(super) fn sort_short<T>(list: &mut [T], rank: impl Fn(&T) -> i64) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && rank(&list[at]) < rank(&list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// A rank by which the newest comes first, and what has no date last.
pub(super) fn newest_first(at: Option<Timestamp>) -> i64 {
    at.map_or(i64::MAX, |at| -at.as_millis())
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
            self.link = [sites::STATUS_PAGE, "incidents/", &self.id].concat();
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

/// Reads one item of `components`, `affected_components` or `component_impacts`, which stands in
/// that group of the page.
#[inline(never)]
pub(super) fn part(node: Node<'_>, page: &Page, group: Option<&(String, String)>) -> Part {
    let fields = node.fields();
    // An impact has an id of its own beside the component's.
    let id = fields.short(&["component_id", "id", "code"]);
    let (was, now) = (fields.impact(&["status"]), fields.impact(&["current_status"]));
    let (start, end) = (fields.date(&["start_at"]), fields.date(&["end_at"]));
    let impact = match (now, end) {
        (Some(now), _) => now,
        (None, Some(_)) => Impact::None,
        (None, None) => was.unwrap_or(Impact::Unknown),
    };
    let is_known = |known: &&Component| group.is_none() && !id.is_empty() && known.id == id;
    let component = if let Some(known) = page.components.iter().find(is_known) {
        Component { impact, ..known.clone() }
    } else {
        let mut name = fields.line("name");
        if name.is_empty() {
            name.push_str(about::name_of(&id).unwrap_or_default());
        }
        let group_id = fields.short(&["group_id"]);
        let group = group.or_else(|| page.groups.iter().find(|(id, _)| *id == group_id));
        let (group_id, group) = match group {
            Some((id, name)) => (id.clone(), name.clone()),
            None => (group_id, fields.line("group_name")),
        };
        let place = Place { id: &id, name: &name, group: &group, group_id: &group_id };
        let about = if page.foreign { About::Foreign } else { about::component(place) };
        Component { id, name, group, impact, about }
    };
    Part { component, was, start, end }
}

impl Fields<'_> {
    /// An id or another short word: of the first of these that is there; or an empty text.
    #[inline(never)]
    pub(super) fn short(&self, keys: &[&str]) -> String {
        self.first(keys).and_then(|node| node.text(LONGEST_ID)).unwrap_or_default()
    }

    /// A title or a name, as text of one line.
    #[inline(never)]
    pub(super) fn line(&self, key: &str) -> String {
        line(&self.get(key).and_then(|node| node.text(1000)).unwrap_or_default())
    }

    /// A date: the first of these that can be read.
    #[inline(never)]
    pub(super) fn date(&self, keys: &[&str]) -> Option<Timestamp> {
        keys.iter().find_map(|key| dates::parse(&self.short(&[key])))
    }

    /// An impact: the first of these that is a word; `None` where there is none.
    #[inline(never)]
    pub(super) fn impact(&self, keys: &[&str]) -> Option<Impact> {
        self.first(keys)?.text(LONGEST_ID).map(|word| Impact::of(&word))
    }

    /// A phase, likewise.
    #[inline(never)]
    fn phase(&self, keys: &[&str]) -> Option<Phase> {
        self.first(keys)?.text(LONGEST_ID).map(|word| Phase::of(&word))
    }
}

/// Reads one update.
fn update(node: Node<'_>) -> Update {
    let fields = node.fields();
    // The rich text may be no text at all.
    let texts = ["body", "message_string", "message"];
    let text = texts.iter().find_map(|key| fields.get(key)?.text(4000));
    Update {
        at: fields.date(&["display_at", "created_at", "published_at"]),
        phase: fields.phase(&["status", "to_status"]).unwrap_or(Phase::Unknown),
        text: plain(&text.unwrap_or_default()),
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
