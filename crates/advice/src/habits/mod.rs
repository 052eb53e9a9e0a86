//! Habits that save trouble, each off until it is chosen: a word about an outdated browser or about
//! many open chats, which can be discarded. The scheduled cleanup is the background's.

pub mod chats;

use evidence::Age;
use text::Text;

/// What is said about a browser of that age to those who chose to be told; nothing if it is up to
/// date or its age is unknown.
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
