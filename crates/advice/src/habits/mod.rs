//! Habits that spare people trouble, each off until it is chosen: a word of a browser that is out of
//! date or of many open chats, which can be put to sleep. (The scheduled cleanup is the background's.)

pub mod chats;

use evidence::Age;
use text::Text;

/// What is said of a browser of that age, for those who chose to be told; nothing of one that is up to
/// date, or of which nobody knows.
#[must_use]
pub fn old_browser(age: Option<Age>) -> Option<Text> {
    matches!(age, Some(Age::Behind | Age::Old)).then(|| Text::new("sign_browser_behind"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_old_once_it_is_a_year_behind() {
        for (age, said) in [
            (None, false),
            (Some(Age::Current), false),
            (Some(Age::Behind), true),
            (Some(Age::Old), true),
        ] {
            assert_eq!(old_browser(age).is_some(), said, "{age:?}");
        }
    }
}
