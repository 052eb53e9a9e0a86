//! Whether something on a status page is about the assistant itself, and how we know.
//!
//! An owner's page covers all of the owner's products. What of it is about one assistant is data
//! (`sites::Filter`): groups, components, words. They change several times a year, so parts may
//! vanish and others appear.

use super::types::{About, Update};
use sites::Filter;
use text::find;

/// Where a component is on the page.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'a> {
    /// The component's id, or empty.
    pub id: &'a str,
    /// The component's name, or empty.
    pub name: &'a str,
    /// The group's id, or empty.
    pub group_id: &'a str,
    /// The group's name, or empty.
    pub group: &'a str,
}

/// A component's verdict: by its group, then its id, then its name. `Unsaid` if only an ambiguous
/// name or an unknown id is given.
#[inline(never)]
pub(super) fn component(filter: &Filter, place: Place<'_>) -> About {
    if let Some((id, name)) = filter.group {
        if place.group_id == id || place.group.eq_ignore_ascii_case(name) {
            return About::Group;
        }
        if !place.group.is_empty() {
            return About::OtherGroup;
        }
    }
    if !place.id.is_empty() && filter.components.iter().any(|(id, _)| *id == place.id) {
        return About::Id;
    }
    if filter.others.contains(&place.id) {
        return About::OtherComponent;
    }
    let named = |name: &str| place.name.eq_ignore_ascii_case(name);
    if place.name.is_empty() || filter.ambiguous.iter().any(|name| named(name)) {
        return About::Unsaid;
    }
    let lower = place.name.to_lowercase();
    let has_part = || filter.name_parts.iter().any(|part| find(&lower, part, 0).is_some());
    if filter.components.iter().any(|(_, name)| named(name)) || has_part() {
        return About::Name;
    }
    About::OtherComponent
}

/// The name of a component that we know by its id.
pub(super) fn name_of(filter: &Filter, id: &str) -> Option<&'static str> {
    let known = filter.components.iter().find(|(known, _)| !id.is_empty() && *known == id);
    known.map(|(_, name)| *name)
}

/// Whether chatting is impossible without this component.
pub(super) fn is_core(filter: &Filter, id: &str, name: &str) -> bool {
    let core = filter.components.iter().take(filter.core);
    let is_named = |known: &str| known.eq_ignore_ascii_case(name);
    core.into_iter().any(|(known, core)| !id.is_empty() && *known == id || is_named(core))
}

/// An incident's verdict by its components: one of the assistant's settles it; it is about
/// something else only if all are known to be others'. `None` if the text has to tell.
pub(super) fn by_components(components: impl Iterator<Item = About>) -> Option<About> {
    let mut all_others = None;
    let mut unsaid = false;
    for about in components {
        if about.is_site() || about == About::Foreign {
            return Some(about);
        }
        unsaid |= about == About::Unsaid;
        all_others = Some(about);
    }
    all_others.filter(|_| !unsaid)
}

/// An incident's verdict by its words: the title first, then the updates.
pub(super) fn by_words(filter: &Filter, title: &str, updates: &[Update]) -> About {
    let mut about = in_text(filter, title, true);
    for update in updates {
        if about != About::Unsaid {
            break;
        }
        about = in_text(filter, &update.text, false);
    }
    about
}

#[inline(never)]
fn in_text(filter: &Filter, text: &str, is_title: bool) -> About {
    let text = text.to_ascii_lowercase();
    if filter.words.iter().any(|word| names(filter, &text, word)) {
        return About::Words;
    }
    if filter.other_words.iter().any(|word| has_word(&text, word)) {
        return About::OtherWords;
    }
    // "All impacted services have recovered" ends every incident, so "all" counts in a title only.
    let is_weak = |word: &&str| (is_title || *word != "all") && has_word(&text, word);
    if filter.weak_words.iter().any(is_weak) { About::Words } else { About::Unsaid }
}

/// Whether a text names the assistant itself, and not something else that is called after it
/// ("`ChatGPT` Desktop").
fn names(filter: &Filter, text: &str, name: &str) -> bool {
    let mut from = 0;
    while let Some(at) = find(text, name, from) {
        from = at + name.len();
        let rest = text.get(from..).unwrap_or_default();
        if !filter.words_before.iter().any(|other| rest.starts_with(other)) {
            return true;
        }
    }
    false
}

/// Whether a word is in a text as a whole word: "api" is not in "rapid".
fn has_word(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let mut from = 0;
    while let Some(at) = find(text, word, from) {
        from = at + word.len();
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if !inside(before) && !inside(bytes.get(at + word.len())) {
            return true;
        }
    }
    false
}

