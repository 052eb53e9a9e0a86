//! How long the background takes from nothing to an answer: to one that its scripts give from the
//! store, and to one for which the core must be there. Beside it the same while it is awake; and how
//! far it is on that way when its modules are evaluated, and when the core's wasm is there.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};

use super::{Figure, end_background};
use crate::drive::{Browser, Kind, Options, Scratch};
use crate::{Lab, Scenario};

/// What is asked, and by what it is answered: the kept prompts by
/// `extension/background/prompt-store.ts`, that a check is due by the core.
const ASKED: [(&str, &str); 2] =
    [("prompts listed, no core", "prompts"), ("the core answers", "due")];

/// Notes when the wasm is there, by the clock that begins with the background, and tells of it.
const MARKS: &str = "
    const { instantiateStreaming } = WebAssembly;
    globalThis.marks = {};
    WebAssembly.instantiateStreaming = async (...all) => {
      const made = await instantiateStreaming(...all);
      marks['wasm ready'] ??= performance.now();
      return made;
    };
    chrome.runtime.onMessage.addListener((message, sender, reply) => {
      if (message?.kind === 'marks') reply(marks);
    });";

/// What it notes, in its order.
const NOTED: [&str; 2] = ["modules evaluated", "wasm ready"];

/// All figures, for one browser.
///
/// # Errors
/// The browser does not open, or the background does not answer.
pub async fn run(kind: Kind, extension: &Path, measures: usize) -> anyhow::Result<Vec<Figure>> {
    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
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
    figures.extend(on_the_way(kind, extension, measures).await?);
    Ok(figures)
}

/// The built extension, with what notes its own beginning.
fn with_marks(extension: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = Command::new("cp").arg("-R").arg(extension.join(".")).arg(to).status()?;
    ensure!(copied.success(), "{} was not copied", extension.display());
    std::fs::write(to.join("marks.js"), MARKS)?;
    let background = to.join("background.js");
    let code = std::fs::read_to_string(&background)?;
    let evaluated = format!("marks['{}'] = performance.now()", NOTED[0]);
    std::fs::write(background, format!("import \"./marks.js\";\n{code};\n{evaluated};\n"))?;
    Ok(())
}

async fn on_the_way(kind: Kind, extension: &Path, measures: usize) -> anyhow::Result<Vec<Figure>> {
    let scratch = Scratch::new()?;
    with_marks(extension, scratch.path())?;
    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let extension = Some(scratch.path().to_owned());
    let browser = Browser::open(kind, &lab, Options { extension, ..Options::default() }).await?;
    browser.extension_ready().await?;
    browser.goto(&browser.extension_url("manifest.json")?).await?;
    let mut all = [Vec::new(), Vec::new()];
    for number in 0..=measures {
        end_background(&browser).await?;
        asked(&browser, ASKED[1].1).await?;
        let script = "return await chrome.runtime.sendMessage({ kind: 'marks' })";
        let marks = browser.eval(script).await?;
        for (all, what) in all.iter_mut().zip(NOTED) {
            let at = marks[what].as_f64().with_context(|| format!("{what}: {marks}"))?;
            all.extend((number > 0).then_some(at));
        }
    }
    browser.close().await?;
    let figure = |(what, all)| Figure::of(kind, "background", what, "dead", "ms", all);
    Ok(NOTED.into_iter().zip(all).filter_map(figure).collect())
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
