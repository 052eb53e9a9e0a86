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
    /// The order of each card.
    panels: LiteMap<TabId, Order>,
    /// The badge, its text and its tooltip.
    badge: Option<(Badge, String, String)>,
}

impl Painter {
    /// Paints every card that changed, and the badge.
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
        // A new background does not know which icon is shown: if nothing has failed yet, it is the
        // manifest's.
        let first = || badge.icon != Badge::ICONS[0] || engine.has_failed();
        if before.map_or_else(first, |(before, ..)| before.icon != badge.icon) {
            spawn(show_icon(badge));
        }
    }
}

/// The badge's text and the icon's tooltip: the state, and for how long it has failed, as of the
/// last check.
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
    said.dedup(); // while nothing fails, both are the name
    (text, said.join(" · "))
}

/// Repeats until the icon shown is the right one: icons requested in a row may be shown out of
/// order.
async fn show_icon(mut badge: Badge) {
    loop {
        noted("action.setIcon", api::set_icon(badge).await);
        match with(|shell| shell.engine.badge()) {
            Some(now) if now.icon != badge.icon => badge = now,
            Some(_) | None => return,
        }
    }
}

/// What a waiting page is answered.
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

/// What is below a card on our own pages: the switch, and the link to the settings.
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

/// What the popup is answered: about one tab, if it was opened about one.
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
    /// Whether to mention an old browser, and how many open chats are worth a word (0: never).
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

/// The order for a painter, with the document that it is for.
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
    // An empty view would not do: Chromium drops `null` on its way into a page.
    Order { meant: document.clone(), view: None, gone: true }
}

/// A view in words, with its language and direction, as the painter takes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    lang: String,
    dir: &'static str,
    tone: &'static str,
    next_check: Option<Timestamp>,
    status: StatusLines,
    buttons: Vec<CardButton>,
    checks: Option<String>,
    /// The result of the last check; empty if there was none.
    checked: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked_at: Option<Timestamp>,
    /// Since when it has failed; empty if it does not.
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    since_at: Option<Timestamp>,
    /// The label of what unfolds the hidden buttons.
    more: String,
    /// What a bar says about an answer that broke off.
    answer: AnswerWords,
    /// What a bar says about attached files.
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
    /// What unfolds, and its label.
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

/// Runs the painter in the tab; for a bar, with the document that it is for.
fn send(tab: TabId, painter: Function, order: &Order, living: Option<Document>) {
    let order = to_js(order);
    spawn(async move {
        // A tab that moved on is noticed when something is due; the function itself refuses to
        // paint on another document.
        let answer = run_in(tab, painter, order).await;
        // That a living page was left may be reported by nothing else.
        if let (Some(document), Some(Ok(answer))) = (living, answer)
            && answer.is_null()
        {
            tell(Event::BarMissed { tab, document });
        }
    });
}
