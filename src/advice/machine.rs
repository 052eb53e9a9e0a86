//! Browsers and systems, by name: which words fit, and what else there is to try.

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

/// The system, as `runtime.getPlatformInfo` tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux, the BSDs, and whatever is not known.
    #[default]
    Linux,
    /// ChromeOS.
    ChromeOs,
    /// Android.
    Android,
}

impl Browser {
    /// Every browser that has words of its own.
    pub const ALL: [Self; 4] = [Self::Chrome, Self::Edge, Self::Firefox, Self::Safari];

    /// Its name, the same in all languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::Safari => "Safari",
        }
    }

    /// The one of four that is this browser's: Chrome's, Edge's, Firefox's, Safari's.
    #[must_use]
    pub fn own<T>(self, [chrome, edge, firefox, safari]: [T; 4]) -> T {
        match self {
            Self::Chrome => chrome,
            Self::Edge => edge,
            Self::Firefox => firefox,
            Self::Safari => safari,
        }
    }

    /// The browser's own page for clearing, where an extension may open it: `tabs.create` opens
    /// Chromium's, and refuses `about:preferences` (measured in both).
    #[must_use]
    pub const fn clearing_page(self) -> Option<&'static str> {
        match self {
            Self::Chrome => Some("chrome://settings/clearBrowserData"),
            Self::Edge => Some("edge://settings/clearBrowserData"),
            Self::Firefox | Self::Safari => None,
        }
    }
}

impl System {
    /// Every system.
    pub const ALL: [Self; 5] =
        [Self::Windows, Self::Mac, Self::Linux, Self::ChromeOs, Self::Android];

    /// The system of a name from `runtime.getPlatformInfo().os`.
    #[must_use]
    pub fn named(os: &str) -> Self {
        match os {
            "win" => Self::Windows,
            "mac" => Self::Mac,
            "cros" => Self::ChromeOs,
            "android" => Self::Android,
            _ => Self::Linux,
        }
    }

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

    /// The browsers to try there, the ones that come with it first.
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
