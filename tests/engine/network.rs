//! A network that fails: named, waited out where the browser does not do so itself, and never
//! where a certificate is not to be trusted.

use super::world::*;
use engine::{Button, Event};

const CHAT: &str = "https://chatgpt.com/c/1?q=a#b";

fn until(end: i64, fails: Answer) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| if asked.at < end { fails.clone() } else { ok() }
}

fn title(world: &World) -> &'static str {
    world.engine.popup_view().title.id
}

fn why(world: &World) -> &'static str {
    world.engine.popup_view().why.id
}

#[test]
fn each_failure_of_the_network_has_its_words() {
    for (name, words) in [
        ("net::ERR_CONNECTION_REFUSED", "why_refused"),
        ("NS_ERROR_CONNECTION_REFUSED", "why_refused"),
        ("net::ERR_CONNECTION_RESET", "why_reset"),
        ("net::ERR_NAME_NOT_RESOLVED", "why_dns"),
        ("NS_ERROR_UNKNOWN_HOST", "why_dns"),
        ("net::ERR_SSL_PROTOCOL_ERROR", "why_tls"),
        ("NS_ERROR_NET_TIMEOUT", "why_timed_out"),
        ("net::ERR_INTERNET_DISCONNECTED", "why_offline"),
        ("net::ERR_CERT_DATE_INVALID", "why_certificate"),
        ("Das Zertifikat der Gegenstelle wurde widerrufen.", "why_certificate"),
        ("net::ERR_PROXY_CONNECTION_FAILED", "why_proxy"),
    ] {
        let mut world = World::new(1, Death::Never, until(s(9), Answer::Fails(name)));
        world.open(1, CHAT);
        world.run(s(1));
        assert_eq!(why(&world), words, "{name}");
        assert_eq!(world.engine.badge().title, "network_title");
    }
}

#[test]
fn where_the_browser_does_not_try_again_a_waiting_page_does() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(20));
            if world.is_undisturbed() {
                assert_eq!(world.tabs[&1].stands, Stands::WaitingPage);
            }
            world.run(s(400));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!((world.tabs[&1].document.address.as_str(), world.loads(1)), (CHAT, 2));
        },
        until(s(60), Answer::Fails("net::ERR_CONNECTION_RESET")),
    );
}

#[test]
fn what_the_browser_tries_again_by_itself_is_explained_and_no_more() {
    everywhere(
        |world| {
            world.retries = true;
            world.open(1, CHAT);
            world.run(s(2));
            if world.is_undisturbed() {
                let view = world.engine.popup_view();
                assert_eq!((view.title.id, view.doing.id), ("network_title", "doing_browser"));
                assert_eq!((view.next_check, view.buttons.len()), (None, 1));
            }
            world.run(s(400));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!((world.probes.len(), world.returns.len()), (0, 0));
            assert_eq!(world.backs, 0, "nothing of ours stood there");
        },
        until(s(80), Answer::Fails("net::ERR_CONNECTION_RESET")),
    );
}

#[test]
fn a_certificate_that_is_not_to_be_trusted_is_never_tried_again() {
    for retries in [false, true] {
        everywhere(
            |world| {
                world.retries = retries;
                world.open(1, CHAT);
                world.run(s(3600));
                assert_eq!(title(world), "certificate_title");
                assert_eq!(world.engine.popup_view().doing.id, "doing_certificate");
                world.press(None, Button::CheckNow);
                world.press(Some(1), Button::GoNow);
                world.pass(s(600));
                assert_eq!((world.probes.len(), world.returns.len(), world.loads(1)), (0, 0, 1));
                assert_eq!(world.tabs[&1].stands, Stands::ErrorPage, "the warning stays");
                world.close(1);
                world.tell(Event::PopupOpened);
                world.pass(s(700));
                assert!(world.is_quiet() && world.engine.deadline().is_none());
            },
            |_| UNTRUSTED,
        );
    }
}

#[test]
fn offline_nothing_is_asked_until_the_network_is_back() {
    everywhere(
        |world| {
            world.online = false;
            world.open(1, CHAT);
            world.run(s(1800));
            assert_eq!((world.probes.len(), world.status_reads), (0, 0));
            let view = world.engine.waiting_view(engine::TabId(1)).unwrap();
            assert_eq!((view.doing.id, view.next_check), ("doing_offline", None));
            world.online = true;
            world.tell(Event::NetworkReturned);
            world.pass(s(60));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!(world.loads(1), 2);
        },
        until(s(1800), OFFLINE),
    );
}

