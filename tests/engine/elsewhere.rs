//! Where somebody may go on while their assistant is down: what they chose and nothing is known to fail
//! of, and nobody is asked for it.

use super::world::*;
use advice::Machine;
use advice::remedies::Remedy;
use engine::prompts::Saved;
use engine::{Effect, Engine, Event, Outcome, TabId, Task};
use gatewatch::explain::{Explained, advice};
use settings::{Choice, Settings};
use sites::Site;
use status::Reply;

const CLAUDE: &str = "https://claude.ai/chat/1";

fn chosen(names: &[&str]) -> Event {
    let with = |settings: Settings, name: &&str| settings.with(name, Choice::Flag(true)).unwrap();
    Event::SettingsChanged(names.iter().fold(Settings::FIRST, with))
}

fn explained(engine: &Engine, reachable: &[Site]) -> Explained<'static> {
    let machine = Machine { online: true, ..Machine::default() };
    let explained = advice(engine, None, &machine, reachable).expect("something fails");
    Explained { page: "", ..explained }
}

/// The assistants that are offered, where the remedy is.
fn offered(engine: &Engine) -> Vec<Site> {
    let explained = explained(engine, &Site::ALL);
    let list = &explained.told.offers.list;
    let is_told = list.iter().any(|offer| offer.remedy == Remedy::GoElsewhere);
    assert_eq!(is_told, !explained.elsewhere.is_empty(), "a remedy that leads nowhere, or none");
    explained.elsewhere
}

/// Every page of these hosts fails, and no other.
fn down_at(hosts: &'static [&'static str]) -> impl Fn(Request) -> Answer + Clone + 'static {
    move |asked| if hosts.iter().any(|host| asked.address.contains(host)) { bad() } else { ok() }
}

#[test]
fn with_no_other_assistant_chosen_none_is_offered() {
    let mut world = World::new(3, Death::Never, down_at(&["chatgpt.com"]));
    world.open(1, HOME);
    world.pass(s(20));
    assert_eq!(offered(&world.engine), []);
}

#[test]
fn what_was_chosen_and_does_not_fail_is_offered_and_nothing_is_asked_of_it() {
    for death in [Death::Never, Death::Relay] {
        let mut world = World::new(3, death, down_at(&["chatgpt.com"]));
        world.tell(chosen(&["on_claude", "on_mistral"]));
        world.open(1, HOME);
        world.pass(s(20));
        assert_eq!(offered(&world.engine), [Site::Claude, Site::Mistral], "{death:?}");
        assert!(world.probes.iter().all(|probe| probe.1 == Site::ChatGpt), "{:?}", world.probes);
        // Nothing is heard of a site to which access was taken away.
        assert_eq!(explained(&world.engine, &[Site::Mistral]).elsewhere, [Site::Mistral]);
        world.tell(Event::SettingsChanged(Settings::FIRST));
        assert_eq!(offered(&world.engine), [], "chosen no more");
    }
}

#[test]
fn what_fails_itself_is_not_offered_until_it_is_back() {
    let mut world = World::new(3, Death::Never, |asked: Request| match asked.address {
        address if address.contains("claude.ai") && asked.at > s(300) => ok(),
        _ => bad(),
    });
    world.tell(chosen(&["on_claude"]));
    world.open(1, HOME);
    world.pass(s(20));
    assert_eq!(offered(&world.engine), [Site::Claude], "nothing is known of it yet");
    world.open(2, CLAUDE);
    world.pass(s(20));
    let of = |world: &World, tab: i32| {
        let machine = Machine { online: true, ..Machine::default() };
        advice(&world.engine, Some(TabId(tab)), &machine, &Site::ALL).unwrap().elsewhere
    };
    assert_eq!((of(&world, 1), of(&world, 2)), (vec![], vec![]), "both are down");
    for _ in 0..1200 {
        world.pass(s(1));
    }
    assert!(world.is_healthy(2));
    assert_eq!(of(&world, 1), [Site::Claude], "it is back");
}

