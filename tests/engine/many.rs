//! Many tabs, and two sites: one probe for all, and one after the other back.

use super::world::*;
use engine::Button;

#[test]
fn a_hundred_failing_tabs_load_the_site_as_one() {
    let run = |tabs: i32| {
        let mut world = World::new(5, Death::Never, down(0, s(1800)));
        for tab in 1..=tabs {
            world.open(tab, &format!("https://chatgpt.com/c/{tab}"));
        }
        world.run(s(1));
        for tab in 1..=tabs {
            world.see(tab, tab == 42 || tabs == 1);
            world.tabs.get_mut(&tab).unwrap().discarded = tab % 10 == 0;
        }
        world.run(s(1799));
        assert!(world.returns.is_empty());
        let probes = world.probes.len();
        world.run(s(2800));
        (world, probes)
    };
    let ((_, one), (world, hundred)) = (run(1), run(100));
    assert!(hundred <= one + 2, "{hundred} probes for a hundred tabs, {one} for one");
    let order: Vec<i32> = world.returns.iter().map(|(_, tab)| *tab).collect();
    assert_eq!(order[0], 42, "the tab that is looked at comes first");
    assert_eq!(order.len(), 90, "each once, and none of the sleeping");
    assert!(order.iter().all(|tab| tab % 10 != 0));
    assert!(world.returns.windows(2).all(|pair| pair[1].0 - pair[0].0 >= s(2)));
    assert!(world.is_quiet());
}

#[test]
fn thirty_tabs_come_back_one_by_one_whatever_dies() {
    everywhere(
        |world| {
            for tab in 1..=6 {
                world.open(tab, HOME);
            }
            world.run(s(400));
            for tab in 1..=6 {
                assert!(world.is_healthy(tab), "{tab}");
                assert_eq!(world.loads(tab), 2, "{tab}");
            }
            assert!(world.is_quiet());
        },
        down(0, s(15)),
    );
}

#[test]
fn a_page_that_loads_well_in_another_tab_brings_a_probe() {
    let mut world = World::new(3, Death::Never, down(0, s(1800)));
    world.open(1, HOME);
    world.run(s(1500));
    world.see(1, false); // so that the next probe is minutes away
    world.run(s(1801));
    let probes = world.probes.len();
    world.run(s(1810));
    assert_eq!(world.probes.len(), probes, "nobody asks by chance just then");
    world.open(2, OLD);
    world.run(s(1821));
    assert_eq!(world.probes.len(), probes, "another site says nothing of this one");
    world.open(3, HOME);
    world.run(s(1833));
    assert!(world.is_healthy(3) && world.probes.len() > probes, "{:?}", world.probes);
}

#[test]
fn two_sites_fail_at_once_and_each_goes_its_own_way() {
    let site = |asked: Request| {
        let until = if asked.address.starts_with(HOME) { s(20) } else { s(90) };
        if asked.at < until { bad() } else { ok() }
    };
    everywhere(
        |world| {
            world.open(1, HOME);
            world.open(2, OLD);
            world.run(s(80));
            assert!(world.is_healthy(1) && !world.is_healthy(2));
            world.run(s(300));
            assert!(world.is_healthy(2) && world.is_quiet());
            assert_eq!((world.loads(1), world.loads(2)), (2, 2));
        },
        site,
    );
}

#[test]
fn a_tab_that_never_finishes_loading_does_not_keep_the_others() {
    let site = |asked: Request| match asked.at {
        at if at < s(20) => bad(),
        _ if asked.address.ends_with("/hangs") => Answer::Hangs,
        _ => ok(),
    };
    everywhere(
        |world| {
            world.open(1, "https://chatgpt.com/hangs");
            world.open(2, HOME);
            world.open(3, HOME);
            world.run(s(500));
            assert!(world.is_healthy(2) && world.is_healthy(3));
            assert_eq!(world.loads(1), 2, "a pending load is never overtaken");
        },
        site,
    );
}

#[test]
fn a_frozen_tab_does_not_keep_the_others() {
    let mut world = World::new(1, Death::Never, down(0, s(30)));
    for tab in 1..=3 {
        world.open(tab, HOME);
    }
    world.run(s(10));
    world.tabs.get_mut(&1).unwrap().frozen = true;
    world.run(s(200));
    assert!(!world.is_healthy(1) && world.is_healthy(2) && world.is_healthy(3));
    world.tabs.get_mut(&1).unwrap().frozen = false;
    world.pass(s(200));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn hidden_tabs_probe_at_most_a_fifth_and_looking_gives_the_truth_at_once() {
    let probes = |hidden: bool| {
        let mut world = World::new(9, Death::Never, down(0, s(3600)));
        world.open(1, HOME);
        world.pass(s(1));
        if hidden {
            world.see(1, false);
            // It is the active tab of a window that lies under another.
            world.tabs.get_mut(&1).unwrap().active = true;
        }
        world.run(s(3700));
        world
    };
    let (seen, mut hidden) = (probes(false), probes(true));
    assert!(hidden.probes.len() * 5 <= seen.probes.len(), "{}", hidden.probes.len());
    hidden.see(1, true);
    hidden.pass(s(2));
    assert!(hidden.is_healthy(1));
}

#[test]
fn restless_presses_are_at_most_sixty_an_hour() {
    let mut world = World::new(1, Death::Never, down(0, hours(3)));
    world.open(1, HOME);
    for _ in 0..2000 {
        world.pass(s(5));
        world.press(Some(1), Button::CheckNow);
    }
    assert!(world.probes.len() > 120);
}

#[test]
fn a_page_that_fails_while_others_are_taken_back_is_not_loaded_to_find_out() {
    let site = |asked: Request| match asked.at {
        _ if asked.address.ends_with("/new") => bad(),
        at if at < s(20) && !asked.probe => bad(),
        at if at < s(20) => Answer::Hangs,
        _ => ok(),
    };
    let mut world = World::new(1, Death::Never, site);
    for tab in 1..=9 {
        world.open(tab, HOME);
    }
    world.run(s(20));
    while world.returns.len() < 3 {
        world.pass(s(1));
    }
    world.open(10, "https://chatgpt.com/new");
    world.pass(s(4));
    assert_eq!(world.loads(10), 1);
}
