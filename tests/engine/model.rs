//! Anything at all, in any order, at any moment: the world holds the laws, and in the end, when
//! everything is well again, everybody is back.

use super::world::*;
use engine::{Button, Engine, Event, Finding, Outcome, ReturnOutcome, TabId, TaskId};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Act {
    Pass(i64),
    Sleep(i64),
    ClockBack(i64),
    Open(i32, usize, Kind),
    Reload(i32),
    Send(i32, usize),
    Close(i32),
    Discard(i32),
    Freeze(i32),
    Thaw(i32),
    See(i32, bool),
    Type(i32, bool),
    Replace(i32, i32),
    Press(Option<i32>, Button),
    Site(Site),
    Green(bool),
    Says(Option<&'static str>),
    Online,
    Popup,
    Die,
    DieAt(usize, bool),
    Ahead(i32, usize, u16),
    Stale(u32, bool),
    Say(i32, Said),
    Network(bool),
    /// The app's script fails for so long.
    Assets(i64),
    Retries(bool),
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug)]
pub enum Said {
    Heard,
    Failed,
    Limited,
    Cut,
    Stopped,
    Unsent,
}

/// How both sites stand: what the document and the probe get.
#[derive(Clone, Copy, Debug)]
pub enum Site {
    Up,
    Down,
    Partial,
    Asks(u32),
    Refuses(u16),
    Broken,
    Hangs,
    OldRedirects,
    /// Down, behind an edge that challenges who comes without cookies.
    DownBehindChecks,
    /// Up, behind the same.
    UpBehindChecks,
}

const ADDRESSES: [&str; 5] = [
    HOME,
    "https://chatgpt.com/c/1?q=a#b",
    OLD,
    "https://chat.openai.com/c/2",
    "https://example.org/",
];

pub fn answer(site: Site, asked: Request) -> Answer {
    match site {
        _ if sites::Site::of(asked.address).is_none() => ok(),
        Site::DownBehindChecks | Site::UpBehindChecks if !asked.with_cookies => challenge(),
        Site::Up | Site::UpBehindChecks => ok(),
        Site::Partial if asked.probe => ok(),
        Site::Down | Site::Partial | Site::DownBehindChecks => bad(),
        Site::Asks(seconds) => Answer::Status(503, vec![("retry-after", seconds.to_string())]),
        Site::Refuses(code) => Answer::Status(code, vec![]),
        Site::Broken => RESET,
        Site::Hangs => Answer::Hangs,
        Site::OldRedirects if asked.address.starts_with(OLD) => Answer::Redirect(HOME),
        Site::OldRedirects => bad(),
    }
}

pub fn act() -> impl Strategy<Value = Act> {
    let tab = 1..7i32;
    let address = 0..ADDRESSES.len();
    let kind = prop_oneof![
        4 => Just(Kind::Drawable),
        1 => Just(Kind::Undrawable),
        1 => Just(Kind::Private)
    ];
    let button = (0..Button::ALL.len()).prop_map(|i| Button::ALL[i]);
    let site = prop_oneof![
        4 => Just(Site::Up),
        6 => Just(Site::Down),
        2 => Just(Site::Partial),
        1 => (0..20_000u32).prop_map(Site::Asks),
        1 => prop_oneof![Just(403u16), Just(429), Just(404), Just(500)].prop_map(Site::Refuses),
        1 => Just(Site::Broken),
        1 => Just(Site::Hangs),
        2 => Just(Site::OldRedirects),
        2 => Just(Site::DownBehindChecks),
        2 => Just(Site::UpBehindChecks),
    ];
    let said = prop_oneof![
        2 => Just(Said::Heard),
        4 => Just(Said::Failed),
        1 => Just(Said::Limited),
        2 => Just(Said::Cut),
        1 => Just(Said::Stopped),
        1 => Just(Said::Unsent),
    ];
    prop_oneof![
        12 => (1..20_000i64).prop_map(Act::Pass),
        6 => (20_000..900_000i64).prop_map(Act::Pass),
        1 => (1..50_000_000i64).prop_map(Act::Sleep),
        1 => (1..4_000_000i64).prop_map(Act::ClockBack),
        8 => (tab.clone(), address.clone(), kind).prop_map(|(t, a, k)| Act::Open(t, a, k)),
        3 => tab.clone().prop_map(Act::Reload),
        1 => (tab.clone(), address.clone()).prop_map(|(t, a)| Act::Send(t, a)),
        1 => tab.clone().prop_map(Act::Close),
        1 => tab.clone().prop_map(Act::Discard),
        1 => tab.clone().prop_map(Act::Freeze),
        2 => tab.clone().prop_map(Act::Thaw),
        3 => (tab.clone(), any::<bool>()).prop_map(|(t, v)| Act::See(t, v)),
        2 => (tab.clone(), any::<bool>()).prop_map(|(t, v)| Act::Type(t, v)),
        1 => (tab.clone(), tab.clone()).prop_map(|(t, by)| Act::Replace(t, by)),
        4 => (prop::option::of(tab.clone()), button).prop_map(|(t, b)| Act::Press(t, b)),
        6 => site.prop_map(Act::Site),
        1 => any::<bool>().prop_map(Act::Green),
        2 => prop_oneof![
            Just(None),
            Just(Some("investigating")),
            Just(Some("monitoring")),
            Just(Some("resolved"))
        ]
        .prop_map(Act::Says),
        1 => Just(Act::Online),
        1 => Just(Act::Popup),
        3 => Just(Act::Die),
        3 => (0..6usize, any::<bool>()).prop_map(|(n, done)| Act::DieAt(n, done)),
        1 => (tab, address, prop_oneof![Just(200u16), Just(502), Just(403)])
            .prop_map(|(t, a, s)| Act::Ahead(t, a, s)),
        1 => (any::<u32>(), any::<bool>()).prop_map(|(id, kind)| Act::Stale(id, kind)),
        5 => (1..7i32, said).prop_map(|(tab, said)| Act::Say(tab, said)),
        1 => any::<bool>().prop_map(Act::Network),
        1 => any::<bool>().prop_map(Act::Retries),
        2 => (0..900_000i64).prop_map(Act::Assets),
    ]
}

