//! How pages are told to look: light, dark, or in the few colours that a person has chosen.

use std::time::Duration;

use serde_json::json;

use super::{Browser, Kind, chrome, firefox};

/// What the system asks of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Forced colours, as with a system's high contrast.
    Forced,
}

impl Look {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::Forced];

    /// Its name in pictures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
        }
    }
}

impl Browser {
    /// Has the present tab look so (Firefox: every tab), whatever the browser was opened with.
    ///
    /// # Errors
    /// It does not.
    pub async fn look_so(&self, look: Look) -> anyhow::Result<()> {
        let (dark, forced) = (look == Look::Dark, look == Look::Forced);
        match self.kind {
            Kind::Chrome => {
                let features = json!([
                    { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
                    { "name": "forced-colors", "value": if forced { "active" } else { "none" } },
                ]);
                let params = json!({ "media": "", "features": features });
                chrome::cdp(self, "Emulation.setEmulatedMedia", params).await?;
            }
            Kind::Firefox => {
                // 0 is dark, 1 light; forced colours: 1 never, 2 always: StaticPrefList.yaml
                let script = format!(
                    "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {});
                     Services.prefs.setIntPref('browser.display.document_color_use', {});
                     return true",
                    u8::from(!dark),
                    1 + u8::from(forced)
                );
                firefox::in_browser(self, &script).await?;
            }
        }
        let is =
            |query: &str, wanted: bool| format!("matchMedia('({query})').matches === {wanted}");
        let scheme =
            if forced { "true".to_owned() } else { is("prefers-color-scheme: dark", dark) };
        let so = format!("{} && {scheme}", is("forced-colors: active", forced));
        self.wait_page("the look", &so, Duration::from_secs(10)).await
    }
}
