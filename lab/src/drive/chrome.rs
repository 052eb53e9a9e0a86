//! Chromium: its flags, its console (read from its log), its service worker.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    Browser, FIRST_RUN_WITHIN, Kind, Options, WELCOME,
    driver::{Process, Scratch, Session, find_program},
};
use crate::Lab;

/// The name of Chromium's log in the scratch folder.
const LOG: &str = "chromium.log";
/// The host of the extensions page, whose private API knows what the browser finds wrong.
const EXTENSIONS_PAGE: &str = "chrome://extensions/";

pub(super) async fn open(lab: &Lab, options: &Options) -> anyhow::Result<Browser> {
    let install = "install chromium and chromium-driver";
    let chromium = find_program(&["chromium", "chromium-browser"], install)?;
    let chromedriver = find_program(&["chromedriver", "chromium.chromedriver"], install)?;
    let scratch = Scratch::new()?;
    let process =
        Process::start(&chromedriver, &["--port=0"], &[], "started successfully on port ").await?;

    let mut extensions = Vec::new();
    let mut extension_base = None;
    // On the toolbar: elsewhere a popup comes after its icon was moved there, in a fifth of a second.
    let mut pinned = Vec::new();
    if let Some(extension) = &options.extension {
        let folder = extension.canonicalize()?;
        let id = id(&folder)?;
        extension_base = Some(format!("chrome-extension://{id}/"));
        pinned.push(id);
        extensions.push(folder.display().to_string());
    }
    if let Some(id) = &options.by_policy {
        extension_base = Some(format!("chrome-extension://{id}/"));
    }
    if options.companion {
        extensions.push(scratch.companion()?.display().to_string());
    }
    extensions.extend(options.neighbours.iter().map(|folder| folder.display().to_string()));
    let profile = options.profile.clone().unwrap_or_else(|| scratch.path().join("profile"));
    let (width, height) = options.size;
    let mut args = vec![
        format!("--user-data-dir={}", profile.display()),
        // Nothing leaves loopback.
        format!(
            // The device's own names are what other servers of a test listen on.
            "--host-resolver-rules=MAP {} 127.0.0.1:{port},{},MAP * 127.0.0.1:{port},\
             EXCLUDE localhost",
            crate::scenario::GEMINI_HOST,
            nowhere(),
            port = lab.port()
        ),
        format!("--log-file={}", scratch.path().join(LOG).display()),
        format!("--window-size={width},{height}"),
    ];
    args.extend(
        [
            // As root, and in containers, Chromium does not start with its sandbox.
            "--no-sandbox",
            "--enable-logging",
            "--disable-quic",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-component-update",
            "--disable-sync",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            // The last two load pages for the address bar, which cost as much as all of the start.
            "--disable-features=DisableLoadExtensionCommandLineSwitch,OptimizationHints,MediaRouter,\
             WebUIOmniboxPopup,WebUIOmniboxAimPopup",
        ]
        .map(String::from),
    );
    if options.trusts_lab {
        // By its key alone: --ignore-certificate-errors would switch the disk cache off.
        args.push(format!("--ignore-certificate-errors-spki-list={}", lab.spki_hash()));
    }
    if options.headless {
        args.push("--headless=new".to_owned());
    }
    if options.dark {
        args.push("--force-dark-mode".to_owned());
    }
    if let Some(language) = &options.language {
        args.push(format!("--lang={language}"));
        args.push(format!("--accept-lang={language}"));
    }
    if !extensions.is_empty() {
        args.push(format!("--load-extension={}", extensions.join(",")));
    }
    // What chromedriver adds, and what takes it away again.
    let mut without = Vec::new();
    // With it nothing is fetched that a policy installs.
    let quiet = "disable-background-networking";
    if options.by_policy.is_some() {
        without.push(quiet);
    } else {
        args.push(format!("--{quiet}"));
    }
    if options.own_retries {
        args.push("--enable-auto-reload".to_owned());
        without.push("enable-automation");
    }
    args.extend(options.chrome_args.iter().cloned());

    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": chromium, "args": args, "excludeSwitches": without,
            "prefs": {
                "extensions.ui.developer_mode": true,
                // No start page, whatever the distribution's is: 4 is a list of addresses.
                "session.restore_on_startup": 4,
                "session.startup_urls": ["about:blank"],
                "extensions.pinned_extensions": pinned,
            },
        },
    });
    let session = Session::open(process.address(), capabilities).await?;
    let browser =
        Browser { kind: Kind::Chrome, session: Some(session), process, scratch, extension_base };
    if options.by_policy.is_some() {
        installed(&browser).await?;
    }
    Ok(browser)
}

