//! An app that does not start: a document that came well, and nothing in it.

use super::world::*;
use engine::{Button, Surface};

const CHAT: &str = "https://chatgpt.com/c/1";

/// Every document comes well; the app's script fails until then.
fn without_its_script(until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| {
        if asked.probe {
            assert_eq!(asked.address, ASSET, "the document would answer for the file");
        }
        if asked.probe && asked.at < until { bad() } else { ok() }
    }
}

fn world_until(until: i64) -> World {
    let mut world = World::new(1, Death::Never, without_its_script(until));
    world.asset_fails_until = until;
    world
}

/// The card on a tab's page: its title and its reason.
fn card(world: &World, tab: i32) -> Option<(&'static str, &'static str)> {
    world.engine.panels().into_iter().find_map(|(id, _, place, view)| {
        let view = view.filter(|_| id.0 == tab && place == Surface::Page)?;
        Some((view.title.id, view.why.id))
    })
}

#[test]
fn an_empty_page_is_told_of_and_loaded_again_once_its_script_answers() {
    for seed in 0..20 {
        let mut world = World::new(seed, Death::Never, without_its_script(s(120)));
        world.asset_fails_until = s(120);
        world.open(1, CHAT);
        world.run(s(5));
        assert_eq!(card(&world, 1), None, "the page may mend itself");
        world.run(s(10));
        assert_eq!(card(&world, 1), Some(("blank_title", "why_blank")));
        assert_eq!(world.tabs[&1].looks, 1, "one look");
        world.run(s(119));
        assert_eq!(world.loads(1), 1, "loaded while its script fails");
        assert!(world.probes.len() > 3, "{:?}", world.probes);
        world.run(s(180));
        assert!(!world.tabs[&1].empty && card(&world, 1).is_none(), "not back a minute later");
        assert_eq!((world.loads(1), world.backs), (2, 1));
        world.run(s(400));
        assert!(world.is_quiet());
    }
}

#[test]
fn a_page_that_mends_itself_is_nothing_to_be_told_of() {
    let mut world = world_until(s(3));
    world.open(1, CHAT);
    world.run(s(2));
    assert!(world.tabs[&1].empty);
    // Its router loads it again.
    world.run(s(4));
    world.reload(1);
    for second in 5..60 {
        world.run(s(second));
        assert_eq!(card(&world, 1), None);
    }
    assert!(world.is_quiet() && world.probes.is_empty());
    assert_eq!(world.loads(1), 2, "its own");
}

#[test]
fn a_page_whose_own_reload_does_not_help_is_told_of() {
    let mut world = world_until(s(300));
    world.open(1, CHAT);
    world.run(s(2));
    world.reload(1);
    world.run(s(12));
    assert_eq!(card(&world, 1), Some(("blank_title", "why_blank")));
    assert_eq!(world.loads(1), 2);
}

#[test]
fn a_page_in_which_anything_stands_is_left_alone() {
    let mut world = world_until(s(300));
    world.open(1, CHAT);
    world.run(s(1));
    world.app_starts(1);
    world.run(s(200));
    assert_eq!((card(&world, 1), world.tabs[&1].looks, world.loads(1)), (None, 1, 1));
    assert!(world.is_quiet() && world.probes.is_empty());
}

#[test]
fn an_app_that_starts_below_its_card_is_never_loaded_again() {
    for late in [s(20), s(59), s(61), s(64)] {
        let mut world = world_until(s(60));
        world.open(1, CHAT);
        world.run(s(10));
        assert!(card(&world, 1).is_some());
        world.run(late);
        let loads = world.loads(1);
        if world.tabs[&1].empty {
            world.app_starts(1);
        }
        world.run(s(200));
        assert_eq!((world.loads(1), card(&world, 1)), (loads, None), "at {late}");
        assert!(world.is_quiet());
    }
}

#[test]
fn one_that_is_loaded_and_stays_empty_is_no_good_news() {
    // The file answers, and the page's own copy of it does not come.
    let mut world = World::new(3, Death::Never, |_| ok());
    world.asset_fails_until = s(900);
    world.open(1, CHAT);
    for second in 0..900 {
        world.run(s(second));
        assert_eq!(world.backs, 0, "called back and empty");
    }
    assert!(world.loads(1) > 2 && world.loads(1) < 20, "{} loads", world.loads(1));
    assert!(card(&world, 1).is_some());
    world.run(s(2400));
    assert!(world.backs == 1 && world.is_quiet());
}

