//! How long the background takes from nothing to an answer: to one that its scripts give alone,
//! and to one for which the core must be there. Beside it the same while it is awake.

use std::path::Path;

use super::{Figure, end_background};
use crate::drive::{Browser, Kind, Options};
use crate::{Lab, Scenario};

/// What is asked, and by what it is answered: the kept prompts by `extension/prompts.js`, what it
/// does not know by the core.
const ASKED: [(&str, &str); 2] =
    [("modules evaluated, answered", "prompts"), ("core ready, answered", "are you there")];

/// All figures, for one browser.
///
/// # Errors
/// The browser does not open, or the background does not answer.
pub async fn run(kind: Kind, extension: &Path, measures: usize) -> anyhow::Result<Vec<Figure>> {
    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let extension = Some(extension.to_owned());
    let browser = Browser::open(kind, &lab, Options { extension, ..Options::default() }).await?;
    browser.extension_ready().await?;
    browser.goto(&browser.extension_url("manifest.json")?).await?;
    let mut figures = Vec::new();
    for (what, message) in ASKED {
        for of in ["awake", "dead"] {
            let mut all = Vec::new();
            // The first one warms the browser's own caches and is not counted.
            for number in 0..=measures {
                if of == "dead" {
                    end_background(&browser).await?;
                }
                let took = asked(&browser, message).await?;
                all.extend((number > 0).then_some(took));
            }
            figures.extend(Figure::of(kind, "background", what, of, "ms", all));
        }
    }
    browser.close().await?;
    Ok(figures)
}

async fn asked(browser: &Browser, message: &str) -> anyhow::Result<f64> {
    let ask = format!(
        "const begun = performance.now();
         await chrome.runtime.sendMessage({{ kind: '{message}' }});
         return performance.now() - begun"
    );
    let took = browser.eval(&ask).await?.as_f64();
    took.ok_or_else(|| anyhow::anyhow!("no time of the answer to {message}"))
}
