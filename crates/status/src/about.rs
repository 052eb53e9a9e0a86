//! Is it about ChatGPT on the web, and how do we know?
//!
//! No component is called "ChatGPT" today; the group of that name is the durable key. The set
//! changes several times a year, so that a part may vanish and another appear.

use super::types::{About, Update};
use text::find;

/// The page's group "ChatGPT", in native documents (status page facts, 2026-09).
const GROUP: &str = "01K5H8S53SY1KMS4GQMNMZXTR1";

/// The components of that group with the ids that OpenAI's page gave them (2026-08); the
/// first two are core. "Login" has a namesake that belongs to the API.
const COMPONENTS: [(&str, &str); 10] = [
    ("01JMXBNJXGV1T5GT2M9XA83XNG", "Conversations"),
    ("01JMXBNJXG1S2D9V65P1ZZTD94", "Login"),
    ("01JMXBNJXG1YMQPPCPCQX3MPA2", "File uploads"),
    ("01JMXBNJXGKKP51D4DEJ2HZJ8Q", "Search"),
    ("01JMXBNJXGGT5SR5DB9J7GYY48", "Voice mode"),
    ("01JSFK5QX36ZRW0TW0ZV0ZYFXQ", "GPTs"),
    ("01JQ7EKW990MSPSWVXC7VPV2ZJ", "Image Generation"),
    ("01JSYVYQSWMJ9QG35XHP08BHA7", "Deep Research"),
    ("01JSG1XMJ9RVJJQ0E85NVSJ2AZ", "Agent"),
    ("01K6TVGGGDCP0PPGCHXAG3AQX8", "Connectors/Apps"),
];

/// The "Login" of the API.
const LOGIN_OF_THE_API: &str = "01JSM5RTJWHRWDTS6Q604VEW3B";

/// What a document says of a component's place.
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

/// A component's verdict: by its group, then its id, then its name. `Unsaid` where only the
/// name "Login" is known, or an id that nobody explains.
#[inline(never)]
pub(super) fn component(place: Place<'_>) -> About {
    if place.group_id == GROUP || place.group.eq_ignore_ascii_case("chatgpt") {
        return About::Group;
    }
    if !place.group.is_empty() {
        return About::OtherGroup;
    }
    if COMPONENTS.iter().any(|(id, _)| *id == place.id) {
        return About::Id;
    }
    if place.id == LOGIN_OF_THE_API {
        return About::OtherComponent;
    }
    let named = |name: &str| place.name.eq_ignore_ascii_case(name);
    if place.name.is_empty() || named("Login") {
        return About::Unsaid;
    }
    // "ChatGPT" was a component of its own until 2025.
    if named("ChatGPT") || COMPONENTS.iter().any(|(_, name)| named(name)) {
        return About::Name;
    }
    About::OtherComponent
}

/// The name of a component that we know by its id.
pub(super) fn name_of(id: &str) -> Option<&'static str> {
    COMPONENTS.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}

/// Whether nobody can chat without this component.
pub(super) fn is_core(id: &str, name: &str) -> bool {
    COMPONENTS[..2].iter().any(|(known, core)| *known == id || core.eq_ignore_ascii_case(name))
        || name.eq_ignore_ascii_case("ChatGPT")
}

/// An incident's verdict by its components: one of ChatGPT's settles it, and only where all are
/// known to be others' it is not ChatGPT's. `None` where the text has to tell.
pub(super) fn by_components(components: impl Iterator<Item = About>) -> Option<About> {
    let mut all_others = None;
    let mut unsaid = false;
    for about in components {
        if about.is_chatgpt() || about == About::Foreign {
            return Some(about);
        }
        unsaid |= about == About::Unsaid;
        all_others = Some(about);
    }
    all_others.filter(|_| !unsaid)
}

/// Words of other products; they outweigh the weak ones below.
const OTHERS: [&str; 18] = [
    "chatgpt desktop",
    "api",
    "apis",
    "sora",
    "codex",
    "atlas",
    "playground",
    "embedding",
    "fine-tuning",
    "batch",
    "realtime",
    "moderation",
    "ads",
    "fedramp",
    "platform",
    "dall",
    "labs",
    "customer support",
];
/// Words that mean ChatGPT where no other product is named.
const WEAK: [&str; 16] = [
    "login",
    "log in",
    "logging in",
    "sign in",
    "all",
    "plan",
    "plans",
    "file upload",
    "gpts",
    "file uploads",
    "image generation",
    "voice mode",
    "deep research",
    "connectors",
    "workspace",
    "website",
];

/// An incident's verdict by its words: the title first, then the updates.
pub(super) fn by_words(title: &str, updates: &[Update]) -> About {
    let mut about = in_text(title, true);
    for update in updates {
        if about != About::Unsaid {
            break;
        }
        about = in_text(&update.text, false);
    }
    about
}

#[inline(never)]
fn in_text(text: &str, is_title: bool) -> About {
    let text = text.to_ascii_lowercase();
    if names_chatgpt(&text) {
        return About::Words;
    }
    if OTHERS.iter().any(|word| has_word(&text, word)) {
        return About::OtherWords;
    }
    // "All impacted services have recovered" ends every incident, so "all" counts in a title only.
    let is_weak = |word: &&str| (is_title || *word != "all") && has_word(&text, word);
    if WEAK.iter().any(is_weak) { About::Words } else { About::Unsaid }
}

/// Whether the text speaks of ChatGPT: by its name, unless it goes on to that of another product,
/// or of conversations.
fn names_chatgpt(text: &str) -> bool {
    const NAME: &str = "chatgpt";
    let mut from = 0;
    while let Some(at) = find(text, NAME, from) {
        from = at + NAME.len();
        let rest = text.get(from..).unwrap_or_default();
        if !rest.starts_with(" desktop") && !rest.starts_with(" atlas") {
            return true;
        }
    }
    find(text, "conversation", 0).is_some()
}

/// Whether `word` stands in `text` by itself.
fn has_word(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let mut from = 0;
    while let Some(at) = find(text, word, from) {
        from = at + 1;
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if !inside(before) && !inside(bytes.get(at + word.len())) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Phase;

    #[test]
    fn the_two_logins_are_told_apart() {
        let login = |id, group| component(Place { id, name: "Login", group, group_id: "" });
        assert_eq!(login("01JMXBNJXG1S2D9V65P1ZZTD94", ""), About::Id);
        assert_eq!(login(LOGIN_OF_THE_API, ""), About::OtherComponent);
        assert_eq!(login("new", "ChatGPT"), About::Group);
        assert_eq!(login("new", "APIs"), About::OtherGroup);
        assert_eq!(login("", ""), About::Unsaid);
    }

    #[test]
    fn a_new_component_in_the_group_is_chatgpt_and_the_group_outranks_the_id() {
        let new = Place { id: "new", name: "Dreams", group_id: GROUP, group: "Renamed" };
        assert_eq!(component(new), About::Group);
        let moved = Place { id: COMPONENTS[3].0, name: "Search", group_id: "x", group: "APIs" };
        assert_eq!(component(moved), About::OtherGroup);
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
            assert_eq!(by_words(title, &[update]), about, "{title}");
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
}
