//! Painting what the engine shows, only where it changed.

use super::api;
use super::convert::to_js;
use super::hooks::Hooks;
use super::prompts::FILE_WORDS;
use super::shell::{noted, tell, with};
use super::tabs::run_in;
use super::texts::{Catalogue, Named};
use super::timers::now;
use engine::{Badge, ButtonView, Document, Engine, Event, Surface, TabId, View};
use js_sys::Function;
use litemap::LiteMap;
use serde::Serialize;
use settings::Field;
use sites::Site;
use timestamp::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local as spawn;

/// What was painted last, so that nothing is painted twice.
#[derive(Default)]
pub struct Painter {
    /// Each panel's order.
    panels: LiteMap<TabId, Order>,
    /// The badge, its text, and what it says when it is pointed at.
    badge: Option<(Badge, String, String)>,
}

impl Painter {
    /// Paints every panel that changed, and the badge.
    pub fn paint(&mut self, engine: &Engine, catalogue: &Catalogue, hooks: &Hooks) {
        let mut painted = LiteMap::new_vec();
        for (tab, document, place, view) in engine.panels() {
            let order = match view {
                Some(view) => shown(document, card(view, catalogue)),
                None => gone(document),
            };
            if self.panels.get(&tab) != Some(&order) {
                match place {
                    Surface::Bar => send(tab, hooks.show_bar(), &order, Some(document.clone())),
                    Surface::Page | Surface::WaitingPage | Surface::ErrorPage => {
                        send(tab, hooks.show_card(), &order, None);
                    }
                }
            }
            painted.insert(tab, order);
        }
        self.panels = painted;
        let badge = engine.badge();
        let (text, title) = badge_words(badge, &catalogue.about(engine.badge_site()));
        let shown = (badge, text.clone(), title.clone());
        let before = self.badge.replace(shown.clone());
        if before.as_ref() != Some(&shown) {
            spawn(async move {
                noted("action.setBadgeText", api::set_badge(badge, &text, &title).await);
            });
        }
        // A background that has just begun does not know which one stands: where nothing has failed
        // yet it is the manifest's.
        let first = || badge.icon != Badge::ICONS[0] || engine.has_failed();
        if before.map_or_else(first, |(before, ..)| before.icon != badge.icon) {
            spawn(show_icon(badge));
        }
    }
}

/// What stands on the icon, and what it says when it is pointed at: how it stands, and for how long it
/// has failed, as of the last check.
fn badge_words(badge: Badge, catalogue: &Catalogue) -> (String, String) {
    let mut said = vec![catalogue.word("panel_label"), catalogue.word(badge.title)];
    let failing_for = badge.since.map(|since| now().since(since)).unwrap_or_default();
    let minutes = failing_for.as_secs() / 60;
    let text = match minutes {
        0 => badge.text.to_owned(),
        1..60 => format!("{minutes}m"),
        _ => format!("{}h", minutes / 60),
    };
    if minutes > 0 {
        said.push(catalogue.argument(&failing_for.into()));
    }
    said.dedup(); // in quiet times the name is all
    (text, said.join(" · "))
}

/// Until the gate that stands is the present one: one that was asked for later may be there sooner.
async fn show_icon(mut badge: Badge) {
    loop {
        noted("action.setIcon", api::set_icon(badge).await);
        match with(|shell| shell.engine.badge()) {
            Some(now) if now.icon != badge.icon => badge = now,
            Some(_) | None => return,
        }
    }
}

/// What a waiting page gets.
pub fn waiting(engine: &Engine, catalogue: &Catalogue, tab: TabId) -> JsValue {
    let view = engine.waiting_view(tab).map(|view| card(view, catalogue));
    to_js(&WaitingPage { view, tab, footer: Footer::new(engine, catalogue) })
}

#[derive(Serialize)]
struct WaitingPage {
    view: Option<Card>,
    tab: TabId,
    #[serde(flatten)]
    footer: Footer,
}

/// What stands below a card on a page of ours: the one switch, and the way to the others.
#[derive(Serialize)]
struct Footer {
    on: bool,
    switch: String,
    settings: String,
}

impl Footer {
    fn new(engine: &Engine, catalogue: &Catalogue) -> Self {
        Self {
            on: engine.settings().has(Field::On),
            switch: catalogue.word("setting_on"),
            settings: catalogue.word("popup_settings"),
        }
    }
}

/// What the popup gets: of a tab, where it was opened about one.
pub fn popup(engine: &Engine, catalogue: &Catalogue, about: Option<TabId>) -> JsValue {
    to_js(&Popup {
        view: card(engine.popup_about(about), catalogue),
        old: engine.settings().has(Field::OldBrowser),
        most: engine.settings().number(Field::ManyChats).unwrap_or_default(),
        footer: Footer::new(engine, catalogue),
    })
}

#[derive(Serialize)]
struct Popup {
    view: Card,
    /// Whether to say that the browser is old, and from how many chats on that there are many.
    old: bool,
    most: u16,
    #[serde(flatten)]
    footer: Footer,
}

