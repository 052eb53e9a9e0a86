//! When many chats are open: which are there twice, and which could sleep. Closes nothing itself.

use sites::{Site, without_fragment};
use text::{Arg, Text, find};

/// A tab as the browser lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenTab {
    /// The browser's number of it.
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
    /// Whether the browser put it to sleep.
    pub discarded: bool,
    /// Whether something typed and not sent stands in it; `None` where nobody knows.
    pub draft: Option<bool>,
}

/// Too many chats, and what could be done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crowd {
    /// How many tabs of ChatGPT are open.
    pub open: u16,
    /// Those that show what another tab shows, by their number: to be closed, with undo.
    pub doubles: Vec<i32>,
    /// Those that could sleep: to be discarded. They load again when they are looked at.
    pub sleepers: Vec<i32>,
}

/// What there is to say where more than `most` chats are open; `None` where not. No tab is
/// proposed that is looked at, pinned, audible, loading, or holds text that was not sent; where
/// nobody knows of text, it may sleep (the browser asks the page itself) but is not closed.
#[must_use]
pub fn crowd(tabs: &[OpenTab], most: u16) -> Option<Crowd> {
    let chats = || tabs.iter().filter(|tab| Site::of(&tab.address).is_some());
    let open = u16::try_from(chats().count()).unwrap_or(u16::MAX);
    if open <= most {
        return None;
    }
    let mut crowd = Crowd { open, ..Crowd::default() };
    for tab in chats() {
        let busy = tab.active || tab.pinned || tab.audible || tab.loading;
        if busy || tab.draft == Some(true) {
            continue;
        }
        // The one that stays is one that may not go, or else the first.
        let stays = |other: &OpenTab| other.tab != tab.tab && !crowd.doubles.contains(&other.tab);
        let address = without_fragment(&tab.address);
        let is_double = is_chat(address)
            && chats().any(|other| stays(other) && without_fragment(&other.address) == address);
        if is_double && tab.draft == Some(false) {
            crowd.doubles.push(tab.tab);
        } else if !tab.discarded {
            crowd.sleepers.push(tab.tab);
        }
    }
    Some(crowd)
}

impl Crowd {
    /// The kind word.
    #[must_use]
    pub fn text(&self) -> Text {
        Text::new("chats_many").with("count", Arg::Count(u64::from(self.open)))
    }

    /// The words of the two buttons; none for what would do nothing.
    #[must_use]
    pub fn buttons(&self) -> [Option<Text>; 2] {
        let button = |id, tabs: &[i32]| {
            let count = Arg::Count(tabs.len() as u64);
            (!tabs.is_empty()).then(|| Text::new(id).with("count", count))
        };
        [button("chats_close", &self.doubles), button("chats_sleep", &self.sleepers)]
    }
}

/// Whether the address names a chat: two tabs of the start page are two new chats.
fn is_chat(address: &str) -> bool {
    ["/c/", "/share/"].iter().any(|part| find(address, part, 0).is_some())
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
    fn of_the_same_chat_one_stays() {
        let tabs = [tab(1, "/c/1"), tab(2, "/c/1#end"), tab(3, "/c/1"), tab(4, "/c/2")];
        let found = crowd(&tabs, 1).unwrap();
        assert_eq!(found.doubles, [1, 2]);
        assert_eq!(found.sleepers, [3, 4]);
    }

    #[test]
    fn the_one_that_is_looked_at_stays() {
        let looked_at = OpenTab { active: true, ..tab(1, "/c/1") };
        let found = crowd(&[looked_at, tab(2, "/c/1")], 1).unwrap();
        assert_eq!((found.doubles, found.sleepers), (vec![2], vec![]));
    }

    #[test]
    fn two_new_chats_are_no_doubles() {
        assert!(crowd(&[tab(1, "/"), tab(2, "/")], 1).unwrap().doubles.is_empty());
    }

    #[test]
    fn a_tab_that_is_in_use_is_never_proposed() {
        let busy = [
            OpenTab { active: true, ..tab(1, "/c/1") },
            OpenTab { pinned: true, ..tab(2, "/c/1") },
            OpenTab { audible: true, ..tab(3, "/c/1") },
            OpenTab { loading: true, ..tab(4, "/c/1") },
            OpenTab { draft: Some(true), ..tab(5, "/c/1") },
        ];
        let found = crowd(&busy, 1).unwrap();
        assert_eq!((found.doubles, found.sleepers), (vec![], vec![]));
    }

    #[test]
    fn where_nobody_knows_of_text_nothing_is_closed() {
        let unknown = |number| OpenTab { draft: None, ..tab(number, "/c/1") };
        let found = crowd(&[unknown(1), unknown(2)], 1).unwrap();
        assert_eq!((found.doubles, found.sleepers), (vec![], vec![1, 2]));
    }

    #[test]
    fn a_sleeper_sleeps_already() {
        let asleep = OpenTab { discarded: true, ..tab(1, "/c/1") };
        assert_eq!(crowd(&[asleep, tab(2, "/c/2")], 1).unwrap().sleepers, [2]);
    }

    #[test]
    fn what_would_do_nothing_has_no_button() {
        let found = crowd(&[tab(1, "/c/1"), tab(2, "/c/2")], 1).unwrap();
        let [close, sleep] = found.buttons();
        assert_eq!(close, None);
        assert_eq!(sleep.unwrap().id, "chats_sleep");
    }
}
