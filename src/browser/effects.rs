//! From an effect to the browser, and what came of it back as an Event.

use super::tasks::Settled;
use super::{Hooks, api, cache, look, paint, probe, prompts, status, with};
use engine::prompts::Saved;
use engine::{
    Document, Effect, Event, Expectation, Finding, Interrupts, Outcome, ReturnOutcome, Surface,
    TabId, TabState, Task,
};
use js_sys::{Array, Function, Promise};
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

/// What `extension/content/reload-document.ts` answers where a page has text that is not kept.
const UNSAVED: &str = "unsaved";

/// What it answers where another document is on its way.
const PENDING: &str = "pending";

/// Does it, and tells the engine.
pub fn run(effect: Effect) {
    match effect {
        Effect::Inspect { tab, expectation, view } => {
            let Some((hooks, view)) = with(|shell| {
                let view = view.map(|view| JsValue::from(paint::words(*view, &shell.catalogue)));
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
            let Some(collect) = with(|shell| shell.hooks.collect()) else { return };
            super::spawn(async move {
                // It may never have its content: then nobody waits but the browser.
                let meant = paint::meant(&document);
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
            Outcome::TabsListed { tab_states: look().await?, online: api::is_online() }
        }
        Task::Probe { address, within, .. } => {
            Outcome::Probed(probe::ask(&address, within.as_ref()).await)
        }
        Task::ReadStatus { address } => Outcome::StatusAnswered(status::ask(address).await),
        Task::OpenWaitingPage { tab, address, replaces_load } => {
            Outcome::Waits(open_waiting_page(tab, &address, replaces_load).await)
        }
        Task::Return { tab, document, place, bypass_cache, even_if_busy, interrupts } => {
            Outcome::Returned(
                take_back(tab, &document, place, bypass_cache, even_if_busy, interrupts).await,
            )
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
                Surface::Bar => shell.hooks.bar(),
                Surface::Page | Surface::WaitingPage | Surface::ErrorPage => shell.hooks.panel(),
            })?;
            // Whoever does not answer is gone, or frozen: what stands there asks anew when it thaws.
            run_in(tab, painter, paint::gone(&document).into()).await;
            Outcome::TakenAway
        }
        Task::Record { line } => {
            // Whatever came of it: a store that takes nothing is not asked again and again.
            let kept = Settled::of(Ok(with(|shell| shell.hooks.keep_past(&line))?));
            let _ = within(TAB_ANSWERS_WITHIN, kept).await;
            Outcome::Recorded
        }
    })
}

/// What stands in the tab; `None` where it does not answer.
async fn inspect(
    tab: TabId,
    expectation: &Expectation,
    view: Option<JsValue>,
    hooks: &Hooks,
) -> Option<(Finding, Saved)> {
    let age = whole_millis(super::now().since(expectation.at));
    #[expect(clippy::cast_precision_loss, reason = "an age in milliseconds fits 53 bits")]
    let expect = api::object()
        .text("address", &expectation.address)
        .number("status", expectation.status.into())
        .number("age", age as f64);
    let mut order = api::object().with("expect", &expect);
    if let Some(view) = view {
        order = order.with("view", &view);
    }
    let order = JsValue::from(order.flag("message", true));
    let mut refused = false;
    loop {
        // On a page that lives its text is kept before anything else happens.
        let asked = if expectation.living {
            prompts::answered(hooks.rescue(tab.0, &order)).await
        } else {
            run_in(tab, hooks.panel(), order.clone()).await
        };
        let silent = match asked {
            Some(Ok(answer)) => {
                let again = api::is_true(&answer, "again");
                let here = document(&answer).map(|document| Finding::Here { document, again });
                return Some((here.unwrap_or(Finding::NotHere), prompts::saved(&answer)));
            }
            Some(Err(_)) => false,
            None if expectation.broken => true,
            None => return None,
        };
        let nothing = Saved::Nothing;
        let Ok(found) = find_tab(tab).await else { return Some((Finding::Gone, nothing)) };
        // Into a document that broke off before its first tag Chromium lets nobody, and refuses nobody.
        // It has no title but its address.
        let (url, title) = (api::text(&found, "url"), api::text(&found, "title"));
        if silent && text::find(&url, &title, 0).is_none() {
            return None;
        }
        refused |= silent;
        let loading = is_loading(&found);
        // A document that goes away in the middle refuses too, and Firefox may call its tab
        // complete: only what refuses twice is a page that nobody may draw on.
        if loading || std::mem::replace(&mut refused, true) {
            let refused = Finding::Refused {
                address: api::get(&found, "url").as_string(),
                loading,
                can_wait: can_wait(&found),
                // At 1, 5 and 30 s, then 1, 5, 10 and 30 min; Firefox never does.
                retries: !api::is_firefox(),
            };
            return Some((refused, nothing));
        }
    }
}

/// The tab; an error where there is none, or where the browser does not say.
async fn find_tab(tab: TabId) -> api::Answer {
    let asked = within(TAB_ANSWERS_WITHIN, api::tab(tab.0)).await;
    asked.unwrap_or(Err(JsValue::UNDEFINED))
}

/// Which document answered, if it is the one that was meant.
#[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit 53 bits")]
fn document(answer: &JsValue) -> Option<Document> {
    let time_origin = api::number(answer, "time_origin")? as i64;
    Some(Document { address: api::get(answer, "address").as_string()?, time_origin })
}

async fn look() -> Option<Vec<TabState>> {
    let tabs = within(TAB_ANSWERS_WITHIN, api::all_tabs()).await?.ok()?;
    let waiting = api::file_address("waiting.html#");
    let tab_states = Array::from(&tabs)
        .iter()
        .filter_map(|tab| {
            let id = api::number(&tab, "id")?;
            let address = api::text(&tab, "url");
            let address = address.strip_prefix(&waiting).map_or(address.clone(), decoded);
            #[expect(clippy::cast_possible_truncation, reason = "the browser's ids are 32 bits")]
            Some(TabState {
                tab: TabId(id as i32),
                address,
                active: api::is_true(&tab, "active"),
                loading: is_loading(&tab),
                discarded: api::is_true(&tab, "discarded"),
                cookie_store: api::is_true(&tab, "incognito").into(),
            })
        })
        .collect();
    Some(tab_states)
}

/// Chromium shows no page of a spanning extension in a private window, and the page that was there
/// would be lost.
fn can_wait(tab: &JsValue) -> bool {
    api::is_firefox() || !api::is_true(tab, "incognito")
}

async fn open_waiting_page(tab: TabId, address: &str, replaces_load: bool) -> bool {
    let Ok(found) = find_tab(tab).await else { return false };
    let stands = api::text(&found, "url");
    let page = [&api::file_address("waiting.html#"), encoded(address).as_str()].concat();
    if stands == page {
        return true; // done before a death
    }
    if without_fragment(&stands) != without_fragment(address)
        || !can_wait(&found)
        || is_loading(&found) && !replaces_load
    {
        return false;
    }
    api::send_tab(tab.0, &page, api::is_firefox()).await.is_ok()
}

async fn take_back(
    tab: TabId,
    document: &Document,
    place: Surface,
    bypass_cache: bool,
    even_if_busy: bool,
    interrupts: Interrupts,
) -> ReturnOutcome {
    let Ok(found) = find_tab(tab).await else { return ReturnOutcome::Gone };
    if api::is_true(&found, "discarded") {
        return ReturnOutcome::Gone; // it loads by itself when it is looked at
    }
    // Chromium tells of a load that has no document yet; in Firefox the document itself knows.
    let own = interrupts == Interrupts::OwnLoad
        && place == Surface::Page
        && api::text(&found, "pendingUrl").is_empty();
    if is_loading(&found) && interrupts != Interrupts::AnyLoad && !own {
        return ReturnOutcome::Pending;
    }
    match place {
        Surface::Page | Surface::Bar => {
            let Some(go) = with(|shell| shell.hooks.go()) else { return ReturnOutcome::Elsewhere };
            // No page goes whose text is not kept.
            let meant = paint::meant(document);
            let Some(rescue) = with(|shell| {
                let order = api::object().with("meant", &meant);
                shell.hooks.rescue(tab.0, &order)
            }) else {
                return ReturnOutcome::Elsewhere;
            };
            let safe = match prompts::answered(rescue).await {
                Some(Ok(answer)) => prompts::saved(&answer) != Saved::Unsaved,
                // What failed to load holds nothing; of a page that lives nobody knows.
                Some(Err(_)) | None => place == Surface::Page,
            };
            if !safe {
                return ReturnOutcome::Unsaved;
            }
            let order = api::object()
                .with("meant", &meant)
                .flag("living", place == Surface::Bar)
                .flag("stay", bypass_cache)
                .flag("own", own && is_loading(&found))
                .flag("anyway", even_if_busy);
            match run_in(tab, go, order.into()).await {
                Some(Ok(went)) if went.as_bool() == Some(true) => {
                    // Only from here can a load pass by the cache.
                    if bypass_cache && api::reload_tab(tab.0, true).await.is_err() {
                        return ReturnOutcome::Gone;
                    }
                    ReturnOutcome::Begun
                }
                Some(Ok(went)) if went == UNSAVED => ReturnOutcome::Unsaved,
                Some(Ok(went)) if went == PENDING => ReturnOutcome::Pending,
                Some(Ok(went)) if went.is_string() => ReturnOutcome::AtWork,
                Some(_) => ReturnOutcome::Elsewhere,
                None => ReturnOutcome::Pending,
            }
        }
        Surface::WaitingPage => {
            let stands = api::text(&found, "url");
            if !stands.starts_with(&api::file_address("waiting.html")) {
                return ReturnOutcome::Elsewhere;
            }
            let leave = api::object()
                .text("kind", "leave")
                .number("tab", tab.0.into())
                .text("address", &document.address)
                .flag("anyway", even_if_busy);
            match within(TAB_ANSWERS_WITHIN, api::send_message(&leave)).await {
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
            let stands = api::text(&found, "url");
            if without_fragment(&stands) != without_fragment(&document.address) {
                return ReturnOutcome::Elsewhere;
            }
            match api::reload_tab(tab.0, bypass_cache).await {
                Ok(_) => ReturnOutcome::Begun,
                Err(_) => ReturnOutcome::Gone,
            }
        }
    }
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

fn is_loading(tab: &JsValue) -> bool {
    api::text(tab, "status") == "loading"
}

/// The answer, or `None` where it does not come in time.
pub async fn within(
    limit: Duration,
    work: impl Future<Output = api::Answer>,
) -> Option<api::Answer> {
    let mut work = pin!(work);
    let limit = u32::try_from(whole_millis(limit)).unwrap_or(u32::MAX);
    // Never cleared: a promise that nobody settles would keep its functions for good.
    let ended = Promise::new(&mut |end, _| {
        api::set_timeout(&end, limit);
    });
    let mut ended = Settled::of(Ok(ended));
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending => Pin::new(&mut ended).poll(context).map(|_| None),
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
