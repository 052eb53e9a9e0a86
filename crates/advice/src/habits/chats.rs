//! When many chats are open: which of them could be discarded. No tab is ever closed.

use sites::Site;
use text::{Arg, Text};

/// A tab as the browser lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTab {
    /// The browser's number for it.
    pub tab: i32,
    /// Its address.
    pub address: String,
    /// Whether it is the active tab of its window.
    pub active: bool,
    /// Whether it is pinned: it is there on purpose.
    pub pinned: bool,
    /// Whether it makes a sound.
    pub audible: bool,
    /// Whether it is loading.
    pub loading: bool,
    /// Whether the browser discarded it.
    pub discarded: bool,
    /// Whether it holds text that was typed and not sent; `None` if unknown.
    pub draft: Option<bool>,
}

/// Too many chats, and which of them could be discarded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// How many tabs of ChatGPT are open.
    pub open: u16,
    /// The tabs that could be discarded. They load again when they are looked at.
    pub sleepers: Vec<i32>,
}

/// What to say if more than `most` chats are open; `None` otherwise. A tab that is active, pinned,
/// audible, loading or holds unsent text is not proposed; if the text is unknown it may be, since
/// the browser asks the page itself.
#[must_use]
pub fn crowd(tabs: &[OpenTab], most: u16) -> Option<Crowd> {
    let chats = || tabs.iter().filter(|tab| Site::of(&tab.address).is_some());
    let open = u16::try_from(chats().count()).unwrap_or(u16::MAX);
    let could_sleep = |tab: &&OpenTab| {
        let is_in_use = tab.active || tab.pinned || tab.audible || tab.loading;
        !is_in_use && tab.draft != Some(true) && !tab.discarded
    };
    let sleepers = || chats().filter(could_sleep).map(|tab| tab.tab).collect();
    (open > most).then(|| Crowd { open, sleepers: sleepers() })
}

impl Crowd {
    /// The sentence about them.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new("chats_many").with("count", Arg::Count(u64::from(self.open)))
    }

    /// The label of the button that discards them; `None` if it would do nothing.
    #[must_use]
    pub fn button(&self) -> Option<Text> {
        (!self.sleepers.is_empty()).then(|| Text::new("chats_sleep"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tab(tab: i32, path: &str) -> OpenTab {
        let address = ["https://chatgpt.com", path].concat();
        OpenTab { tab, address, draft: Some(false), ..OpenTab::default() }
    }

    #[test]
    fn few_chats_are_nobodys_business() {
        let tabs: Vec<OpenTab> = (0..10).map(|n| tab(n, "/c/1")).collect();
        assert_eq!(crowd(&tabs, 10), None);
        assert_eq!(crowd(&tabs, 9).unwrap().open, 10);
    }

    #[test]
    fn tabs_of_other_sites_do_not_count() {
        let elsewhere = OpenTab { address: "https://example.org/c/1".into(), ..tab(1, "") };
        assert_eq!(crowd(&[elsewhere, tab(2, "/c/1")], 1), None);
    }

    #[test]
    fn a_tab_that_is_in_use_is_never_proposed() {
        let used = [
            OpenTab { active: true, ..tab(1, "/c/1") },
            OpenTab { pinned: true, ..tab(2, "/c/2") },
            OpenTab { audible: true, ..tab(3, "/c/3") },
            OpenTab { loading: true, ..tab(4, "/c/4") },
            OpenTab { draft: Some(true), ..tab(5, "/c/5") },
        ];
        let found = crowd(&used, 1).unwrap();
        assert_eq!((found.open, found.sleepers.len()), (5, 0));
        assert_eq!(found.button(), None, "what would do nothing has no button");
    }

    #[test]
    fn the_others_may_sleep_even_where_nobody_knows_of_text() {
        let unknown = OpenTab { draft: None, ..tab(1, "/c/1") };
        let asleep = OpenTab { discarded: true, ..tab(2, "/c/2") };
        let found = crowd(&[unknown, asleep, tab(3, "/c/3")], 1).unwrap();
        assert_eq!(found.sleepers, [1, 3]);
        assert_eq!(found.button().unwrap().id, "chats_sleep");
    }
}
