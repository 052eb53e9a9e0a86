//! The sentences of a view: why it failed, the notes, the buttons.

use super::event::{Button, Clearing, ProbeAnswer};
use super::failing_tab::FailingTab;
use super::outage::{ClearingState, Outage, OutagePhase, Refusal};
use super::types::{Trouble, TurnedAway};
use super::view::{ButtonView, Note, Rank, View};
use crate::prompts::{Given, Saved};
use detect::{Class, Column, NetworkError};
use sites::Site;
use text::{Arg, Text};
use timestamp::Timestamp;

/// What a slim bar on a living page says: what became of the message, and what to do.
pub fn as_bar(view: &mut View, outage: &Outage, tab: &FailingTab) {
    let (bar, button) = match outage.phase {
        OutagePhase::Returning => (false, Some((Button::GoNow, "bar_reload"))),
        OutagePhase::Paused | OutagePhase::Stopped => {
            (true, Some((Button::Resume, "button_resume")))
        }
        OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing => {
            (true, (!outage.is_left_to_browser()).then_some((Button::CheckNow, "button_check_now")))
        }
    };
    if bar {
        view.title = match outage.network {
            None if tab.trouble == Some(Trouble::Stream) => Text::new("bar_broke_off"),
            None if let Some(trouble) = tab.trouble => why_in_app(trouble),
            None if outage.verdict.class == Class::NetworkError => {
                why(outage.verdict.class, outage.code, None)
            }
            None => Text::new("bar_title").with("code", Arg::Code(outage.code)),
            network => why(outage.verdict.class, outage.code, network),
        };
    }
    view.buttons = Vec::new();
    let kept = tab.saved.is_kept() && tab.given != Some(Given::Put);
    let put_back = kept && outage.phase == OutagePhase::Returning;
    let all = [
        put_back.then_some((Button::PutBack, "safe_button_put_back")),
        kept.then_some((Button::CopyPrompt, "button_copy_prompt")),
        button,
        bar.then_some((Button::WhatElse, "button_what_else")),
        Some((Button::Hide, "button_hide")),
    ];
    for (button, id) in all.into_iter().flatten() {
        view.buttons.push(say(button, id));
    }
    // A bar has one line: first what became of the prompt, then the rest.
    if let Some(prompt) = prompt(tab.given, tab.saved) {
        let checked = view.checked.as_ref().map(|(text, _)| text);
        let otherwise = checked.unwrap_or(&view.doing).clone();
        let rest = view.notes.drain(..).next().map_or(otherwise, |note| note.text);
        view.notes.push(Note { text: both(prompt, rest) });
    }
}

/// Two sentences in one line.
pub fn both(first: Text, second: Text) -> Text {
    let id = if ends_with_open_title(&first) { "both_stop" } else { "both" };
    Text::new(id)
        .with("first", Arg::Text(Box::new(first)))
        .with("second", Arg::Text(Box::new(second)))
}

/// Whether it ends with the title of an incident that has no full stop.
fn ends_with_open_title(text: &Text) -> bool {
    let title = text.args.iter().find(|(name, _)| matches!(*name, "title" | "component"));
    matches!(title, Some((_, Arg::Outside(title)))
        if !title.trim_end().ends_with(['.', '!', '?', '…', '。', '！', '？', '।']))
}

/// What became of the text on a page.
pub fn prompt(given: Option<Given>, saved: Saved) -> Option<Text> {
    let id = match (given, saved) {
        (Some(Given::Put), _) => "safe_put",
        (Some(Given::Copied), _) => "safe_copied",
        (Some(Given::Newer), _) => "safe_newer",
        (Some(Given::Refused), _) => "safe_refused",
        (None, Saved::Kept) => "prompt_kept",
        (None, Saved::KeptHere) => "prompt_kept_here",
        (None, Saved::Unseen) => "prompt_unseen",
        (None, Saved::Unsaved) => "prompt_unsaved",
        (None, Saved::Nothing) => return None,
    };
    Some(Text::new(id))
}

/// The network error in plain words.
fn why_network(error: NetworkError) -> &'static str {
    match error {
        NetworkError::Refused => "why_refused",
        NetworkError::Reset => "why_reset",
        NetworkError::Dns => "why_dns",
        NetworkError::Tls => "why_tls",
        NetworkError::TimedOut => "why_timed_out",
        NetworkError::Offline => "why_offline",
        NetworkError::Certificate => "why_certificate",
        NetworkError::Cut => "why_cut",
        NetworkError::Proxy => "why_proxy",
        NetworkError::Aborted
        | NetworkError::Replied
        | NetworkError::Forbidden
        | NetworkError::Other => "why_other",
    }
}