pub fn apply(world: &mut World, site: &Cell<Site>, act: &Act) {
    match *act {
        Act::Pass(ms) => world.pass(ms),
        Act::Sleep(ms) => world.now += ms,
        Act::ClockBack(ms) => world.wrong -= ms,
        Act::Open(tab, address, _) if world.tabs.contains_key(&tab) => {
            world.load(tab, ADDRESSES[address], false);
        }
        Act::Open(tab, address, kind) => world.open_as(tab, ADDRESSES[address], kind),
        Act::Reload(tab) => world.reload(tab),
        Act::Send(tab, address) => world.load(tab, ADDRESSES[address], true),
        Act::Close(tab) => world.close(tab),
        Act::Discard(tab) => change(world, tab, |t| t.discarded = !t.loading),
        Act::Freeze(tab) => change(world, tab, |t| t.frozen = !t.loading),
        Act::Thaw(tab) => change(world, tab, |t| t.frozen = false),
        Act::See(tab, visible) => world.see(tab, visible),
        Act::Type(tab, on) => change(world, tab, |t| t.at_work = on && !t.loading),
        Act::Replace(tab, by) => world.replace(tab, by),
        Act::Press(tab, button) => world.press(tab, button),
        Act::Say(tab, said) => world.send_and_get(
            tab,
            match said {
                Said::Heard => ok(),
                Said::Failed => bad(),
                Said::Limited => Answer::Status(429, vec![]),
                Said::Cut => Answer::Fails("NS_ERROR_NET_PARTIAL_TRANSFER"),
                Said::Stopped => Answer::Fails("NS_BINDING_ABORTED"),
                Said::Unsent => OFFLINE,
            },
        ),
        Act::Network(online) => world.online = online,
        Act::Assets(ms) => world.asset_fails_until = world.now + ms,
        Act::Retries(retries) => world.retries = retries,
        Act::Site(now) => site.set(now),
        Act::Green(green) => world.green = green,
        Act::Says(phase) => (world.green, world.incident) = (true, phase),
        Act::Online => world.tell(Event::NetworkReturned),
        Act::Popup => world.tell(Event::PopupOpened),
        Act::Die => world.die(),
        // At one of the next effects, before it is done or after.
        Act::DieAt(n, false) => world.death = Death::Before(world.effects + n),
        Act::DieAt(n, true) => world.death = Death::After(world.effects + n),
        // Nothing is fetched ahead while the page itself is on its way.
        Act::Ahead(tab, ..) if world.tabs.get(&tab).is_none_or(|t| t.loading || t.post) => {}
        Act::Ahead(tab, address, status) => {
            let (at, address) = (world.wall(), ADDRESSES[address].to_owned());
            if status < 300 {
                world.well.insert(sites::without_fragment(&address).to_owned());
            }
            let response = detect::Response { status, headers: vec![] };
            world.tell(Event::ResponseArrived {
                tab: TabId(tab),
                address,
                post: false,
                response,
                at,
            });
        }
        Act::Stale(id, kind) => {
            let outcome =
                if kind { Outcome::Waits(false) } else { Outcome::Returned(ReturnOutcome::Gone) };
            let known = world.trace.iter().flat_map(|(_, _, effects)| effects);
            let asked = known.clone().find_map(|effect| match effect {
                engine::Effect::Inspect { tab, expectation, .. } => {
                    Some((*tab, expectation.clone()))
                }
                engine::Effect::Run(..)
                | engine::Effect::Read { .. }
                | engine::Effect::InspectChat { .. }
                | engine::Effect::ForgetAnswered { .. }
                | engine::Effect::SayBack { .. }
                | engine::Effect::ShowAdvice { .. }
                | engine::Effect::Notify { .. } => None,
            });
            // An id far from any that is outstanding.
            world.tell(Event::Done { id: TaskId(id | 1 << 31), outcome });
            if let Some((tab, expectation)) = asked {
                world.tell(Event::Inspected { tab, expectation, finding: Finding::NotHere });
            }
        }
    }
    let kept = world.engine.snapshot();
    assert!(kept.0.len() < 8_000, "{} bytes", kept.0.len());
    assert_eq!(Engine::restore(&kept).as_ref(), Ok(&world.engine), "restored as it was");
}

