//! Pictures of everything that people see, from the real thing, in both themes and three languages.

use anyhow::{Result, ensure};
use std::path::Path;
use std::time::Duration;

use crate::drive::{Browser, Kind, Look, Options};
use crate::surfaces::Surface;
use crate::{Lab, Scenario, files};

/// The size that stores ask for.
const STORE: (u32, u32) = (1280, 800);

/// As wide as the popup, and long enough for what unfolds in it.
const POPUP: (u32, u32) = (380, 780);

/// The languages.
const LANGUAGES: [&str; 3] = ["en", "de", "ar"];

/// Takes them all with one browser and the built extension, into a folder; says each one's name.
///
/// # Errors
/// A surface does not come, or a console holds a problem.
pub async fn run(kind: Kind, extension: &Path, folder: &Path) -> Result<()> {
    let lab = Lab::start(Scenario::named("surfaces")?.by_hand()).await?;
    let options = Options { extension: Some(extension.to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await?;
    browser.extension_ready().await?;
    for surface in Surface::ALL {
        surface.bring(&lab, &browser).await?;
        let (width, height) = if surface == Surface::Popup { POPUP } else { STORE };
        browser.viewport(width, height).await?;
        for language in LANGUAGES {
            surface.speak(&browser, language).await?;
            take(&browser, folder, &format!("{}-{language}", surface.name())).await?;
        }
    }
    browser.new_tab(&format!("https://{}/?down=0-300", files::HOST)).await?;
    browser.viewport(STORE.0, STORE.1).await?;
    let ready = "document.documentElement.dataset.ready === 'yes'";
    browser.wait_page("the playground", ready, Duration::from_secs(30)).await?;
    let play = "document.getElementById('speed').value = '600';
        document.getElementById('play').click()";
    browser.eval(play).await?;
    let over = "document.getElementById('said').textContent.includes('was back')";
    browser.wait_page("the end of the run", over, Duration::from_secs(60)).await?;
    take(&browser, folder, "playground-en").await?;
    let problems = browser.console_problems().await?;
    let problems: Vec<_> = problems.iter().filter(|it| !it.contains("context unloaded")).collect();
    ensure!(problems.is_empty(), "the consoles hold: {problems:#?}");
    browser.close().await
}

async fn take(browser: &Browser, folder: &Path, name: &str) -> Result<()> {
    for look in [Look::Light, Look::Dark] {
        browser.look_so(look).await?;
        let path = folder.join(format!("{name}-{}.png", look.name()));
        browser.screenshot(&path).await?;
        println!("{}", path.display());
    }
    Ok(())
}