/// Rules for hosts that Chromium itself asks at its start: they are not found, so that the lab's
/// records hold what pages and extensions ask for, wherever that is.
fn nowhere() -> String {
    ["google.com", "googleapis.com", "gstatic.com", "gvt1.com", "duckduckgo.com"]
        .map(|host| format!("MAP {host} ~NOTFOUND,MAP *.{host} ~NOTFOUND"))
        .join(",")
}

/// The id of an unpacked extension: from its key, or from its folder's path.
fn id(folder: &Path) -> anyhow::Result<String> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("manifest.json"))?)
        .context("the manifest is no JSON")?;
    let seed = match manifest.get("key").and_then(Value::as_str) {
        Some(key) => BASE64_STANDARD.decode(key).context("the manifest's key")?,
        None => folder.as_os_str().as_encoded_bytes().to_vec(),
    };
    let digest = ring::digest::digest(&ring::digest::SHA256, &seed);
    Ok(letters(&digest.as_ref()[..16]))
}

/// An id as it is written: the letters a to p, one for each four bits.
pub(crate) fn letters(id: &[u8]) -> String {
    let fours = id.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    fours.map(|four| char::from(b'a' + four)).collect()
}

/// Everything on any console is a problem but the lab's own failing replies: its pages say
/// nothing, and a good extension says nothing either.
pub(super) fn console_problems(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let path = browser.scratch.path().join(LOG);
    let log = std::fs::read(&path).with_context(|| format!("{} is missing", path.display()))?;
    let log = String::from_utf8_lossy(&log);
    let mut problems = Vec::new();
    let mut open: Option<String> = None;
    for line in log.lines() {
        // [pid:tid:MMDD/hhmmss.uuuuuu:INFO:CONSOLE:line] "text", source: address (line)
        let start = line.split_once(":CONSOLE:").or_else(|| line.split_once(":CONSOLE("));
        let text = match (start, open.take()) {
            (Some((_, rest)), _) => rest.split_once("] ").map_or(rest, |(_, text)| text).to_owned(),
            (None, Some(before)) => format!("{before}\n{line}"),
            (None, None) => continue,
        };
        if text.contains("\", source: ") {
            if !is_lab_reply(&text) && !is_cut_off(&text) {
                problems.push(text);
            }
        } else {
            open = Some(text);
        }
    }
    Ok(problems)
}

/// Chromium's own word of a call that was under way when its service worker ended: tests end them at
/// any moment, and what sets the toolbar's icon waits for files within the browser's own code.
fn is_cut_off(text: &str) -> bool {
    text.contains("(in promise) Error: No SW\"") && text.contains("/background.js")
}

fn is_lab_reply(text: &str) -> bool {
    text.starts_with("\"Failed to load resource: ") && text.contains("\", source: https://")
}

/// What `chrome://extensions` would show: manifest and run-time errors.
pub(super) async fn extension_warnings(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let script = "const found = await chrome.developerPrivate.getExtensionInfo(ID);
        const install = found.manifestErrors.map((e) => `manifest: ${e.message}`);
        const run = found.runtimeErrors.map((e) => `${e.severity}: ${e.message} (${e.source})`);
        return [...install, ...run, ...(found.runtimeWarnings ?? [])]";
    let found = on_extensions_page(browser, script).await?;
    Ok(serde_json::from_value(found)?)
}

pub(super) async fn disable(browser: &Browser) -> anyhow::Result<()> {
    let script = "await chrome.management.setEnabled(ID, false);
        return (await chrome.developerPrivate.getExtensionInfo(ID)).state";
    let state = on_extensions_page(browser, script).await?;
    ensure!(state == "DISABLED", "the extension is {state}");
    Ok(())
}

pub(super) async fn enable(browser: &Browser) -> anyhow::Result<()> {
    let script = "await chrome.management.setEnabled(ID, true);
        return (await chrome.developerPrivate.getExtensionInfo(ID)).state";
    let state = on_extensions_page(browser, script).await?;
    ensure!(state == "ENABLED", "the extension is {state}");
    Ok(())
}

