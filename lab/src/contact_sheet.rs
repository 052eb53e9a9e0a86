//! A contact sheet: every picture of every surface beside its neighbours, for somebody's eyes.

use anyhow::{Result, ensure};
use std::fmt::Write as _;
use std::path::Path;

use crate::drive::{Browser, Kind, Options};
use crate::pictures::{self, WAYS};
use crate::surfaces::Surface;
use crate::{Lab, Scenario};

/// How wide a picture is on the sheet, in pixels.
const WIDE: u32 = 420;

/// The space around each.
const SPACE: u32 = 8;

/// Makes the sheet of a folder's pictures, as a page and as a picture of that page, for each
/// browser: `contact-sheet-chrome.html`, `contact-sheet-chrome.png` and so on.
///
/// # Errors
/// A picture is missing, or the browser does not show them.
pub async fn run(folder: &Path, kinds: &[Kind]) -> Result<()> {
    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let options = Options { companion: false, ..Options::default() };
    let browser = Browser::open(Kind::Chrome, &lab, options).await?;
    for kind in kinds {
        let page = folder.join(format!("contact-sheet-{kind}.html"));
        std::fs::write(&page, html(folder, *kind)?)?;
        let page = page.canonicalize()?;
        browser.goto(&format!("file://{}", page.display())).await?;
        let width = (WIDE + 2 * SPACE) * WAYS.len() as u32;
        browser.viewport(width, 800).await?;
        let tall = browser.eval("return document.documentElement.scrollHeight").await?;
        browser.viewport(width, u32::try_from(tall.as_u64().unwrap_or(800))?).await?;
        let shown = "[...document.images].every((it) => it.complete && it.naturalWidth > 0)";
        browser.wait_page("the pictures", shown, std::time::Duration::from_secs(60)).await?;
        let picture = folder.join(format!("contact-sheet-{kind}.png"));
        browser.screenshot(&picture).await?;
        println!("{}", picture.display());
    }
    browser.close().await
}

fn html(folder: &Path, kind: Kind) -> Result<String> {
    let mut rows = String::new();
    for surface in Surface::ALL {
        for way in WAYS {
            let path = pictures::path(folder, kind, surface, way);
            ensure!(path.is_file(), "{} is missing", path.display());
            let name = path.strip_prefix(folder)?.display().to_string();
            let said = format!("{} {}", surface.name(), way.replace('-', ", "));
            write!(
                rows,
                "<figure><img src=\"{name}\" alt=\"\"><figcaption>{said}</figcaption></figure>"
            )?;
        }
    }
    let across = WAYS.len();
    Ok(format!(
        "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Gatewatch in {kind}</title>
<style>
body {{ margin: 0; background: #777; font: 14px system-ui, sans-serif; display: grid; grid-template-columns: repeat({across}, {}px) }}
figure {{ margin: {SPACE}px }}
img {{ inline-size: {WIDE}px; block-size: 300px; object-fit: contain; object-position: top; display: block }}
figcaption {{ color: #fff; padding-block: 2px }}
</style>
{rows}
</html>
",
        WIDE + 2 * SPACE
    ))
}
