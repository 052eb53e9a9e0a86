//! A new version comes in the middle of an outage, as from a store: it waits until that is over.
//!
//! In Chromium alone: Firefox takes no new version of an unsigned package from anywhere.

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use serde_json::json;

use super::{CHROMIUMS, Signer, chromium, offer, write_policy};
use crate::demo::ADDRESS;
use crate::drive::{Browser, Kind, Options, PanelSeen, Scratch};
use crate::{Lab, Scenario};

/// What a person or a browser does at once may take so long on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// The browser asks where a new version is offered; done once the background has heard of it.
const HEARD: &str = "const { status } = await chrome.runtime.requestUpdateCheck();
    if (status === 'throttled') throw new Error('the browser has just asked');
    return await new Promise((done) => {
      const look = async () => (await chrome.storage.session.get('update')).update && done(true);
      chrome.storage.session.onChanged.addListener(look);
      look();
    })";

/// Installs one version, and in the middle of an outage offers the next.
///
/// # Errors
/// The next does not come, comes too early, or the outage does not end as it must.
pub async fn run(
    package: &Path,
    policies: &Path,
    next: &Path,
    version: &str,
) -> anyhow::Result<()> {
    let scratch = Scratch::new()?;
    let key = Signer::new()?;
    let own = env!("CARGO_PKG_VERSION");
    let offered = offer(&key, package, own, scratch.path())?;
    write_policy(&policies.join(CHROMIUMS), &chromium(&key.id, &offered))?;
    let lab = Lab::start(Scenario::named("outage")?.by_hand()).await?;
    let options = Options { by_policy: Some(key.id.clone()), ..Options::default() };
    let browser = Browser::open(Kind::Chrome, &lab, options).await?;
    browser.extension_ready().await?;
    browser.goto(ADDRESS).await?;
    let fails = |panel: Option<&PanelSeen>| panel.is_some_and(|it| it.text.contains("502"));
    browser.wait_panel("the card", fails, SOON).await?;
    offer(&key, next, version, scratch.path())?;
    ensure!(browser.in_extension(HEARD).await? == json!(true));
    let which = "return chrome.runtime.getManifest().version";
    let now = browser.in_extension(which).await?;
    ensure!(now == json!(own), "the next version came in the middle of the outage: {now}");
    let probes = lab.hits(|record| record.method == "HEAD");
    let asked =
        |all: &[crate::Record]| all.iter().filter(|it| it.method == "HEAD").count() > probes;
    lab.wait_for("the next probe", asked, SOON).await?;
    browser.wait_panel("the same card", fails, SOON).await?;
    lab.go("up")?;
    browser.wait_page("ChatGPT", "document.querySelector('#prompt-textarea')", SOON).await?;
    // It goes and comes, and while it does none of its pages can be opened.
    let came = async {
        while browser.in_extension(which).await.ok() != Some(json!(version)) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(SOON, came).await?;
    let open = "return (await chrome.storage.session.get('open')).open ?? false";
    ensure!(browser.in_extension(open).await? == json!(false), "an outage is open after it");
    ensure!(browser.url().await? == ADDRESS, "the tab stands elsewhere");
    println!("version {version} waited for the end of the outage, and came");
    browser.close().await
}
