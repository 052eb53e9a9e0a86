//! Any events at all, in any order, at any moment, as pages and browsers tell them: no panic, and
//! whatever came, the engine that is kept goes on as the one that lives.
//!
//! `cargo xtask fuzz events --seconds 60`
#![no_main]

use arbitrary::Arbitrary;
use detect::Response;
use engine::{
    Button, Clearing, Effect, TaskId, Document, Engine, Event, Expectation, Finding, Outcome,
    ProbeAnswer, ReturnOutcome, TabState, TabId,
};
use settings::{Choice, Settings};
use timestamp::Timestamp;
use libfuzzer_sys::fuzz_target;

/// What happens next.
#[derive(Arbitrary, Debug)]
enum Act {
    Response { tab: u8, address: Address, post: bool, status: u16, header: (u8, String), ago: i32 },
    Failed { tab: u8, address: Address, post: bool, error: String },
    Answered { tab: u8, status: u16, ago: i32 },
    Cut { tab: u8, error: String },
    Updated(u8),
    /// An honest answer to what was asked, or one out of nothing.
    Inspected { tab: u8, honest: bool, finding: u8, address: Address },
    Waiting { tab: u8, address: Address },
    Pressed { tab: Option<u8>, button: u8 },
    Seen { tab: u8, visible: bool },
    Replaced(u8, u8),
    Chosen(bool),
    Online,
    Popup,
    Ticked,
    Done { which: u8, outcome: u8, code: u16, at: i64 },
    Dies,
}

#[derive(Arbitrary, Debug)]
enum Address {
    Chat,
    Old,
    Prompt,
    Any(String),
}

impl Address {
    fn text(&self) -> String {
        match self {
            Self::Chat => "https://chatgpt.com/c/1".into(),
            Self::Old => "https://chat.openai.com/".into(),
            Self::Prompt => "https://chatgpt.com/?q=a".into(),
            Self::Any(text) => text.clone(),
        }
    }
}

const HEADERS: [&str; 3] = ["retry-after", "cf-mitigated", "content-type"];
const MESSAGES: &str = "https://chatgpt.com/backend-api/conversation";

struct World {
    engine: Engine,
    now: i64,
    asked: Vec<(TabId, Expectation)>,
    outstanding: Vec<TaskId>,
}

impl World {
    fn tell(&mut self, event: Event) {
        let now = Timestamp::from_millis(self.now);
        let mut twin = Engine::restore(&self.engine.snapshot()).expect("a snapshot of our own");
        let commands = self.engine.handle(now, event.clone());
        assert_eq!(twin.handle(now, event), commands);
        assert_eq!(twin, self.engine);
        for command in commands {
            match command {
                Effect::Inspect { tab, expectation, .. } => self.asked.push((tab, expectation)),
                Effect::Run(id, _) => self.outstanding.push(id),
                Effect::Read { .. }
                | Effect::InspectChat { .. }
                | Effect::ForgetAnswered { .. }
                | Effect::SayBack { .. }
                | Effect::Notify { .. }
                | Effect::ShowAdvice { .. } => {}
            }
        }
        let _ = (self.engine.deadline(), self.engine.panels(), self.engine.badge());
    }

    fn ago(&self, ms: i32) -> Timestamp {
        Timestamp::from_millis(self.now.saturating_sub(i64::from(ms)))
    }
}