pub fn why(class: Class, code: u16, network: Option<NetworkError>) -> Text {
    if let Some(error) = network {
        return Text::new(why_network(error));
    }
    let id = match (class, code) {
        (_, 511) => "why_portal",
        (Class::ServerError, _) => "why_500",
        (Class::Gateway(502), _) => "why_502",
        (Class::Gateway(503), _) => "why_503",
        (Class::Gateway(504 | 522 | 524), _) => "why_timeout",
        (Class::Gateway(_), _) => "why_edge",
        (Class::AtCapacity, _) => "why_full",
        (
            Class::Healthy
            | Class::Challenge
            | Class::Blocked
            | Class::RateLimited
            | Class::NetworkError
            | Class::Unknown,
            _,
        ) => "why_other",
    };
    Text::new(id).with("code", Arg::Code(code))
}

/// What failed inside the app, if there is no status code.
pub fn why_in_app(trouble: Trouble) -> Text {
    Text::new(match trouble {
        Trouble::Stream => "why_cut",
        Trouble::Send => "bar_not_sent",
        Trouble::Load => "bar_chat_failed",
        Trouble::List => "bar_list_failed",
        Trouble::SignIn => "bar_sign_in_failed",
        Trouble::Blank => "why_blank",
    })
}

/// Why a page was refused while OpenAI reports trouble.
pub fn why_turned_away(how: TurnedAway, code: u16) -> Text {
    let id = match how {
        TurnedAway::Refused => "why_turned_away",
        TurnedAway::StuckCheck => "why_stuck_check",
        TurnedAway::SignedOut => "why_signed_out",
    };
    Text::new(id).with("code", Arg::Code(code))
}

/// How many checks were made; nothing if there were none.
pub fn checks(count: u32) -> Option<Text> {
    (count > 0).then(|| Text::new("checks").with("count", Arg::Count(u64::from(count))))
}

pub fn notes(outage: &Outage) -> Vec<Note> {
    let mut notes = Vec::new();
    if outage.challenged.is_some() {
        notes.push(Note { text: Text::new("note_challenged") });
    }
    if let Some(column) = outage.verdict.clues.fault {
        let text = Text::new(match column {
            Column::Browser => "fault_browser",
            Column::Edge => "fault_edge",
            Column::Host => "fault_host",
        });
        notes.push(Note { text });
    }
    if let Some(refusal) = outage.refused {
        let text = match refusal {
            Refusal::TooSoon => Text::new("refused_too_soon"),
            Refusal::AskedToWait(until) => {
                Text::new("refused_asked_to_wait").with("until", Arg::Moment(until))
            }
            Refusal::HourFull(until) => {
                Text::new("refused_hour_full").with("until", Arg::Moment(until))
            }
        };
        notes.push(Note { text });
    }
    let cleared = match outage.clearing {
        None => None,
        // The browser may still be clearing after the time limit.
        Some(ClearingState::UnderWay | ClearingState::Ended(Clearing::TimedOut)) => {
            Some("clearing")
        }
        Some(ClearingState::Ended(Clearing::Cleared)) => Some("cleared"),
        Some(ClearingState::Ended(Clearing::WithNextAnswer)) => Some("cleared_with_next"),
        Some(ClearingState::Ended(Clearing::Failed)) => Some("clearing_failed"),
    };
    if cleared.is_some() && outage.trials.unasked {
        notes.push(Note { text: Text::new("clearing_unasked") });
    }
    if let (Some(id), Some(site)) = (cleared, outage.site()) {
        notes.push(Note { text: Text::new(id).with("host", Arg::Outside(site.host().to_owned())) });
    }
    notes
}

/// After this many reloads that were not ours the card mentions them.
const OFTEN: u8 = 5;

/// Says that a tab keeps being reloaded, and not by us. By whom is unknown: a reload by the user
/// and one by another extension look the same.
pub fn reloaded(tab: &FailingTab) -> Option<Text> {
    (tab.reloaded >= OFTEN).then(|| Text::new("note_reloaded"))
}

/// The result of the last check, and when it came.
pub fn checked(outage: &Outage) -> Option<(Text, Timestamp)> {
    let (at, answer) = outage.answered.as_ref()?;
    let id = match answer {
        ProbeAnswer::Status { .. } | ProbeAnswer::Redirect => "answered_down",
        ProbeAnswer::TimedOut => "answered_timeout",
        ProbeAnswer::NetworkError => "answered_network",
        ProbeAnswer::Challenged => "answered_challenged",
    };
    // Kept while the next check is under way, or the card would flicker.
    let shows = matches!(
        outage.shown_phase(),
        OutagePhase::Waiting | OutagePhase::ListingTabs | OutagePhase::Probing
    );
    shows.then(|| (Text::new(id), *at))
}

pub fn buttons(
    site: Site,
    phase: OutagePhase,
    left_to_browser: bool,
    turned_away: bool,
    tab: Option<&FailingTab>,
) -> Vec<ButtonView> {
    let mut buttons = all_buttons(site, phase, left_to_browser, turned_away, tab);
    // A custom site may have no status page.
    buttons.retain(|it| it.href != Some(""));
    buttons
}

