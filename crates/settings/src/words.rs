//! What the page of settings says of each field: message ids.

use super::Field;

/// The words of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name for people.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// The unit of its number, where it is one.
    pub unit: Option<&'static str>,
    /// The browser's interface that it cannot do without: where it is absent, it cannot be chosen.
    pub needs: Option<&'static str>,
    /// The permission that it needs and that is asked for when it is chosen.
    pub permission: Option<&'static str>,
}

/// The words of that field.
#[must_use]
pub const fn words(field: Field) -> Words {
    let (label, about) = match field {
        Field::On => ("setting_on", "setting_on_about"),
        Field::OnChatGpt => ("setting_on_chatgpt", "setting_on_host_about"),
        Field::OnChatOpenAi => ("setting_on_chat_openai", "setting_on_host_about"),
        Field::ByItself => ("setting_by_itself", "setting_by_itself_about"),
        Field::HiddenTabs => ("setting_hidden_tabs", "setting_hidden_tabs_about"),
        Field::Notify => ("setting_notify", "setting_notify_about"),
        Field::GiveUpAfter => ("setting_give_up_after", "setting_give_up_after_about"),
        Field::CardPlace => ("setting_card_place", "setting_card_place_about"),
        Field::KeepWhileTyping => ("setting_keep_while_typing", "setting_keep_while_typing_about"),
        Field::KeepDays => ("setting_keep_days", "setting_keep_days_about"),
        Field::ManyChats => ("setting_many_chats", "setting_many_chats_about"),
        Field::OldBrowser => ("setting_old_browser", "setting_old_browser_about"),
        Field::CleanDays => ("setting_clean_days", "setting_clean_days_about"),
        Field::Language => ("setting_language", "setting_language_about"),
        Field::OnClaude
        | Field::OnGemini
        | Field::OnCopilot
        | Field::OnPerplexity
        | Field::OnGrok
        | Field::OnDeepSeek
        | Field::OnMistral => ("setting_on_site", "setting_on_site_about"),
    };
    let unit = match field {
        Field::GiveUpAfter => Some("setting_hours"),
        Field::KeepDays | Field::CleanDays => Some("setting_days"),
        Field::ManyChats => Some("setting_chats"),
        Field::On
        | Field::OnChatGpt
        | Field::OnChatOpenAi
        | Field::ByItself
        | Field::HiddenTabs
        | Field::Notify
        | Field::CardPlace
        | Field::KeepWhileTyping
        | Field::OldBrowser
        | Field::Language
        | Field::OnClaude
        | Field::OnGemini
        | Field::OnCopilot
        | Field::OnPerplexity
        | Field::OnGrok
        | Field::OnDeepSeek
        | Field::OnMistral => None,
    };
    let permission = if matches!(field, Field::Notify) { Some("notifications") } else { None };
    // Firefox's clears nothing of one site: there only that site's own page can.
    let needs = if matches!(field, Field::CleanDays) { Some("browsingData") } else { None };
    Words { label, about, unit, needs, permission }
}

/// What a name that can be chosen is called; `None` for a language, which has its own word.
#[must_use]
pub fn option(name: &str) -> Option<&'static str> {
    match name {
        "top_right" => Some("corner_top_right"),
        "top_left" => Some("corner_top_left"),
        "bottom_right" => Some("corner_bottom_right"),
        "bottom_left" => Some("corner_bottom_left"),
        _ => None,
    }
}
