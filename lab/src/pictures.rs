//! Pictures of everything that people see, from the real thing: in every look, in languages of
//! different scripts, narrow, and zoomed.

use anyhow::{Result, ensure};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::drive::{Browser, Kind, Look, Options};
use crate::surfaces::Surface;
use crate::{Lab, Scenario, files};

/// The size that stores ask for.
const STORE: (u32, u32) = (1280, 800);

/// As wide as the popup, and long enough for what unfolds in it.
const POPUP: (u32, u32) = (412, 780);

/// A telephone's width, or a wide screen's at 400 %.
const NARROW: (u32, u32) = (320, 640);

/// How many times as large everything is where somebody zoomed.
const ZOOM: u32 = 2;

/// The languages. English comes last: what follows is taken in it.
const LANGUAGES: [&str; 4] = ["de", "ar", "ja", "en"];

/// The ways in which each surface is pictured, as the ends of the pictures' names.
pub const WAYS: [&str; 11] = [
    "en-light",
    "en-dark",
    "en-forced",
    "de-light",
    "de-dark",
    "ar-light",
    "ar-dark",
    "ja-light",
    "ja-dark",
    "narrow",
    "zoomed",
];

/// Where the picture of a surface stands.
#[must_use]
pub fn path(folder: &Path, kind: Kind, surface: Surface, way: &str) -> PathBuf {
    folder.join(kind.to_string()).join(format!("{}-{way}.png", surface.name()))
}

/// Takes them all with one browser and the built extension, into a folder, or those of the surfaces that
/// are named; says each one's name.
///
/// # Errors
/// A surface does not come, or a console holds a problem.
pub async fn run(kind: Kind, extension: &Path, folder: &Path, only: &[String]) -> Result<()> {
    let lab = Lab::start(Scenario::named("surfaces")?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    browser.extension_ready().await?;
    for surface in Surface::ALL {
        surface.bring(&lab, &browser).await?;
        if !only.is_empty() && !only.iter().any(|name| name == surface.name()) {
            continue;
        }
        let is_popup = matches!(surface, Surface::Quiet | Surface::Popup);
        let (width, height) = if is_popup { POPUP } else { STORE };
        browser.viewport(width, height).await?;
        let take = |way: String| take(&browser, path(folder, kind, surface, &way));
        for language in LANGUAGES {
            surface.speak(&browser, language).await?;
            for look in [Look::Dark, Look::Light] {
                browser.look_so(look).await?;
                take(format!("{language}-{}", look.name())).await?;
            }
        }
        browser.look_so(Look::Forced).await?;
        take("en-forced".to_owned()).await?;
        browser.look_so(Look::Light).await?;
        browser.viewport(NARROW.0, NARROW.1).await?;
        take("narrow".to_owned()).await?;
        browser.viewport(width, height).await?;
        let here = browser.url().await?;
        browser.zoom(&here, ZOOM).await?;
        take("zoomed".to_owned()).await?;
        browser.zoom(&here, 1).await?;
    }
    if only.is_empty() {
        site(&browser, folder).await?;
    }
    let problems = browser.console_problems().await?;
    let problems: Vec<_> = problems.iter().filter(|it| !it.contains("context unloaded")).collect();
    ensure!(problems.is_empty(), "the consoles hold: {problems:#?}");
    browser.close().await
}

/// The landing page, and the playground at the end of a run.
async fn site(browser: &Browser, folder: &Path) -> Result<()> {
    let folder = folder.join(browser.kind().to_string());
    browser.new_tab(&format!("https://{}/", files::HOST)).await?;
    browser.viewport(STORE.0, STORE.1).await?;
    looks(browser, &folder, "landing").await?;
    browser.goto(&format!("https://{}/playground.html?down=0-300", files::HOST)).await?;
    let ready = "document.documentElement.dataset.ready === 'yes'";
    browser.wait_page("the playground", ready, Duration::from_secs(30)).await?;
    let play = "document.getElementById('speed').value = '600';
        document.getElementById('play').click()";
    browser.eval(play).await?;
    let over = "document.getElementById('said').textContent.includes('was back')";
    browser.wait_page("the end of the run", over, Duration::from_secs(60)).await?;
    looks(browser, &folder, "playground").await
}

async fn looks(browser: &Browser, folder: &Path, name: &str) -> Result<()> {
    for look in [Look::Light, Look::Dark] {
        browser.look_so(look).await?;
        take(browser, folder.join(format!("{name}-{}.png", look.name()))).await?;
    }
    Ok(())
}

async fn take(browser: &Browser, path: PathBuf) -> Result<()> {
    browser.screenshot(&path).await?;
    println!("{}", path.display());
    Ok(())
}