fn all_buttons(
    site: Site,
    phase: OutagePhase,
    left_to_browser: bool,
    turned_away: bool,
    tab: Option<&FailingTab>,
) -> Vec<ButtonView> {
    if left_to_browser {
        // The only other button, so it need not unfold.
        let what_else = say(Button::WhatElse, "button_what_else");
        return vec![status_page(site), ButtonView { rank: Rank::Plain, ..what_else }];
    }
    if turned_away {
        let pauses = matches!(phase, OutagePhase::Waiting | OutagePhase::ListingTabs);
        let rests = matches!(phase, OutagePhase::Paused | OutagePhase::Stopped);
        let may_go =
            phase == OutagePhase::Returning && tab.is_some_and(|it| it.returning.is_none());
        let all = [
            may_go.then_some((Button::GoNow, "button_go_now")),
            rests.then_some((Button::Resume, "button_resume")),
            Some((Button::WhatElse, "advice_title")),
            pauses.then_some((Button::Pause, "button_pause")),
            Some((Button::StatusPage, "button_status_page")),
            Some((Button::Hide, "button_hide")),
        ];
        return all.into_iter().flatten().map(|(button, id)| linked(site, button, id)).collect();
    }
    let first = match phase {
        // From the popup we do not know which tab.
        OutagePhase::Returning => tab
            .filter(|tab| !tab.post && tab.returning.is_none())
            .map(|_| (Button::GoNow, "button_go_now")),
        OutagePhase::Waiting
        | OutagePhase::ListingTabs
        | OutagePhase::Probing
        | OutagePhase::Paused
        | OutagePhase::Stopped => Some((Button::CheckNow, "button_check_now")),
    };
    let second = match phase {
        OutagePhase::Paused | OutagePhase::Stopped => (Button::Resume, "button_resume"),
        OutagePhase::Returning if tab.is_some_and(|tab| tab.left_to_person_until.is_some()) => {
            (Button::Stay, "button_stay")
        }
        OutagePhase::Waiting
        | OutagePhase::ListingTabs
        | OutagePhase::Probing
        | OutagePhase::Returning => (Button::Pause, "button_pause"),
    };
    let pauses = second.0 == Button::Pause;
    let mut buttons = Vec::new();
    let all = [
        first,
        (!pauses).then_some(second),
        Some((Button::WhatElse, "advice_title")),
        Some((Button::ClearCache, "button_clear_cache")),
        pauses.then_some(second), // last of what unfolds, since it helps the least
        Some((Button::StatusPage, "button_status_page")),
        Some((Button::Hide, "button_hide")),
    ];
    for (button, id) in all.into_iter().flatten() {
        buttons.push(linked(site, button, id));
    }
    buttons
}

pub fn status_page(site: Site) -> ButtonView {
    linked(site, Button::StatusPage, "button_status_page")
}

/// A button, and the link that it opens.
fn linked(site: Site, button: Button, id: &'static str) -> ButtonView {
    let href = (button == Button::StatusPage).then_some(site.service().status.page);
    ButtonView { href, ..say(button, id) }
}

#[inline(never)]
pub fn say(button: Button, id: &'static str) -> ButtonView {
    ButtonView { button: button.name(), label: Text::new(id), href: None, rank: rank(button) }
}

const fn rank(button: Button) -> Rank {
    match button {
        Button::GoNow => Rank::Main,
        Button::CheckNow
        | Button::Resume
        | Button::Stay
        | Button::PutBack
        | Button::CopyPrompt
        | Button::Notify => Rank::Plain,
        Button::WhatElse | Button::ClearCache | Button::Pause => Rank::Folded,
        Button::Hide => Rank::Close,
        Button::StatusPage => Rank::Status,
    }
}

/// Since when the site has failed; nothing once it answers again.
pub fn since(outage: &Outage) -> Option<(Text, Timestamp)> {
    let fails = outage.shown_phase() != OutagePhase::Returning;
    fails.then(|| (Text::new("failing_since"), outage.started))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_without_a_full_stop_gets_one_before_the_next_sentence() {
        let joined = |id, name, title: &str| {
            let said = Text::new(id).with(name, Arg::Outside(title.to_owned()));
            both(said, Text::new("stalled_doing")).id
        };
        assert_eq!(joined("status_investigating", "title", "Elevated errors"), "both_stop");
        assert_eq!(joined("status_component_hit", "component", "Login"), "both_stop");
        for whole in ["Elevated errors.", "What is wrong? ", "登录故障。"] {
            assert_eq!(joined("status_investigating", "title", whole), "both", "{whole}");
        }
        assert_eq!(both(Text::new("prompt_kept"), Text::new("bar_waiting")).id, "both");
    }

    #[test]
    fn no_check_is_not_counted() {
        assert_eq!(checks(0), None);
        assert!(checks(1).is_some());
    }
}
