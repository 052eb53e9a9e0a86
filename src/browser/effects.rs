//! From an effect to the browser, and what came of it back as an Event.

use super::api::Tab;
use super::convert::{from_js, to_js};
use super::{Hooks, api, cache, chat, look, paint, probe, prompts, status, with};
use engine::prompts::Saved;
use engine::{
    Document, Effect, Event, Expectation, Finding, Interrupts, Outcome, ReturnOutcome, Surface,
    TabId, TabState, Task,
};
use gloo_timers::future::TimeoutFuture;
use js_sys::Function;
use serde::{Deserialize, Serialize};
use sites::without_fragment;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use text::{Arg, Text};
use timestamp::whole_millis;
use wasm_bindgen::prelude::*;

/// A frozen tab answers nothing: nobody waits for it longer than this.
pub const TAB_ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// So often the browser is asked for its tabs before nobody asks any more: two minutes, where it does
/// not answer at all.
const LOOKS: u32 = 24;

/// What `extension/content/reload-document.ts` answers where a page has text that is not kept.
const UNSAVED: &str = "unsaved";

/// What it answers where a page was empty, and is so no more.
const STARTED: &str = "started";

/// What it answers where another document is on its way.
const PENDING: &str = "pending";

/// Does it, and tells the engine.
pub fn run(effect: Effect) {
    match effect {
        Effect::Inspect { tab, expectation, view } => {
            let Some((hooks, view)) = with(|shell| {
                let view = view.map(|view| paint::card(*view, &shell.catalogue));
                (shell.hooks.clone(), view)
            }) else {
                return;
            };
            super::spawn(async move {
                let Some((finding, saved)) = inspect(tab, &expectation, view, &hooks).await else {
                    return;
                };
                let failed = match &finding {
                    Finding::Here { document, .. } if !expectation.living => {
                        Some(document.address.clone())
                    }
                    Finding::Refused { address, loading: false, .. } => address.clone(),
                    Finding::Here { .. }
                    | Finding::NotHere
                    | Finding::Refused { .. }
                    | Finding::Gone => None,
                };
                super::tell(Event::Inspected { tab, expectation, finding });
                if saved != Saved::Nothing {
                    super::tell(Event::TextKept { tab, saved });
                }
                if let Some(address) = failed {
                    prompts::look_for(tab, address);
                }
            });
        }
        Effect::Read { tab, document, response } => {
            let Some(collect) = with(|shell| shell.hooks.page_facts()) else { return };
            super::spawn(async move {
                // It may never have its content: then nobody waits but the browser.
                let meant = to_js(&document);
                let Ok(answer) = api::run_in_late(tab.0, &collect, &meant).await else { return };
                // The collector was in another document, or was not let in.
                if !answer.is_object() {
                    return;
                }
                if let Some(verdict) = look::judge(&answer, &response.packed()).await {
                    let verdict = Box::new(verdict);
                    super::tell(Event::PageRead { tab, document, verdict });
                }
            });
        }
        Effect::InspectChat { tab, trouble, since, sure } => {
            super::spawn(chat::inspect(tab, trouble, since, sure));
        }
        Effect::Notify { site, tab } => super::spawn(async move {
            let words = with(|shell| {
                let host = Arg::Outside(site.host().to_owned());
                let title = shell.catalogue.words(&Text::new("back_title"));
                (title, shell.catalogue.words(&Text::new("notify_back").with("host", host)))
            });
            if let Some((title, message)) = words {
                // Leave may have been taken back since it was given.
                // `extension/background/notification-click.ts` goes to the tab that its name says.
                let name = ["back ", &tab.0.unsigned_abs().to_string()].concat();
                let _ = api::notify(&name, &title, &message).await;
            }
        }),
        Effect::ShowAdvice { tab } => {
            with(|shell| shell.hooks.show_advice(tab.0));
        }
        Effect::SayBack { tab, document } => {
            with(|shell| {
                paint::back(&shell.engine, &shell.catalogue, &shell.hooks, tab, &document);
            });
        }
        Effect::Run(id, task) => super::spawn(async move {
            // What could not be done is not reported: the engine asks again.
            if let Some(outcome) = do_it(task).await {
                super::tell(Event::Done { id, outcome });
            }
        }),
    }
}

