//! What happened in a world, in lines that people can read.

use super::world::BASE;
use advice::Machine;
use engine::{ButtonView, Effect, Engine, Event, View};
use sites::Site;
use std::collections::BTreeMap;
use text::{Arg, Text};
use timestamp::Timestamp;

/// The lines so far, and what was shown last: of each thing its parts by name.
#[derive(Default)]
pub struct Story {
    pub lines: Vec<String>,
    shown: BTreeMap<String, Parts>,
}

type Parts = Vec<(&'static str, String)>;

/// Longer than this no event is told: what is asked for and shown matters more.
const LONGEST: usize = 120;

impl Story {
    /// Tells of an event, of what was asked for, and of what people see now, where that changed.
    pub fn heard(&mut self, now: i64, event: &Event, effects: &[Effect], engine: &Engine) {
        let mut heard = if let Event::Inspected { tab, expectation, finding } = event {
            plain(&format!("Inspected {tab:?} for {}: {finding:?}", expectation.status))
        } else {
            plain(&format!("{event:?}"))
        };
        if heard.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|at| heard.is_char_boundary(*at)).unwrap();
            heard.truncate(end);
            heard += " …";
        }
        self.lines.push(format!("{:.3} {heard}", seconds(now)));
        for effect in effects {
            let told = if let Effect::Inspect { tab, expectation, view } = effect {
                let paints = if view.is_some() { ", paints" } else { "" };
                format!("Inspect {tab:?} {expectation:?}{paints}")
            } else {
                format!("{effect:?}")
            };
            self.lines.push(format!(" -> {}", plain(&told)));
        }
        let shown = shown(engine);
        for (what, parts) in &shown {
            let known = self.shown.get(what).map(Vec::as_slice).unwrap_or_default();
            let changed = parts.iter().filter(|part| !known.contains(part));
            let changed: Vec<String> = changed.map(|(name, is)| format!("{name} {is}")).collect();
            if !changed.is_empty() {
                self.lines.push(format!(" {what}: {}", changed.join(" | ")));
            }
        }
        let gone = self.shown.keys().filter(|what| !shown.contains_key(*what));
        self.lines.extend(gone.map(|what| format!(" {what}: gone")));
        self.shown = shown;
    }
}

fn shown(engine: &Engine) -> BTreeMap<String, Parts> {
    let badge = engine.badge();
    let mut shown = BTreeMap::from([(
        "badge".to_owned(),
        vec![("says", format!("{:?}", badge.text)), ("is", badge.title.to_owned())],
    )]);
    if let Some((at, timer)) = engine.deadline() {
        shown.insert("due".to_owned(), vec![("at", moment(at)), ("for", format!("{timer:?}"))]);
    }
    // Of what is the card's, too, the popup shows the same.
    let own = ["title", "doing", "notes", "buttons", "status"];
    let mut popup = card(&engine.popup_view());
    popup.retain(|(name, _)| own.contains(name));
    shown.insert("popup".to_owned(), popup);
    for (tab, _, place, view) in engine.panels() {
        let parts = view.map_or_else(|| vec![("is", "hidden".to_owned())], |view| card(&view));
        shown.insert(format!("tab {}, {place:?}", tab.0), parts);
    }
    let drawn: Vec<_> = engine.panels().iter().map(|(tab, ..)| *tab).collect();
    for (tab, _) in engine.failing_tabs().filter(|(tab, _)| !drawn.contains(tab)) {
        if let Some(view) = engine.waiting_view(tab) {
            shown.insert(format!("tab {}", tab.0), card(&view));
        }
    }
    let machine = Machine { online: true, ..Machine::default() };
    if let Some(explained) = gatewatch::explain::advice(engine, None, &machine, &Site::ALL) {
        let (page, told) = (explained.page, explained.told);
        let causes = told.causes.iter();
        let causes: Vec<_> =
            causes.map(|(cause, signs)| format!("{}: {}", text(cause), texts(signs))).collect();
        let offers = told.offers.list.iter();
        let offers: Vec<_> = offers
            .map(|it| format!("{:?}{}", it.remedy, if it.is_spent { " (spent)" } else { "" }))
            .collect();
        let parts = vec![
            ("of", page.to_owned()),
            ("causes", causes.join("; ")),
            ("asks", texts(&told.questions)),
            ("offers", offers.join(", ")),
        ];
        shown.insert("advice".to_owned(), parts);
    }
    shown
}

#[expect(clippy::cast_precision_loss, reason = "days in milliseconds")]
fn seconds(ms: i64) -> f64 {
    ms as f64 / 1000.0
}

fn moment(at: Timestamp) -> String {
    format!("{:.3}", seconds(at.as_millis() - BASE))
}

/// Without what only a programmer wants to know; moments since the world began.
fn plain(debug: &str) -> String {
    let mut plain = String::new();
    let mut rest = debug;
    while let Some((before, behind)) = rest.split_once("Timestamp(") {
        let (digits, after) = behind.split_once(')').unwrap();
        let at = digits
            .parse()
            .map_or_else(|_| digits.to_owned(), |at: i64| moment(Timestamp::from_millis(at)));
        plain += before;
        plain += &at;
        rest = after;
    }
    plain += rest;
    for (long, short) in [("TaskId(", "#("), ("TabId(", "tab("), ("https://", "")] {
        plain = plain.replace(long, short);
    }
    plain
}

fn card(view: &View) -> Parts {
    let button = |it: &ButtonView| format!("{}.{}", it.button, it.rank.name());
    let buttons: Vec<String> = view.buttons.iter().map(button).collect();
    let notes: Vec<Text> = view.notes.iter().map(|note| note.text.clone()).collect();
    let checked = view.checked.as_ref();
    vec![
        ("tone", format!("{:?}", view.tone)),
        ("title", text(&view.title)),
        ("why", text(&view.why)),
        ("doing", text(&view.doing)),
        ("next", view.next_check.map_or_else(|| "-".to_owned(), moment)),
        ("counts", text(&view.countdown)),
        ("checks", view.checks.as_ref().map(text).unwrap_or_default()),
        (
            "last",
            checked
                .map_or_else(String::new, |(words, at)| format!("{} {}", text(words), moment(*at))),
        ),
        (
            "since",
            view.since
                .as_ref()
                .map_or_else(String::new, |(words, at)| format!("{} {}", text(words), moment(*at))),
        ),
        ("notes", texts(&notes)),
        ("buttons", buttons.join(" ")),
        ("status", format!("{}: {}", view.status.state, texts(&view.status.lines))),
        ("details", texts(&view.status.details)),
        ("read", view.status.read_at.map_or_else(|| "-".to_owned(), moment)),
    ]
}

fn texts(texts: &[Text]) -> String {
    texts.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn text(of: &Text) -> String {
    let args: Vec<String> = of.args.iter().map(|(_, it)| arg(it)).collect();
    if args.is_empty() { of.id.to_owned() } else { format!("{}({})", of.id, args.join(", ")) }
}

fn arg(of: &Arg) -> String {
    match of {
        Arg::Count(count) => count.to_string(),
        Arg::Code(code) => code.to_string(),
        Arg::Duration(ms) => format!("{ms} ms"),
        Arg::Moment(at) => moment(*at),
        Arg::Outside(words) => format!("{words:?}"),
        Arg::Text(inner) => text(inner),
    }
}