fuzz_target!(|input: (u64, Vec<(i32, Act)>)| {
    let (seed, acts) = input;
    let (asked, outstanding) = (vec![], vec![]);
    let mut world = World { engine: Engine::new(seed), now: 1_790_000_000_000, asked, outstanding };
    for (ms, act) in acts {
        world.now = world.now.saturating_add(i64::from(ms));
        let id = |tab: u8| TabId(i32::from(tab % 8));
        let event = match act {
            Act::Response { tab, address, post, status, header: (name, value), ago } => {
                let headers = vec![(HEADERS[usize::from(name) % 3].to_owned(), value)];
                let response = Response { status, headers };
                let at = world.ago(ago);
                Event::ResponseArrived { tab: id(tab), address: address.text(), post, response, at }
            }
            Act::Failed { tab, address, post, error } => {
                Event::NavigationFailed { tab: id(tab), address: address.text(), post, error }
            }
            Act::Answered { tab, status, ago } => Event::ConversationAnswered {
                tab: id(tab),
                address: MESSAGES.into(),
                response: Response { status, headers: vec![] },
                at: world.ago(ago),
            },
            Act::Cut { tab, error } => Event::ConversationFailed {
                tab: id(tab),
                address: MESSAGES.into(),
                error,
                at: world.ago(0),
            },
            Act::Updated(tab) => Event::TabUpdated { tab: id(tab) },
            Act::Inspected { tab, honest, finding, address } => {
                let Some((asked, expectation)) = world.asked.pop() else { continue };
                let tab = if honest { asked } else { id(tab) };
                let address = if honest { expectation.address.clone() } else { address.text() };
                let document = Document { address: address.clone(), time_origin: world.now };
                let finding = match finding % 4 {
                    0 | 1 => Finding::Here { document, again: finding > 99 },
                    2 => Finding::NotHere,
                    _ => Finding::Refused {
                        address: Some(address),
                        loading: finding > 99,
                        can_wait: finding < 200,
                        retries: finding > 150,
                    },
                };
                Event::Inspected { tab, expectation, finding }
            }
            Act::Waiting { tab, address } => {
                Event::WaitingPageOpened { tab: id(tab), address: address.text() }
            }
            Act::Pressed { tab, button } => Event::Pressed {
                tab: tab.map(id),
                button: Button::ALL[usize::from(button) % Button::ALL.len()],
            },
            Act::Seen { tab, visible } => Event::VisibilityChanged { tab: id(tab), visible },
            Act::Replaced(tab, by) => Event::TabReplaced { tab: id(tab), by: id(by) },
            Act::Chosen(on) => {
                let chosen = Settings::FIRST.with("on", Choice::Flag(on));
                Event::SettingsChanged(chosen.unwrap_or(Settings::FIRST))
            }
            Act::Online => Event::NetworkReturned,
            Act::Popup => Event::PopupOpened,
            Act::Ticked => Event::TimePassed,
            Act::Done { which, outcome, code, at } => {
                let known = world.outstanding.len();
                let number = if known == 0 { TaskId(u32::from(which)) } else {
                    world.outstanding[usize::from(which) % known]
                };
                let outcome = match outcome % 8 {
                    0 => Outcome::Probed(ProbeAnswer::Status {
                        code,
                        challenge: outcome > 128,
                        not_before: (outcome > 64).then_some(Timestamp::from_millis(at)),
                    }),
                    1 => Outcome::Probed(ProbeAnswer::NetworkError),
                    2 => Outcome::Returned(ReturnOutcome::Begun),
                    3 => Outcome::Waits(outcome > 128),
                    4 => Outcome::CacheCleared(Clearing::Cleared, u32::from(code)),
                    5 => Outcome::TakenAway,
                    6 => Outcome::ClearingEnded,
                    _ => Outcome::TabsListed {
                        tab_states: (0..code % 8).map(|tab| TabState {
                            tab: TabId(i32::from(tab)),
                            address: "https://chatgpt.com/c/1".into(),
                            active: outcome > 128,
                            loading: at % 2 == 1,
                            discarded: at % 3 == 1,
                            cookie_store: u32::from(tab % 2),
                        }).collect(),
                        online: outcome > 64,
                    },
                };
                Event::Done { id: number, outcome }
            }
            Act::Dies => {
                world.engine = Engine::restore(&world.engine.snapshot()).expect("our own");
                Event::Started(Settings::FIRST)
            }
        };
        world.tell(event);
    }
});