async fn do_it(task: Task) -> Option<Outcome> {
    Some(match task {
        Task::ListTabs => {
            let tab_states = look_until_told().await?;
            Outcome::TabsListed { tab_states, online: api::is_online() }
        }
        Task::Probe { address, within, .. } => {
            Outcome::Probed(probe::ask(&address, within.as_ref()).await)
        }
        Task::ReadStatus { address } => Outcome::StatusAnswered(status::ask(address).await),
        Task::OpenWaitingPage { tab, address, replaces_load } => {
            Outcome::Waits(open_waiting_page(tab, &address, replaces_load).await)
        }
        Task::Return {
            tab,
            document,
            place,
            bypass_cache,
            even_if_busy,
            only_if_empty,
            interrupts,
        } => {
            let how = Go {
                meant: &document,
                living: place == Surface::Bar,
                stay: bypass_cache,
                own: false,
                anyway: even_if_busy,
                empty: only_if_empty,
            };
            Outcome::Returned(take_back(tab, place, how, interrupts).await)
        }
        Task::ClearCache { site } => {
            let (clearing, counted) = cache::clear(site).await;
            Outcome::CacheCleared(clearing, counted)
        }
        Task::EndClearing => {
            cache::sweep().await;
            Outcome::ClearingEnded
        }
        Task::TakeAway { tab, document, place } => {
            let painter = with(|shell| match place {
                Surface::Bar => shell.hooks.show_bar(),
                Surface::Page | Surface::WaitingPage | Surface::ErrorPage => {
                    shell.hooks.show_card()
                }
            })?;
            // Whoever does not answer is gone, or frozen: what stands there asks anew when it thaws.
            run_in(tab, painter, to_js(&paint::gone(&document))).await;
            Outcome::TakenAway
        }
        Task::Record { line } => {
            // Whatever came of it: a store that takes nothing is not asked again and again.
            let kept = api::settled(Ok(with(|shell| shell.hooks.keep_outage(&line))?));
            let _ = within(TAB_ANSWERS_WITHIN, kept).await;
            Outcome::Recorded
        }
    })
}

/// What stands in the tab; `None` where it does not answer.
async fn inspect(
    tab: TabId,
    expectation: &Expectation,
    view: Option<paint::Card>,
    hooks: &Hooks,
) -> Option<(Finding, Saved)> {
    let order = to_js(&Inspection {
        expect: Expected {
            address: &expectation.address,
            status: expectation.status,
            age: whole_millis(super::now().since(expectation.at)),
        },
        view,
        message: true,
    });
    let mut refused = false;
    loop {
        // On a page that lives its text is kept before anything else happens.
        let asked = if expectation.living {
            prompts::answered(hooks.rescue_prompt(tab.0, &order)).await
        } else {
            run_in(tab, hooks.show_card(), order.clone()).await
        };
        let silent = match asked {
            Some(Ok(answer)) => {
                let answer: PageAnswer = from_js(&answer).unwrap_or_default();
                let (again, saved) = (answer.again, answer.saved());
                let here = answer.document().map(|document| Finding::Here { document, again });
                return Some((here.unwrap_or(Finding::NotHere), saved));
            }
            Some(Err(_)) => false,
            None if expectation.broken => true,
            None => return None,
        };
        let nothing = Saved::Nothing;
        let Ok(found) = find_tab(tab).await else { return Some((Finding::Gone, nothing)) };
        // Into a document that broke off before its first tag Chromium lets nobody, and refuses nobody.
        // It has no title but its address.
        let title = found.title.as_deref().unwrap_or_default();
        if silent && text::find(found.address(), title, 0).is_none() {
            return None;
        }
        refused |= silent;
        let loading = found.is_loading();
        // A document that goes away in the middle refuses too, and Firefox may call its tab
        // complete: only what refuses twice is a page that nobody may draw on.
        if loading || std::mem::replace(&mut refused, true) {
            hooks.log_error("put the card into a page", "refused");
            let refused = Finding::Refused {
                loading,
                can_wait: can_wait(&found),
                address: found.url,
                // At 1, 5 and 30 s, then 1, 5, 10 and 30 min; Firefox never does.
                retries: !api::is_firefox(),
            };
            return Some((refused, nothing));
        }
    }
}

/// Keeps what stands in the boxes of a page that lives, with the message that was sent last where that
/// one failed; `None` where another document stands there, or it does not answer.
pub async fn rescue(tab: TabId, document: &Document, message: bool) -> Option<Saved> {
    let order = to_js(&Rescue { meant: document, message });
    let asked = with(|shell| shell.hooks.rescue_prompt(tab.0, &order))?;
    let answer = prompts::answered(asked).await?.ok()?;
    Some(from_js::<PageAnswer>(&answer)?.saved())
}

