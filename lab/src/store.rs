//! What the stores ask for beside the package: pictures in their sizes, each checked for it.

use anyhow::{Context as _, Result, ensure};
use std::path::Path;

use crate::drive::{Browser, Kind, Options};
use crate::pictures;
use crate::surfaces::Surface;
use crate::{Lab, Scenario};

/// A screenshot, for Chrome's, Edge's and Mozilla's store.
const SCREENSHOT: (u32, u32) = (1280, 800);

/// Chrome's small promotional tile, and its marquee. Mozilla asks for neither.
const TILES: [(&str, (u32, u32)); 2] =
    [("tile-440x280", (440, 280)), ("marquee-1400x560", (1400, 560))];

/// The icon of both stores.
const ICON: (&str, u32) = ("icon-128.png", 128);

/// The screenshots, in the order in which a store shows them: five is what Chrome's takes.
const SHOWN: [(Surface, &str); 5] = [
    (Surface::Panel, "en-light"),
    (Surface::Bar, "en-light"),
    (Surface::History, "en-light"),
    (Surface::Settings, "en-light"),
    (Surface::Panel, "en-dark"),
];

/// Fills a folder from the pictures that were taken in Chromium, the built extension's icon, and
/// tiles that are drawn from `docs/store/tile.html`.
///
/// # Errors
/// A picture is missing or has another size than its store asks for.
pub async fn run(pictures: &Path, extension: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for (number, (surface, way)) in (1..).zip(SHOWN) {
        let from = pictures::path(pictures, Kind::Chrome, surface, way);
        let to = folder.join(format!("screenshot-{number}-{}-{way}.png", surface.name()));
        std::fs::copy(&from, &to).with_context(|| from.display().to_string())?;
        is_of_size(&to, SCREENSHOT)?;
    }
    let (icon, size) = ICON;
    let to = folder.join(icon);
    std::fs::copy(extension.join("icons").join(icon), &to).context("the icon")?;
    is_of_size(&to, (size, size))?;

    let lab = Lab::start(Scenario::named("healthy")?.by_hand()).await?;
    let options = Options { companion: false, ..Options::default() };
    let browser = Browser::open(Kind::Chrome, &lab, options).await?;
    let page = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/store/tile.html"));
    browser.goto(&format!("file://{}", page.canonicalize()?.display())).await?;
    for (name, (width, height)) in TILES {
        browser.viewport(width, height).await?;
        let to = folder.join(format!("{name}.png"));
        browser.screenshot(&to).await?;
        is_of_size(&to, (width, height))?;
    }
    browser.close().await
}

fn is_of_size(path: &Path, size: (u32, u32)) -> Result<()> {
    let file = std::io::BufReader::new(std::fs::File::open(path)?);
    let reader = png::Decoder::new(file).read_info()?;
    let is = (reader.info().width, reader.info().height);
    ensure!(is == size, "{} is {is:?}, and the stores ask for {size:?}", path.display());
    println!("{}", path.display());
    Ok(())
}