#[test]
fn a_network_that_came_back_unheard_is_found_all_the_same() {
    let mut world = World::new(1, Death::Never, until(s(100), OFFLINE));
    world.online = false;
    world.open(1, CHAT);
    world.run(s(100));
    world.online = true;
    world.run(s(400));
    assert!(world.is_healthy(1) && world.is_quiet());
}

#[test]
fn a_portal_that_wants_a_sign_in_is_said_and_left_to_the_person() {
    everywhere(
        |world| {
            world.open(1, CHAT);
            world.run(s(300));
            assert_eq!((why(world), title(world)), ("why_portal", "network_title"));
            assert!(world.engine.panels().iter().all(|panel| panel.3.is_none()), "not painted on");
            world.reload(1);
            world.pass(s(60));
            assert!(world.is_healthy(1) && world.is_quiet());
            assert_eq!((world.probes.len(), world.loads(1), world.backs), (0, 2, 0));
        },
        until(s(200), Answer::Status(511, vec![])),
    );
}

#[test]
fn a_name_that_nobody_knows_and_a_stop_are_nothing() {
    let names =
        ["net::ERR_ABORTED", "net::ERR_FAILED", "NS_BINDING_ABORTED", "net::ERR_CACHE_MISS"];
    for name in names {
        let mut world = World::new(1, Death::Never, until(s(9), Answer::Fails(name)));
        world.open(1, CHAT);
        world.run(s(60));
        assert!(world.is_quiet() && world.engine.deadline().is_none(), "{name}");
    }
}

#[test]
fn a_gateway_that_answers_after_the_network_failed_gets_its_card() {
    let site = |asked: Request| match asked.at {
        at if at < s(4) => RESET,
        at if at < s(60) => bad(),
        _ => ok(),
    };
    everywhere(
        |world| {
            world.retries = true;
            world.open(1, CHAT);
            world.run(s(20));
            if world.is_undisturbed() {
                assert_eq!((world.engine.panels().len(), why(world)), (1, "why_502"));
            }
            world.run(s(300));
            assert!(world.is_healthy(1) && world.is_quiet());
        },
        site,
    );
}

/// The probes of an hour in which something says each second that the network is back, beside those of
/// an hour in which nobody says so.
fn probes_beside_the_word_that_the_network_is_back(seed: u64, answer: Answer) -> (usize, usize) {
    let hour = |says: bool| {
        let answer = answer.clone();
        let mut world = World::new(seed, Death::Never, move |_| answer.clone());
        world.open(1, CHAT);
        while world.now < hours(1) {
            world.pass(s(1));
            if says {
                world.tell(Event::NetworkReturned);
            }
        }
        let gaps: Vec<i64> = world.probes.windows(2).map(|two| two[1].0 - two[0].0).collect();
        let longest = gaps.into_iter().max().unwrap();
        assert!(longest < s(300), "never without a probe for long: {longest} ms");
        world.probes.len()
    };
    (hour(true), hour(false))
}

#[test]
fn a_network_that_is_said_to_be_back_each_second_changes_nothing_where_it_was_never_gone() {
    for seed in 0..20 {
        let (said, calm) =
            probes_beside_the_word_that_the_network_is_back(seed, Answer::Status(502, vec![]));
        assert_eq!(said, calm, "seed {seed}");
    }
}

#[test]
fn a_network_that_is_said_to_be_back_each_second_leaves_probes_for_the_whole_hour() {
    for seed in 0..20 {
        let (said, calm) = probes_beside_the_word_that_the_network_is_back(
            seed,
            Answer::Fails("net::ERR_CONNECTION_RESET"),
        );
        assert!(said <= 60 && said >= calm, "seed {seed}: {said} beside {calm}");
    }
}

#[test]
fn a_page_that_came_well_while_nobody_heard_of_it_is_left_as_it_is() {
    let fails = |asked: Request| asked.at < if asked.probe { s(60) } else { s(20) };
    let site = move |asked: Request| if fails(asked) { bad() } else { ok() };
    let mut world = World::new(1, Death::Never, site);
    world.open_as(1, HOME, Kind::Private);
    world.run(s(30));
    world.stored.insert(1);
    world.load(1, HOME, false);
    world.run(s(300));
    assert!(world.is_healthy(1) && world.loads(1) == 2, "{} loads", world.loads(1));
}