/// Finds the first-run page among the targets once it has its words, and closes it. (Where it is
/// closed while it asks for its language, Chromium has none for later pages.)
pub(super) async fn first_run(browser: &Browser, stays: bool) -> anyhow::Result<()> {
    let page = browser.extension_url(WELCOME)?;
    let find = async |closing: bool| -> anyhow::Result<Option<String>> {
        let found = cdp(browser, "Target.getTargets", json!({})).await?;
        let targets = found["targetInfos"].as_array().context("no targets")?;
        let it = targets.iter().find(|it| it["type"] == "page" && it["url"] == page);
        let titled = |it: &&Value| it["title"].as_str().is_some_and(is_first_run_title);
        let it = it.filter(|it| closing || titled(it));
        Ok(it.and_then(|it| it["targetId"].as_str()).map(String::from))
    };
    let until = Instant::now() + FIRST_RUN_WITHIN;
    let target = loop {
        if let Some(target) = find(false).await? {
            break target;
        }
        ensure!(Instant::now() < until, "no {page} among the targets");
        browser.between_documents().await; // no event tells of it
    };
    if stays {
        return Ok(());
    }
    cdp(browser, "Target.closeTarget", json!({ "targetId": target })).await?;
    while find(true).await?.is_some() {
        ensure!(Instant::now() < until, "{page} does not close");
        browser.between_documents().await; // no event tells of it
    }
    Ok(())
}

/// Whether the page has said its words: before, its title is its file's, or its address.
fn is_first_run_title(title: &str) -> bool {
    !title.is_empty() && title != "Gatewatch" && !title.contains(WELCOME)
}

/// Switched on again it hears nothing of it, but loaded again it does, as after an update.
pub(super) async fn install_again(browser: &Browser) -> anyhow::Result<()> {
    let script = "const state = async () =>
          (await chrome.developerPrivate.getExtensionInfo(ID)).state;
        if (await state() === 'DISABLED') await chrome.management.setEnabled(ID, true);
        await chrome.developerPrivate.reload(ID,
          { failQuietly: true, populateErrorForUnpacked: true });
        // It is off for a moment, which no promise covers.
        for (let looks = 0; looks < 200 && await state() !== 'ENABLED'; looks++)
          await new Promise((again) => setTimeout(again, 25));
        return await state()";
    let state = on_extensions_page(browser, script).await?;
    ensure!(state == "ENABLED", "the extension is {state}");
    Ok(())
}

/// Allows the extension's hosts, or only at a click on its icon, as the browser's own page does.
pub(super) async fn hosts_allowed(browser: &Browser, allowed: bool) -> anyhow::Result<()> {
    let access = if allowed { "ON_ALL_SITES" } else { "ON_CLICK" };
    let script = format!(
        "await chrome.developerPrivate.updateExtensionConfiguration(
            {{ extensionId: ID, hostAccess: '{access}' }});
         const {{ permissions }} = await chrome.developerPrivate.getExtensionInfo(ID);
         return permissions.runtimeHostPermissions?.hostAccess ?? null"
    );
    let now = on_extensions_page(browser, &script).await?;
    ensure!(now == access, "the access to hosts is {now}");
    Ok(())
}

/// Waits until the extension is there, which a policy installs some time after the start.
async fn installed(browser: &Browser) -> anyhow::Result<()> {
    let script = "return await new Promise((done) => {
          const look = async () => {
            const found = await chrome.developerPrivate.getExtensionInfo(ID).catch(() => null);
            if (found?.state === 'ENABLED') done(!!found.controlledInfo);
          };
          chrome.developerPrivate.onItemStateChanged.addListener(look);
          look();
        })";
    let controlled = on_extensions_page(browser, script).await?;
    ensure!(controlled == true, "it is there, but by no policy");
    Ok(())
}

/// This loads the extension anew, and closes its pages.
pub(super) async fn allow_private(browser: &Browser) -> anyhow::Result<()> {
    let script = "await chrome.developerPrivate.updateExtensionConfiguration(
            { extensionId: ID, incognitoAccess: true });
        return (await chrome.developerPrivate.getExtensionInfo(ID)).incognitoAccess.isActive";
    ensure!(on_extensions_page(browser, script).await? == true, "private windows are not allowed");
    Ok(())
}

async fn on_extensions_page(browser: &Browser, script: &str) -> anyhow::Result<Value> {
    let base = browser.extension_base.as_deref().context("no extension is loaded")?;
    let id = base.trim_start_matches("chrome-extension://").trim_end_matches('/');
    let script = format!("const ID = {}; {script}", json!(id));
    browser.in_new_window(EXTENSIONS_PAGE, &script).await
}

/// The addresses of all that the browser shows, its popups too.
pub(super) async fn addresses(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let found = cdp(browser, "Target.getTargets", json!({})).await?;
    let targets = found["targetInfos"].as_array().context("no targets")?;
    let pages = targets.iter().filter(|target| target["type"] == "page");
    Ok(pages.filter_map(|page| page["url"].as_str()).map(String::from).collect())
}