/// What a page is looked into for.
#[derive(Serialize)]
struct Inspection<'a> {
    expect: Expected<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<paint::Card>,
    message: bool,
}

#[derive(Serialize)]
struct Expected<'a> {
    address: &'a str,
    status: u16,
    /// How long ago it was, in milliseconds.
    age: u64,
}

/// What a function of ours answers in a page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PageAnswer {
    address: Option<String>,
    time_origin: Option<f64>,
    again: bool,
    saved: Option<String>,
}

impl PageAnswer {
    /// Which document answered, if it is the one that was meant.
    #[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit 53 bits")]
    fn document(self) -> Option<Document> {
        Some(Document { address: self.address?, time_origin: self.time_origin? as i64 })
    }

    /// What became of the text.
    fn saved(&self) -> Saved {
        Saved::named(self.saved.as_deref().unwrap_or_default())
    }
}

/// The tab; an error where there is none, or where the browser does not say.
async fn find_tab(tab: TabId) -> Result<Tab, JsValue> {
    let asked = within(TAB_ANSWERS_WITHIN, api::tab(tab.0)).await;
    let found = asked.unwrap_or(Err(JsValue::UNDEFINED))?;
    from_js(&found).ok_or(JsValue::UNDEFINED)
}

/// A browser that is just beginning may not say which tabs it has. It is asked again: while this
/// background lives nobody else would, and the outage would stand still.
async fn look_until_told() -> Option<Vec<TabState>> {
    for _ in 0..LOOKS {
        if let Some(tab_states) = look().await {
            return Some(tab_states);
        }
    }
    None
}

async fn look() -> Option<Vec<TabState>> {
    let tabs = within(TAB_ANSWERS_WITHIN, api::all_tabs()).await?.ok()?;
    let waiting = api::file_address("waiting.html#");
    let state = |tab: Tab| {
        let address = tab.address();
        Some(TabState {
            tab: TabId(tab.id?),
            address: address.strip_prefix(&waiting).map_or(address.to_owned(), decoded),
            active: tab.active,
            loading: tab.is_loading(),
            discarded: tab.discarded,
            cookie_store: tab.incognito.into(),
        })
    };
    let tabs: Vec<Tab> = from_js(&tabs)?;
    Some(tabs.into_iter().filter_map(state).collect())
}

/// Chromium shows no page of a spanning extension in a private window, and the page that was there
/// would be lost.
fn can_wait(tab: &Tab) -> bool {
    api::is_firefox() || !tab.incognito
}

async fn open_waiting_page(tab: TabId, address: &str, replaces_load: bool) -> bool {
    let Ok(found) = find_tab(tab).await else { return false };
    let stands = found.address();
    let page = [&api::file_address("waiting.html#"), encoded(address).as_str()].concat();
    if stands == page {
        return true; // done before a death
    }
    if without_fragment(stands) != without_fragment(address)
        || !can_wait(&found)
        || found.is_loading() && !replaces_load
    {
        return false;
    }
    api::send_tab(tab.0, &page, api::is_firefox()).await.is_ok()
}