/// Whether a page belongs to another owner: it names itself, and differently from this owner's.
pub(super) fn is_foreign(filter: &Filter, name: &str, url: &str, id: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_owners = filter.page_names.iter().any(|known| find(&name, known, 0).is_some())
        || filter.page_hosts.iter().any(|known| find(url, known, 0).is_some())
        || filter.page_ids.contains(&id);
    let says_nothing = name.is_empty() && url.is_empty() && id.is_empty();
    !is_owners && !says_nothing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Phase;
    use sites::Site;

    fn filter() -> &'static Filter {
        &Site::ChatGpt.service().status.filter
    }

    #[test]
    fn the_two_logins_are_told_apart() {
        let login =
            |id, group| component(filter(), Place { id, name: "Login", group, group_id: "" });
        assert_eq!(login("01JMXBNJXG1S2D9V65P1ZZTD94", ""), About::Id);
        assert_eq!(login(filter().others[0], ""), About::OtherComponent);
        assert_eq!(login("new", "ChatGPT"), About::Group);
        assert_eq!(login("new", "APIs"), About::OtherGroup);
        assert_eq!(login("", ""), About::Unsaid);
    }

    #[test]
    fn a_new_component_in_the_group_is_chatgpt_and_the_group_outranks_the_id() {
        let new = Place {
            id: "new",
            name: "Dreams",
            group_id: filter().group.unwrap_or_default().0,
            group: "Renamed",
        };
        assert_eq!(component(filter(), new), About::Group);
        let moved =
            Place { id: filter().components[4].0, name: "Search", group_id: "x", group: "APIs" };
        assert_eq!(component(filter(), moved), About::OtherGroup);
    }

    #[test]
    fn titles_of_real_incidents_are_judged_by_their_words() {
        for (title, update, about) in [
            ("Elevated errors for ChatGPT users in Europe", "", About::Words),
            ("Increased Error Rate For Pro and Plus Plan Conversations", "", About::Words),
            ("Elevated errors across ChatGPT and Codex", "", About::Words),
            ("Elevated errors from GPT-5.6 and GPT-5.6 Instant on paid plans", "", About::Words),
            ("File uploads are delayed or failing", "", About::Words),
            ("Elevated error rates across all services", "", About::Words),
            ("Users are unable to log in", "", About::Words),
            ("Degraded Performance affecting Agents API", "", About::OtherWords),
            ("Elevated errors for GPT-5.6 Sol on the API", "", About::OtherWords),
            ("Sora 2 Degraded Performance", "", About::OtherWords),
            ("Some users are unable to access Codex", "", About::OtherWords),
            ("Codex in ChatGPT Desktop fails to start", "", About::OtherWords),
            ("ChatGPT and ChatGPT Desktop fail to load", "", About::Words),
            ("ChatGPT Desktop fails to load", "", About::OtherWords),
            ("API login errors", "", About::OtherWords),
            ("Elevated errors", "We see errors in ChatGPT.", About::Words),
            ("Usage limit resets", "Some Codex users see resets.", About::OtherWords),
            ("Elevated errors", "All impacted services have now fully recovered.", About::Unsaid),
            ("Small rapid stall", "", About::Unsaid),
        ] {
            let update = Update { at: None, phase: Phase::Unknown, text: update.into() };
            assert_eq!(by_words(filter(), title, &[update]), about, "{title}");
        }
    }

    #[test]
    fn components_settle_it_before_words_do() {
        use About::{Id, OtherComponent, Unsaid};
        assert_eq!(by_components([OtherComponent, Id].into_iter()), Some(Id));
        assert_eq!(by_components([OtherComponent].into_iter()), Some(OtherComponent));
        assert_eq!(by_components([OtherComponent, Unsaid].into_iter()), None);
        assert_eq!(by_components([].into_iter()), None);
    }

    #[test]
    fn one_assistants_incident_is_never_anothers() {
        let about = |site: Site, title: &str| by_words(&site.service().status.filter, title, &[]);
        for (site, title, expected) in [
            (Site::Claude, "Elevated errors on claude.ai", About::Words),
            (Site::Claude, "Elevated errors on Claude Opus 4.5", About::Words),
            (Site::Claude, "Claude Code fails to start", About::OtherWords),
            (Site::Claude, "Elevated errors on the Claude API", About::OtherWords),
            (Site::Claude, "Small rapid stall", About::Unsaid),
            (Site::Perplexity, "Website is slow to answer", About::Words),
            (Site::Perplexity, "Sonar API errors", About::OtherWords),
            (Site::Grok, "[Grok (Web)] Slow answers", About::Words),
            (Site::Grok, "[Grok in X] Slow answers", About::Unsaid),
            (Site::DeepSeek, "网页对话服务 (Web Chat Service) 异常", About::Words),
            (Site::DeepSeek, "API 服务异常", About::OtherWords),
            (Site::Mistral, "Le Chat is down", About::Words),
            (Site::Mistral, "Embedding API degraded", About::OtherWords),
            (Site::Gemini, "Gmail is slow", About::Unsaid),
        ] {
            assert_eq!(about(site, title), expected, "{site:?}: {title}");
        }
        let part = |site: Site, id: &str, name: &str| {
            component(&site.service().status.filter, Place { id, name, ..Place::default() })
        };
        assert_eq!(part(Site::Claude, "rwppv331jlwc", "renamed"), About::Id);
        assert_eq!(part(Site::Claude, "new", "claude.ai"), About::Name);
        assert_eq!(part(Site::Claude, "k8w3r06qmzrp", "Claude API"), About::OtherComponent);
        assert_eq!(part(Site::Copilot, "", "Outlook.com"), About::OtherComponent);
        assert_eq!(part(Site::Copilot, "", "Microsoft Copilot"), About::Name);
        assert_eq!(part(Site::DeepSeek, "x", "网页对话服务 (Web Chat Service)"), About::Name);
    }
}