#[test]
fn what_stands_in_a_store_is_cleared_once_where_the_file_is_gone_for_good() {
    let site = |asked: Request| if asked.probe { Answer::Status(404, vec![]) } else { ok() };
    let mut world = World::new(4, Death::Never, site);
    (world.green, world.asset_fails_until) = (true, hours(1));
    world.open(1, CHAT);
    world.run(s(1800));
    assert_eq!(world.clearings.get(), 1, "{} loads", world.loads(1));
    // While OpenAI reports an incident, the files are on their way to be there again.
    let mut world = World::new(4, Death::Never, site);
    (world.green, world.incident) = (true, Some("investigating"));
    world.asset_fails_until = hours(1);
    world.open(1, CHAT);
    world.run(s(1800));
    assert_eq!(world.clearings.get(), 0);
}

#[test]
fn one_whose_address_holds_a_prompt_is_loaded_on_a_click_alone() {
    let address = "https://chatgpt.com/?q=a";
    let mut world = world_until(s(60));
    world.open(1, address);
    world.run(s(300));
    assert_eq!(world.loads(1), 1, "what it asks may be sent again");
    world.press(Some(1), Button::GoNow);
    world.pass(s(10));
    assert!(!world.tabs[&1].empty && card(&world, 1).is_none());
}

#[test]
fn the_result_of_a_post_is_never_loaded_again() {
    let mut world = world_until(s(60));
    world.open(1, HOME);
    world.load(1, CHAT, true);
    world.run(s(300));
    assert!(card(&world, 1).is_some());
    world.press(Some(1), Button::GoNow);
    world.pass(s(30));
    assert_eq!(world.loads(1), 2, "what was sent would be sent again");
}

#[test]
fn a_press_of_check_now_asks_for_the_file_and_loads_nothing() {
    let mut world = world_until(s(300));
    world.open(1, CHAT);
    world.run(s(60));
    // A check that was made a moment ago is not made again.
    while world.now - world.probes.last().unwrap().0 < s(5) {
        world.pass(500);
    }
    let probes = world.probes.len();
    world.press(Some(1), Button::CheckNow);
    world.pass(s(2));
    assert_eq!((world.probes.len(), world.loads(1)), (probes + 1, 1));
}

#[test]
fn what_is_no_file_of_the_app_or_no_failure_says_nothing() {
    let mut world = world_until(0);
    world.open(1, CHAT);
    world.run(s(5));
    let tell = |world: &mut World, address: &str, status: u16, error: &str| {
        let (address, error, at) = (address.to_owned(), error.to_owned(), world.wall());
        let tab = engine::TabId(1);
        world.tell(engine::Event::AssetFailed { tab, address, post: false, status, error, at });
    };
    for status in [200, 304, 401, 403, 429] {
        tell(&mut world, ASSET, status, "");
    }
    tell(&mut world, ASSET, 0, "net::ERR_BLOCKED_BY_CLIENT");
    tell(&mut world, ASSET, 0, "net::ERR_ABORTED");
    tell(&mut world, "https://chatgpt.com/ces/assets/a.js", 502, "");
    tell(&mut world, "https://example.org/cdn/assets/a.js", 502, "");
    world.pass(s(60));
    assert_eq!(world.tabs[&1].looks, 0);
}

#[test]
fn whatever_dies_in_between_the_end_is_the_same() {
    everywhere(
        |world| {
            world.asset_fails_until = s(100);
            world.open(1, CHAT);
            world.run(s(400));
            assert!(!world.tabs[&1].empty, "still empty");
            assert!(world.is_quiet() && world.loads(1) <= 3, "{} loads", world.loads(1));
        },
        without_its_script(s(100)),
    );
}

#[test]
fn a_message_that_is_sent_over_an_empty_page_is_never_sent_again() {
    for at in 10..80 {
        // The file answers a check before it loads in a page.
        let mut world = World::new(1, Death::Never, without_its_script(s(15)));
        world.asset_fails_until = s(35);
        world.open(1, CHAT);
        world.run(at * 500);
        world.load(1, CHAT, true);
        let loads = world.loads(1);
        world.run(s(600));
        assert_eq!(world.loads(1), loads, "sent at {} ms", at * 500);
    }
}