async fn take_back(
    tab: TabId,
    place: Surface,
    how: Go<'_>,
    interrupts: Interrupts,
) -> ReturnOutcome {
    let (document, bypass_cache) = (how.meant, how.stay);
    let Ok(found) = find_tab(tab).await else { return ReturnOutcome::Gone };
    if found.discarded {
        return ReturnOutcome::Gone; // it loads by itself when it is looked at
    }
    // Chromium tells of a load that has no document yet; in Firefox the document itself knows.
    let own = interrupts == Interrupts::OwnLoad
        && place == Surface::Page
        && found.pending_url.as_deref().unwrap_or_default().is_empty();
    if found.is_loading() && interrupts != Interrupts::AnyLoad && !own {
        return ReturnOutcome::Pending;
    }
    match place {
        Surface::Page | Surface::Bar => {
            let Some(go) = with(|shell| shell.hooks.reload_document()) else {
                return ReturnOutcome::Elsewhere;
            };
            // No page goes whose text is not kept.
            let order = to_js(&Rescue { meant: document, message: false });
            let Some(rescue) = with(|shell| shell.hooks.rescue_prompt(tab.0, &order)) else {
                return ReturnOutcome::Elsewhere;
            };
            let safe = match prompts::answered(rescue).await {
                Some(Ok(answer)) => {
                    let answer: PageAnswer = from_js(&answer).unwrap_or_default();
                    answer.saved() != Saved::Unsaved
                }
                // What failed to load holds nothing; of a page that lives nobody knows.
                Some(Err(_)) | None => place == Surface::Page,
            };
            if !safe {
                return ReturnOutcome::Unsaved;
            }
            let order = Go { own: own && found.is_loading(), ..how };
            match run_in(tab, go, to_js(&order)).await {
                Some(Ok(went)) if went.as_bool() == Some(true) => {
                    // Only from here can a load pass by the cache.
                    if bypass_cache && api::reload_tab(tab.0, true).await.is_err() {
                        return ReturnOutcome::Gone;
                    }
                    ReturnOutcome::Begun
                }
                Some(Ok(went)) if went == UNSAVED => ReturnOutcome::Unsaved,
                Some(Ok(went)) if went == PENDING => ReturnOutcome::Pending,
                Some(Ok(went)) if went == STARTED => ReturnOutcome::Started,
                Some(Ok(went)) if went.is_string() => ReturnOutcome::AtWork,
                Some(_) => ReturnOutcome::Elsewhere,
                None => ReturnOutcome::Pending,
            }
        }
        Surface::WaitingPage => {
            if !found.address().starts_with(&api::file_address("waiting.html")) {
                return ReturnOutcome::Elsewhere;
            }
            let leave =
                Leave { kind: "leave", tab: tab.0, address: &document.address, anyway: how.anyway };
            match within(TAB_ANSWERS_WITHIN, api::send_message(&to_js(&leave))).await {
                Some(Ok(answer)) if answer.as_bool() == Some(true) => ReturnOutcome::Begun,
                Some(Ok(answer)) if answer.is_string() => ReturnOutcome::AtWork,
                // A waiting page that does not answer (asleep, or of an older version of the
                // extension) is sent on from here.
                Some(_) | None => match api::send_tab(tab.0, &document.address, false).await {
                    Ok(_) => ReturnOutcome::Begun,
                    Err(_) => ReturnOutcome::Gone,
                },
            }
        }
        Surface::ErrorPage => {
            if without_fragment(found.address()) != without_fragment(&document.address) {
                return ReturnOutcome::Elsewhere;
            }
            match api::reload_tab(tab.0, bypass_cache).await {
                Ok(_) => ReturnOutcome::Begun,
                Err(_) => ReturnOutcome::Gone,
            }
        }
    }
}

/// The document whose text is to be kept.
#[derive(Serialize)]
struct Rescue<'a> {
    meant: &'a Document,
    /// The message that was sent last was not accepted.
    message: bool,
}

/// What `extension/content/reload-document.ts` is asked to do.
#[derive(Serialize)]
struct Go<'a> {
    meant: &'a Document,
    /// The page lives, and a bar stands in it.
    living: bool,
    /// It is not to load anything, only to say whether it may.
    stay: bool,
    /// The load that is under way is its own.
    own: bool,
    anyway: bool,
    /// Nothing stands in it: its app did not start.
    empty: bool,
}

/// What the waiting page is asked to do.
#[derive(Serialize)]
struct Leave<'a> {
    kind: &'static str,
    tab: i32,
    address: &'a str,
    anyway: bool,
}

/// What a function of the extension answers in a tab, or `None` where it does not in time. Boxed,
/// so that there is one: each other weighs 1 KB of wasm.
#[inline(never)]
pub fn run_in(
    tab: TabId,
    function: Function,
    order: JsValue,
) -> Pin<Box<dyn Future<Output = Option<api::Answer>>>> {
    Box::pin(async move { within(TAB_ANSWERS_WITHIN, api::run_in(tab.0, &function, &order)).await })
}

/// The answer, or `None` where it does not come in time.
pub async fn within(
    limit: Duration,
    work: impl Future<Output = api::Answer>,
) -> Option<api::Answer> {
    let mut work = pin!(work);
    let limit = u32::try_from(whole_millis(limit)).unwrap_or(u32::MAX);
    let mut ended = pin!(TimeoutFuture::new(limit));
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => ended.as_mut().poll(context).map(|()| None),
    })
    .await
}

fn encoded(address: &str) -> String {
    js_sys::encode_uri_component(address).into()
}

/// An address out of another.
pub fn decoded(address: &str) -> String {
    js_sys::decode_uri_component(address).map(Into::into).unwrap_or_default()
}
