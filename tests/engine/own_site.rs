//! A site of one's own: an outage of it as of any other, and nothing of it once it is another, or none.

use super::world::*;
use engine::{Engine, Event, Snapshot};
use settings::Settings;
use sites::Site;

const CHAT_THERE: &str = "https://chat.example.org/c/1";

fn own(host: &str, status_page: &str) -> Event {
    Event::SettingsChanged(Settings::FIRST.with_own_of(host, status_page).unwrap())
}

/// Down for that long, and ChatGPT is not.
fn own_down(until: i64) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| {
        let is_own = asked.address.contains("chat.example.org");
        if is_own && asked.at < until { bad() } else { ok() }
    }
}

#[test]
fn it_is_carded_probed_and_returned_to_by_its_own_name() {
    for death in [Death::Never, Death::Relay] {
        let mut world = World::new(3, death, own_down(s(200)));
        world.tell(own("chat.example.org", ""));
        world.open(1, CHAT_THERE);
        world.run(s(20));
        let view = world.engine.popup_view();
        assert_eq!(view.site, Site::Own, "{death:?}");
        assert_eq!(Site::Own.service().name, "chat.example.org");
        // It has no status page: nothing is asked for, said of it or linked.
        assert_eq!(view.status.lines, []);
        assert!(view.buttons.iter().all(|button| button.button != "status_page"));
        assert_eq!(world.status_reads, 0);
        world.run(s(600));
        assert!(world.probes.iter().all(|probe| probe.1 == Site::Own), "{:?}", world.probes);
        assert!(!world.probes.is_empty() && world.is_healthy(1), "{death:?}");
        assert!(world.is_quiet());
    }
}

#[test]
fn its_status_page_is_asked_and_linked() {
    let mut world = World::new(3, Death::Never, own_down(s(900)));
    world.tell(own("chat.example.org", "status.example.org"));
    world.open(1, CHAT_THERE);
    world.run(s(20));
    let asked = "https://status.example.org/api/v2/summary.json";
    assert!(format!("{:?}", world.trace).contains(asked));
    let view = world.engine.popup_view();
    let link = view.buttons.iter().find(|it| it.button == "status_page").unwrap();
    assert_eq!(link.href, Some("https://status.example.org/"));
}

#[test]
fn nothing_is_left_of_it_once_it_is_another_or_none() {
    for next in [own("", ""), own("other.example.org", "")] {
        let mut world = World::new(3, Death::Never, own_down(s(900)));
        world.tell(own("chat.example.org", ""));
        world.open(1, CHAT_THERE);
        world.run(s(20));
        assert!(world.engine.is_down());
        world.tell(next);
        assert!(!world.engine.is_down());
        world.run(s(60));
        assert!(!world.engine.is_open(), "{:?}", world.engine);
        let probes = world.probes.len();
        world.reload(1);
        world.run(s(300));
        assert_eq!(world.probes.len(), probes, "it is nobody's site");
    }
}

#[test]
fn whoever_restores_a_snapshot_knows_whose_addresses_are_in_it() {
    let mut engine = Engine::new(1);
    engine.handle(world_begins(), own("chat.example.org", ""));
    let Snapshot(text) = engine.snapshot();
    sites::own::choose(None);
    assert_eq!(Site::of(CHAT_THERE), None);
    assert_eq!(Engine::restore(&Snapshot(text)).unwrap(), engine);
    assert_eq!(Site::of(CHAT_THERE), Some(Site::Own));
}

fn world_begins() -> timestamp::Timestamp {
    timestamp::Timestamp::from_millis(1)
}

#[test]
fn all_that_its_status_page_says_is_about_it() {
    let own = sites::OwnSite::parse("chat.example.org", "status.example.org").unwrap();
    sites::own::choose(Some(own));
    let page = |status: &str, incidents: &str| {
        let document = format!(
            r#"{{"page":{{"id":"x1","name":"Example","url":"https://status.example.org"}},
                "status":{{"indicator":"none"}},
                "components":[{{"id":"1","name":"Web","status":"{status}"}}],
                "incidents":[{incidents}],"scheduled_maintenances":[]}}"#
        );
        status::read(document.as_bytes(), Site::Own, world_begins()).unwrap()
    };
    assert_eq!(page("operational", "").state, status::State::Operational);
    // Which of its parts nobody can chat without is not known.
    assert_eq!(page("major_outage", "").state, status::State::Degraded);
    let incident = r#"{"id":"i","name":"The disk is full","status":"investigating","impact":"major",
        "created_at":"2026-11-30T10:00:00Z","updated_at":"2026-11-30T10:00:00Z","incident_updates":[]}"#;
    let reading = page("operational", incident);
    assert!(!reading.is_foreign && reading.incidents.iter().all(|it| it.about.is_site()));
    assert_eq!(reading.incidents.len(), 1);
    sites::own::choose(None);
}