/// A chat that is well beside Claude, which is chosen and down.
fn with_claude_down() -> World {
    let mut world = World::new(3, Death::Never, down_at(&["claude.ai"]));
    world.tell(chosen(&["on_claude"]));
    world.open(1, HOME);
    world.pass(s(5));
    world.open(2, CLAUDE);
    world.pass(s(20));
    assert_eq!(offered(&world.engine), [Site::ChatGpt], "it is on from the beginning");
    world
}

#[test]
fn a_message_that_fails_there_speaks_against_it_too() {
    let mut world = with_claude_down();
    world.send_and_get(1, bad());
    world.pass(s(2));
    let down = explained(&world.engine, &Site::ALL).elsewhere;
    assert_eq!(down, [], "it does not answer messages");
}

#[test]
fn one_whose_limit_counts_down_is_offered_again_when_that_is_over() {
    let mut world = with_claude_down();
    let (tab, at, address) = (TabId(1), world.wall(), MESSAGES.to_owned());
    let headers = vec![("retry-after".to_owned(), "600".to_owned())];
    let response = detect::Response { status: 429, headers };
    world.tell(Event::ConversationAnswered { tab, address, response, at });
    world.pass(s(2));
    assert_eq!(offered(&world.engine), [], "it takes no messages right now");
    world.pass(s(610));
    assert_eq!(offered(&world.engine), [Site::ChatGpt]);
}

#[test]
fn what_its_own_status_page_says_counts() {
    let mut world = World::new(3, Death::Never, down_at(&["chatgpt.com"]));
    world.tell(chosen(&["on_claude"]));
    world.open(1, HOME);
    world.pass(s(20));
    assert_eq!(offered(&world.engine), [Site::Claude]);
    let mut engine = world.engine.clone();
    let now = timestamp::Timestamp::from_millis(BASE + s(3600));
    let mut effects = engine.handle(now, Event::PopupOpened);
    let mut answered = 0;
    while let Some(effect) = effects.pop() {
        let Effect::Run(id, Task::ReadStatus { address: url }) = effect else { continue };
        if Site::of_status_page(&url) != Some(Site::Claude) {
            continue;
        }
        answered += 1;
        let reply = Reply {
            final_url: url.clone(),
            url,
            status: 200,
            content_type: "application/json".into(),
            retry_after: None,
            body: include_bytes!("../fixtures/status/others/claude-summary.json").to_vec(),
        };
        let outcome = Outcome::StatusAnswered(Ok(reply.read()));
        effects.extend(engine.handle(now, Event::Done { id, outcome }));
    }
    assert!(answered > 0 && engine.reading(Site::Claude).is_some(), "{answered}");
    assert_eq!(offered(&engine), [], "an incident is open there");
}

#[test]
fn a_kept_prompt_is_taken_along_and_only_where_one_is_kept() {
    let mut world = World::new(3, Death::Never, down_at(&["chatgpt.com"]));
    world.tell(chosen(&["on_claude"]));
    world.open(1, HOME);
    world.pass(s(20));
    let says = |engine: &Engine| {
        let explained = explained(engine, &Site::ALL);
        let mut offers = explained.told.offers.list.into_iter();
        let offer = offers.find(|offer| offer.remedy == Remedy::GoElsewhere).unwrap();
        let words: Vec<_> = offer.words.iter().map(|text| text.id).collect();
        (explained.tab, explained.is_prompt_kept, words)
    };
    let tab = Some(TabId(1));
    assert_eq!(says(&world.engine), (tab, false, vec!["how_go_elsewhere"]));
    world.tell(Event::TextKept { tab: TabId(1), saved: Saved::Kept });
    let both = vec!["how_go_elsewhere", "how_go_elsewhere_copies"];
    assert_eq!(says(&world.engine), (tab, true, both));
}
