//! The loop: effects are saved, then done, and their outcomes are events again.

use super::api;
use super::convert::{from_js, to_js};
use super::derived::Derived;
use super::hooks::Hooks;
use super::rescue::PageAnswer;
use super::returning::{Go, take_back};
use super::shell::{Effects, noted, tell, with};
use super::store::Store;
use super::tabs::{self, TAB_ANSWERS_WITHIN, run_in};
use super::timers::{now, within};
use super::{cache, chat, look, paint, probe, prompts, status};
use engine::prompts::Saved;
use engine::{Effect, Event, Expectation, Finding, News, Outcome, Surface, TabId, Task};
use serde::Serialize;
use text::{Arg, Text};
use timestamp::whole_millis;
use wasm_bindgen_futures::spawn_local as spawn;

/// Saves and does the effects, for as long as the engine exists that asks for them.
///
/// Inspections do not wait for the store: they follow from the state, and the user is waiting for
/// them.
pub async fn carry_out(mut asked: Effects) {
    let (mut derived, mut store) = (Derived::default(), Store::default());
    while let Ok(mut effects) = asked.recv().await {
        while let Ok(more) = asked.try_recv() {
            effects.extend(more);
        }
        let snapshot = with(|shell| store.changed(&shell.engine)).flatten();
        let (tasks, at_once): (Vec<_>, Vec<_>) =
            effects.into_iter().partition(|effect| matches!(effect, Effect::Run(..)));
        at_once.into_iter().for_each(run);
        derived.update();
        // Tasks are done only once they are saved, so that after a death they are repeated and not
        // forgotten.
        if let Some(snapshot) = snapshot {
            store.save(snapshot).await;
        }
        tasks.into_iter().for_each(run);
    }
}

/// Does an effect, and tells the engine the outcome.
fn run(effect: Effect) {
    match effect {
        Effect::Inspect { tab, expectation, view } => {
            let Some((hooks, view)) = with(|shell| {
                let view = view.map(|view| paint::card(*view, &shell.catalogue));
                (shell.hooks.clone(), view)
            }) else {
                return;
            };
            spawn(async move {
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
                tell(Event::Inspected { tab, expectation, finding });
                if saved != Saved::Nothing {
                    tell(Event::TextKept { tab, saved });
                }
                if let Some(address) = failed {
                    prompts::look_for(tab, address);
                }
            });
        }
        Effect::Read { tab, document, response } => {
            let Some(collect) = with(|shell| shell.hooks.page_facts()) else { return };
            spawn(async move {
                // The page may never finish loading; then only the browser's promise stays open.
                let meant = to_js(&document);
                let Ok(answer) = api::run_in_late(tab.0, &collect, &meant).await else { return };
                // The collector ran in another document, or was refused.
                if !answer.is_object() {
                    return;
                }
                let verdict = Box::new(look::judge(&answer, Some(response)));
                tell(Event::PageRead { tab, document, verdict });
            });
        }
        Effect::InspectChat { site, tab, trouble, since, sure, not_resumed } => {
            spawn(chat::inspect(site, tab, trouble, since, sure, not_resumed));
        }
        Effect::ForgetAnswered { tab, is_whole } => {
            with(|shell| shell.hooks.forget_answered(tab.0, is_whole));
        }
        Effect::Notify { site, tab, news } => spawn(async move {
            let words = with(|shell| {
                let host = Arg::Outside(site.host().to_owned());
                let catalogue = shell.catalogue.about(site);
                let title = catalogue.word(match news {
                    News::Back => "back_title",
                    News::LimitOver => "limit_over_title",
                    News::AnswerDone => "answer_done_title",
                    News::AnswerBroke => "bar_broke_off",
                });
                (title, catalogue.words(&Text::new("notify_go").with("host", host)))
            });
            if let Some((title, message)) = words {
                // The permission may have been withdrawn meanwhile.
                // `extension/background/notification-click.ts` goes to the tab in the name, or to
                // the site if that tab was closed.
                let tab = tab.0.unsigned_abs().to_string();
                let name = ["back ", &tab, " ", site.host()].concat();
                noted("notifications.create", api::notify(&name, &title, &message).await);
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
        Effect::Run(id, task) => spawn(async move {
            // A failed attempt is not reported: the engine asks again.
            if let Some(outcome) = do_it(task).await {
                tell(Event::Done { id, outcome });
            }
        }),
    }
}

async fn do_it(task: Task) -> Option<Outcome> {
    Some(match task {
        Task::ListTabs => {
            let tab_states = tabs::states().await?;
            Outcome::TabsListed { tab_states, online: api::is_online() }
        }
        Task::Probe { address, within, .. } => {
            Outcome::Probed(probe::ask(&address, within.as_ref()).await)
        }
        Task::ReadStatus { address } => Outcome::StatusAnswered(status::ask(address).await),
        Task::OpenWaitingPage { tab, address, replaces_load } => {
            Outcome::Waits(tabs::open_waiting_page(tab, &address, replaces_load).await)
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
            let order = Go {
                meant: &document,
                living: place == Surface::Bar,
                stay: bypass_cache,
                own: false,
                even_if_busy,
                empty: only_if_empty,
            };
            Outcome::Returned(take_back(tab, place, order, interrupts).await)
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
            // A tab that does not answer is gone or frozen: its card asks anew when it thaws.
            run_in(tab, painter, to_js(&paint::gone(&document))).await;
            Outcome::TakenAway
        }
        Task::Record { line } => {
            // Reported in any case, so that a store that accepts nothing is not tried again and
            // again.
            let kept = api::settled(Ok(with(|shell| shell.hooks.keep_outage(&line))?));
            let _ = within(TAB_ANSWERS_WITHIN, kept).await;
            Outcome::Recorded
        }
    })
}

/// What is in the tab; `None` if it does not answer.
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
            age: whole_millis(now().since(expectation.at)),
        },
        view,
        message: true,
    });
    let mut refused = false;
    loop {
        // On a living page its text is saved before anything else happens.
        let asked = if expectation.living {
            prompts::answered(hooks.rescue_prompt(tab.0, &order)).await
        } else {
            within(TAB_ANSWERS_WITHIN, api::run_in(tab.0, &hooks.show_card(), &order)).await
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
        let Ok(found) = tabs::find(tab).await else { return Some((Finding::Gone, nothing)) };
        // Chromium runs no script in a document that broke off before its first tag, and reports no
        // error either. Such a document has no title but its address.
        let title = found.title.as_deref().unwrap_or_default();
        if silent && text::find(found.address(), title, 0).is_none() {
            return None;
        }
        refused |= silent;
        let loading = found.is_loading();
        // A document that is just being replaced refuses too, and Firefox may call its tab
        // complete: only after a second refusal may nothing draw on that page.
        if loading || std::mem::replace(&mut refused, true) {
            hooks.log_error("put the card into a page", &"refused".into());
            let refused = Finding::Refused {
                loading,
                can_wait: tabs::can_wait(&found),
                address: found.url,
                // Chromium retries after 1, 5 and 30 s, then 1, 5, 10 and 30 min; Firefox never
                // does.
                retries: !api::is_firefox(),
            };
            return Some((refused, nothing));
        }
    }
}

/// The order of an inspection.
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
    /// How long ago its headers came, in milliseconds.
    age: u64,
}