/// The service worker's target, where it runs.
pub(super) async fn background(browser: &Browser) -> anyhow::Result<Option<String>> {
    let base = browser.extension_base.as_deref().context("no extension is loaded")?;
    let found = cdp(browser, "Target.getTargets", json!({})).await?;
    let targets = found["targetInfos"].as_array().context("no targets")?;
    let worker = targets.iter().find(|target| {
        target["type"] == "service_worker"
            && target["url"].as_str().is_some_and(|url| url.starts_with(base))
    });
    Ok(worker.and_then(|target| target["targetId"].as_str()).map(String::from))
}

/// Ends the worker's present life. The protocol answers once it has ended; `Target.closeTarget`
/// answers before, and as long as one of the extension's pages is open the driver is attached to
/// the worker, so that its next life has the same target and the end cannot be told.
///
/// A worker that is still starting for somebody is ended too, and then starts anew for them.
pub(super) async fn kill_background(browser: &Browser) -> anyhow::Result<()> {
    background(browser).await?.context("the service worker does not run")?;
    cdp(browser, "ServiceWorker.enable", json!({})).await?;
    cdp(browser, "ServiceWorker.stopAllWorkers", json!({})).await?;
    cdp(browser, "ServiceWorker.disable", json!({})).await.map(drop)
}

/// Without a network, as far as the present page's own requests go.
pub(super) async fn offline(browser: &Browser, offline: bool) -> anyhow::Result<()> {
    cdp(browser, "Network.enable", json!({})).await?;
    let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1,
        "uploadThroughput": -1 });
    cdp(browser, "Network.emulateNetworkConditions", conditions).await.map(drop)
}

/// What the present page's process counts.
pub(super) async fn metrics(browser: &Browser) -> anyhow::Result<Value> {
    cdp(browser, "Performance.enable", json!({})).await?;
    cdp(browser, "Performance.getMetrics", json!({})).await
}

/// Gives pages a viewport of this size, whatever the window's, with so many of the screen's pixels
/// for each of theirs (0: as the browser has it).
pub(super) async fn viewport(
    browser: &Browser,
    width: u32,
    height: u32,
    scale: u32,
) -> anyhow::Result<()> {
    let params =
        json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
    cdp(browser, "Emulation.setDeviceMetricsOverride", params).await.map(drop)
}

/// A picture of the page, in a tenth of the time that a well packed one takes.
pub(super) async fn quick_picture(browser: &Browser) -> anyhow::Result<Vec<u8>> {
    let params = json!({ "format": "png", "optimizeForSpeed": true });
    let told = cdp(browser, "Page.captureScreenshot", params).await?;
    Ok(BASE64_STANDARD.decode(told["data"].as_str().context("no picture")?)?)
}

/// Ends the present tab's renderer. The driver then says that it crashed, as it did.
pub(super) async fn crash_tab(browser: &Browser) -> anyhow::Result<()> {
    match cdp(browser, "Page.crash", json!({})).await {
        Err(error) if !error.to_string().contains("crash") => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Composes a line and commits it.
pub(super) async fn compose(browser: &Browser, line: &str) -> anyhow::Result<()> {
    for end in line.char_indices().map(|(at, c)| at + c.len_utf8()) {
        let part = &line[..end];
        let caret = part.encode_utf16().count();
        let composed = json!({ "text": part, "selectionStart": caret, "selectionEnd": caret });
        cdp(browser, "Input.imeSetComposition", composed).await?;
    }
    cdp(browser, "Input.insertText", json!({ "text": line })).await.map(drop)
}

/// Drops a file at a place of the viewport.
pub(super) async fn drop_file(
    browser: &Browser,
    (x, y): (f64, f64),
    file: &Path,
) -> anyhow::Result<()> {
    for kind in ["dragEnter", "dragOver", "drop"] {
        let data = json!({ "items": [], "files": [file], "dragOperationsMask": 1 });
        let event = json!({ "type": kind, "x": x, "y": y, "data": data });
        cdp(browser, "Input.dispatchDragEvent", event).await?;
    }
    Ok(())
}

/// Bounds what an origin may store, in bytes.
pub(super) async fn quota(browser: &Browser, origin: &str, bytes: u64) -> anyhow::Result<()> {
    let quota = json!({ "origin": origin, "quotaSize": bytes });
    cdp(browser, "Storage.overrideQuotaForOrigin", quota).await.map(drop)
}

/// Lets an origin's pages use the clipboard.
pub(super) async fn allow_copying(browser: &Browser, origin: &str) -> anyhow::Result<()> {
    let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
    let granted = json!({ "origin": origin, "permissions": permissions });
    cdp(browser, "Browser.grantPermissions", granted).await.map(drop)
}

pub(super) async fn cdp(browser: &Browser, command: &str, params: Value) -> anyhow::Result<Value> {
    let body = json!({ "cmd": command, "params": params });
    browser.command("POST", "goog/cdp/execute", Some(body)).await
}