fn change(world: &mut World, tab: i32, to: impl Fn(&mut Tab)) {
    if let Some(t) = world.tabs.get_mut(&tab) {
        to(t);
    }
}

/// In the end the site is up and everybody looks: who met a failure that can be mended is back.
fn all_is_well(world: &mut World, site: &Cell<Site>) {
    site.set(Site::Up);
    world.online = true;
    world.asset_fails_until = 0;
    for tab in world.tabs.values_mut() {
        tab.frozen = false;
        tab.at_work = false;
        // A load that hung is given up by the browser in the end.
        if tab.loading && tab.loads.last().is_some_and(|at| *at < world.now - s(2)) {
            tab.loading = false;
        }
    }
    let failing: Vec<i32> = world.engine.panels().iter().map(|(tab, ..)| tab.0).collect();
    let shown = |world: &World, tab: i32| world.engine.panels().iter().any(|p| p.0.0 == tab);
    world.press(None, Button::Resume);
    world.pass(hours(2));
    world.press(None, Button::Resume);
    world.pass(hours(2));
    for (id, tab) in &world.tabs {
        assert!(
            tab.is_healthy()
                || world.is_by_hand(tab)
                || tab.discarded
                || tab.loading
                || !shown(world, *id),
            "tab {id} is still failing: {tab:?}\n{:?}",
            world.engine
        );
        assert!(
            !failing.contains(id)
                || tab.is_healthy()
                || world.is_by_hand(tab)
                || tab.discarded
                || tab.loading
                // A network error at another address than the failing one is no gateway's.
                || tab.stands == Stands::ErrorPage,
            "tab {id} was forgotten: {tab:?}\n{:?}",
            world.engine
        );
    }
    // A refused page waits for its person, whatever the site says.
    let refused = |tab: &Tab| matches!(tab.stands, Stands::Document { status: 403, .. });
    let settled = |tab: &Tab| {
        !refused(tab) && !world.is_by_hand(tab) && !tab.loading && tab.stands != Stands::ErrorPage
    };
    if world.tabs.values().all(settled) {
        assert!(world.is_quiet(), "{:?}", world.engine);
        assert_eq!(world.engine.deadline(), None);
    }
}

#[test]
fn whatever_happens_the_laws_hold_and_everybody_is_back_in_the_end() {
    let events = Rc::new(RefCell::new((0, 0, 0)));
    let more = std::env::var("GATEWATCH_CASES").ok().and_then(|cases| cases.parse().ok());
    let cases = more.unwrap_or(700);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    // The same cases on every run; others, as many as one likes, by the variable.
    let mut runner = match more {
        Some(_) => TestRunner::new(config),
        None => {
            let random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
            TestRunner::new_with_rng(config, random)
        }
    };
    let count = Rc::clone(&events);
    runner
        .run(&(any::<u64>(), prop::collection::vec(act(), 1..120)), move |(seed, acts)| {
            let site = Rc::new(Cell::new(Site::Down));
            let seen = Rc::clone(&site);
            let mut world = World::new(seed, Death::Never, move |asked| answer(seen.get(), asked));
            for act in &acts {
                apply(&mut world, &site, act);
            }
            all_is_well(&mut world, &site);
            world.replays(seed);
            let mut count = count.borrow_mut();
            count.0 += world.trace.len();
            count.1 += world.deaths;
            count.2 += world.returns.len();
            Ok(())
        })
        .unwrap();
    let (events, deaths, returns) = *events.borrow();
    println!("{events} events, {deaths} deaths, {returns} returns");
    assert!(events >= 100_000, "{events}");
}
