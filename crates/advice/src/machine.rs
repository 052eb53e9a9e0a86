//! Browsers and systems, by name: which words fit, and what else there is to try.

use text::{Arg, Text, before, cut};

/// The user's browser and system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// The browser.
    pub browser: Browser,
    /// Its major version; 0 where it does not say.
    pub major: u16,
    /// The system.
    pub system: System,
    /// Whether this computer has a network, as far as the browser knows.
    pub online: bool,
    /// How far local time is ahead of UTC, in minutes.
    pub zone: i16,
}

impl Machine {
    /// What `navigator.userAgent` says: browsers cut it down to the major version and the system.
    #[must_use]
    pub fn of(agent: &str, zone: i16) -> Self {
        let version = |name: &str| {
            let digits = before(cut(agent, name).1, b". ;");
            digits.parse::<u16>().ok()
        };
        let named = [
            // Edge calls itself Chrome as well, and every one of them Safari.
            (Browser::Edge, "Edg/"),
            (Browser::Firefox, "Firefox/"),
            (Browser::Chrome, "Chrome/"),
            (Browser::Safari, "Version/"),
        ];
        let found = named.into_iter().find_map(|(browser, name)| Some((browser, version(name)?)));
        let (browser, major) = found.unwrap_or_default();
        let systems = [
            (System::Android, "Android"),
            (System::Windows, "Windows"),
            (System::Mac, "Mac OS"),
            (System::ChromeOs, "CrOS"),
        ];
        let says = |name: &str| cut(agent, name).0.len() < agent.len();
        let system = systems.into_iter().find(|(_, name)| says(name));
        let system = system.map_or(System::Linux, |(system, _)| system);
        Self { browser, major, system, online: true, zone }
    }
}

/// The browser, as far as words differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Browser {
    /// Google Chrome, and Chromium.
    #[default]
    Chrome,
    /// Microsoft Edge.
    Edge,
    /// Mozilla Firefox.
    Firefox,
    /// Apple's Safari.
    Safari,
}

/// The system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux, the BSDs, and anything unknown.
    #[default]
    Linux,
    /// ChromeOS.
    ChromeOs,
    /// Android.
    Android,
}

impl Browser {
    /// Every browser that is named in the texts.
    pub const ALL: [Self; 4] = [Self::Chrome, Self::Edge, Self::Firefox, Self::Safari];

    /// Its name, which is the same in all languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::Safari => "Safari",
        }
    }

    /// Names the browser's own page for something, by its address in Chrome, Edge and Firefox.
    /// (There is no Gatewatch for Safari: it is only ever another browser to try.)
    pub(crate) fn own_page(self, [chrome, edge, firefox]: [&str; 3]) -> Text {
        let address = match self {
            Self::Chrome | Self::Safari => chrome,
            Self::Edge => edge,
            Self::Firefox => firefox,
        };
        Text::new("how_own_page").with("address", Arg::Outside(address.to_owned()))
    }

    /// Where it updates itself.
    #[must_use]
    pub fn update_page(self) -> Text {
        self.own_page([
            "chrome://settings/help",
            "edge://settings/help",
            "about:preferences#general",
        ])
    }
}

impl System {
    /// Every system.
    pub const ALL: [Self; 5] =
        [Self::Windows, Self::Mac, Self::Linux, Self::ChromeOs, Self::Android];

    /// Its name, the same in all languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Mac => "macOS",
            Self::Linux => "Linux",
            Self::ChromeOs => "ChromeOS",
            Self::Android => "Android",
        }
    }

    /// The browsers to try on this system, those that come with it first.
    #[must_use]
    pub const fn browsers(self) -> &'static [Browser] {
        match self {
            Self::Windows => &[Browser::Edge, Browser::Firefox, Browser::Chrome],
            Self::Mac => &[Browser::Safari, Browser::Firefox, Browser::Chrome],
            Self::Linux => &[Browser::Firefox, Browser::Chrome],
            Self::ChromeOs | Self::Android => &[Browser::Chrome, Browser::Firefox],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_what_it_calls_itself() {
        let like = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, browser, major, system) in [
            (
                [
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) ",
                    like,
                    " Chrome/156.0.0.0 Safari/537.36",
                ],
                Browser::Chrome,
                156,
                System::Windows,
            ),
            (
                [
                    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ",
                    like,
                    " Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
                ],
                Browser::Edge,
                150,
                System::ChromeOs,
            ),
            (
                [
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ",
                    like,
                    " Version/18.3 Safari/605.1.15",
                ],
                Browser::Safari,
                18,
                System::Mac,
            ),
            (
                ["Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 ", "", "Firefox/153.0"],
                Browser::Firefox,
                153,
                System::Android,
            ),
            (
                ["Mozilla/5.0 (X11; Linux x86_64; ", "", "rv:153.0) Firefox/153.0"],
                Browser::Firefox,
                153,
                System::Linux,
            ),
            (["", "", ""], Browser::Chrome, 0, System::Linux),
            (["Chrome/", "99999999", "é Edg/x"], Browser::Chrome, 0, System::Linux),
        ] {
            let expected = Machine { browser, major, system, online: true, zone: 0 };
            assert_eq!(Machine::of(&agent.concat(), 0), expected, "{agent:?}");
        }
    }
}