/// "Back", on a page that loaded well.
pub fn back(
    engine: &Engine,
    catalogue: &Catalogue,
    hooks: &Hooks,
    tab: TabId,
    document: &Document,
) {
    let site = Site::of(&document.address).unwrap_or(Site::ChatGpt);
    let order = shown(document, card(engine.back_view(site), catalogue));
    send(tab, hooks.show_card(), &order, None);
}

/// What a painter is to do, and in which document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Order {
    meant: Document,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<Card>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
}

fn shown(document: &Document, card: Card) -> Order {
    Order { meant: document.clone(), view: Some(card), gone: false }
}

/// The order that takes the card away from a document.
pub fn gone(document: &Document) -> Order {
    // Not an empty view: Chromium drops what is null on its way into a page.
    Order { meant: document.clone(), view: None, gone: true }
}

/// A view in words, with its language and its direction, as the painter takes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    lang: String,
    dir: &'static str,
    tone: &'static str,
    next_check: Option<Timestamp>,
    status: StatusLines,
    buttons: Vec<CardButton>,
    checks: Option<String>,
    /// What the last check brought; empty where none was made.
    checked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked_at: Option<Timestamp>,
    /// Since when it fails; empty where it does not.
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since_at: Option<Timestamp>,
    /// What unfolds the buttons that are not in sight.
    more: String,
    /// What a bar says of an answer that broke off.
    answer: AnswerWords,
    /// What a bar says of attached files.
    files: Named,
    about: String,
    just_now: String,
    label: String,
    title: String,
    why: String,
    doing: String,
    countdown: String,
    notes: Vec<String>,
}

/// What the status page says, in its own language where it is quoted.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct StatusLines {
    state: &'static str,
    lang: &'static str,
    read_at: Option<Timestamp>,
    lines: Vec<String>,
    /// What unfolds, and the words of what unfolds it.
    details: Vec<String>,
    unfold: String,
    age: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct AnswerWords {
    kept: String,
    copy: String,
    show: String,
    fold: String,
    copied: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct CardButton {
    button: &'static str,
    label: String,
    href: Option<&'static str>,
    rank: &'static str,
}

/// A view in words.
pub fn card(view: View, catalogue: &Catalogue) -> Card {
    let catalogue = &catalogue.about(view.site);
    let button = |given: &ButtonView| CardButton {
        button: given.button,
        label: catalogue.words(&given.label),
        href: given.href,
        rank: given.rank.name(),
    };
    let (checked, since) = (view.checked.as_ref(), view.since.as_ref());
    Card {
        lang: catalogue.language().to_owned(),
        dir: catalogue.direction(),
        tone: view.tone.name(),
        next_check: view.next_check,
        status: StatusLines {
            state: view.status.state,
            lang: view.site.service().status.language,
            read_at: view.status.read_at,
            lines: catalogue.all(&view.status.lines),
            details: catalogue.all(&view.status.details),
            unfold: catalogue.word("status_details"),
            age: catalogue.words(&view.status.age),
        },
        buttons: view.buttons.iter().map(button).collect(),
        checks: view.checks.as_ref().map(|checks| catalogue.words(checks)),
        checked: checked.map(|(text, _)| catalogue.words(text)).unwrap_or_default(),
        checked_at: checked.map(|(_, at)| *at),
        since: since.map(|(text, _)| catalogue.words(text)).unwrap_or_default(),
        since_at: since.map(|(_, at)| *at),
        more: catalogue.word("button_what_else"),
        answer: AnswerWords {
            kept: catalogue.word("answer_kept"),
            copy: catalogue.word("answer_copy"),
            show: catalogue.word("answer_show"),
            fold: catalogue.word("answer_fold"),
            copied: catalogue.word("safe_copied"),
        },
        files: FILE_WORDS.iter().map(|id| (*id, catalogue.word(id))).collect(),
        about: catalogue.word("countdown_about"),
        just_now: catalogue.word("just_now"),
        label: catalogue.words(&view.label),
        title: catalogue.words(&view.title),
        why: catalogue.words(&view.why),
        doing: catalogue.words(&view.doing),
        countdown: catalogue.words(&view.countdown),
        notes: view.notes.iter().map(|note| catalogue.words(&note.text)).collect(),
    }
}

/// Runs the painter in the tab; for a bar, with the document that it is meant for.
fn send(tab: TabId, painter: Function, order: &Order, living: Option<Document>) {
    let order = to_js(order);
    spawn(async move {
        // A tab that moved on is found out when something is due; the function itself refuses
        // to paint on another document.
        let answer = run_in(tab, painter, order).await;
        // Of a page that lives nothing else may tell that it was left.
        if let (Some(document), Some(Ok(answer))) = (living, answer)
            && answer.is_null()
        {
            tell(Event::BarMissed { tab, document });
        }
    });
}
