//! The texts of the settings page for each field: message ids.

use super::Field;

/// The texts of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name for people.
    pub label: &'static str,
    /// What it means, in a sentence; empty if its name says it.
    pub about: &'static str,
    /// The unit of its number, if it has one.
    pub unit: Option<&'static str>,
    /// The browser's interface that it needs: without that it cannot be chosen.
    pub needs: Option<&'static str>,
    /// The permission that it needs, which is asked for when it is chosen.
    pub permission: Option<&'static str>,
    /// Whether it is a habit, which the page shows below the rest.
    pub is_habit: bool,
}

/// The texts of that field.
#[must_use]
pub const fn words(field: Field) -> Words {
    let (label, about) = match field {
        Field::On => ("setting_on", "off_why"),
        Field::ByItself => ("setting_by_itself", "setting_by_itself_about"),
        Field::Notify => ("setting_notify", ""),
        Field::KeepWhileTyping => ("setting_keep_while_typing", "setting_keep_while_typing_about"),
        Field::KeepDays => ("setting_keep_days", "setting_keep_days_about"),
        Field::ManyChats => ("setting_many_chats", "setting_many_chats_about"),
        Field::OldBrowser => ("setting_old_browser", "setting_old_browser_about"),
        Field::CleanDays => ("setting_clean_days", "setting_clean_days_about"),
        Field::Language => ("setting_language", ""),
        Field::StallMinutes => ("setting_stalled", "setting_stalled_about"),
        Field::TellEnd => ("setting_tell_end", "setting_tell_end_about"),
        Field::OnChatGpt
        | Field::OnChatOpenAi
        | Field::OnClaude
        | Field::OnGemini
        | Field::OnCopilot
        | Field::OnPerplexity
        | Field::OnGrok
        | Field::OnDeepSeek
        | Field::OnMistral => ("setting_on_site", "setting_on_site_about"),
    };
    let unit = match field {
        Field::KeepDays | Field::CleanDays => Some("setting_days"),
        Field::ManyChats => Some("setting_chats"),
        Field::StallMinutes => Some("setting_minutes"),
        Field::On
        | Field::OnChatGpt
        | Field::OnChatOpenAi
        | Field::ByItself
        | Field::Notify
        | Field::KeepWhileTyping
        | Field::OldBrowser
        | Field::Language
        | Field::TellEnd
        | Field::OnClaude
        | Field::OnGemini
        | Field::OnCopilot
        | Field::OnPerplexity
        | Field::OnGrok
        | Field::OnDeepSeek
        | Field::OnMistral => None,
    };
    let permission =
        if matches!(field, Field::Notify | Field::TellEnd) { Some("notifications") } else { None };
    // Firefox's interface cannot clear a single site: there only the site's own page can.
    let needs = if matches!(field, Field::CleanDays) { Some("browsingData") } else { None };
    let is_habit = matches!(field, Field::ManyChats | Field::OldBrowser | Field::CleanDays);
    Words { label, about, unit, needs, permission, is_habit }
}
