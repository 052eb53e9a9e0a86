//! Firefox: its prefs, its console service, its event page.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use super::{
    Browser, FIREFOX_ID, FIREFOX_UUID, FIRST_RUN_WITHIN, Kind, Options, WELCOME,
    driver::{Process, Scratch, Session, find_program},
};
use crate::Lab;

/// The start of a script that looks at the extension from inside of the browser.
const EXTENSION: &str = "const extension = WebExtensionPolicy.getByID(ID)?.extension;
    if (!extension) throw new Error(`${ID} is not loaded`);";

/// The start of a script that works on the extension as the manager of add-ons does.
const ADDON: &str = "const { AddonManager } =
      ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
    const addon = await AddonManager.getAddonByID(ID);";

pub(super) async fn open(lab: &Lab, options: &Options) -> anyhow::Result<Browser> {
    let firefox = find_program(&["firefox", "firefox-esr"], "install firefox-esr")?;
    let install = "cargo install geckodriver --root target/tools";
    let geckodriver = find_program(&["geckodriver"], install)?;
    let scratch = Scratch::new()?;
    // Without system access WebDriver opens no page of an extension.
    let args = ["--port=0", "--allow-system-access"];
    // With it Firefox heeds the pref that keeps it from asking its maker for settings.
    let mut env = vec![("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1")];
    let home = options.home.as_ref().map(|home| home.display().to_string());
    env.extend(home.as_ref().map(|home| ("HOME", home.as_str())));
    let process = Process::start(&geckodriver, &args, &env, "Listening on 127.0.0.1:").await?;

    let profile = options.profile.clone().unwrap_or_else(|| scratch.path().join("profile"));
    std::fs::create_dir_all(&profile)?;
    if options.profile.is_none() {
        for (file, held) in compiled(lab).await? {
            let file = profile.join(file);
            std::fs::create_dir_all(file.parent().unwrap_or(&profile))?;
            std::fs::write(file, held)?;
        }
    }
    let (width, height) = options.size;
    let mut args = vec![
        "-profile".to_owned(),
        profile.display().to_string(),
        format!("--width={width}"),
        format!("--height={height}"),
    ];
    if options.headless {
        args.push("-headless".to_owned());
    }
    args.extend(options.start.clone());
    let capabilities = json!({
        "browserName": "firefox",
        "acceptInsecureCerts": options.trusts_lab,
        "moz:firefoxOptions": { "binary": firefox, "args": args, "prefs": prefs(lab, options) },
    });
    let session = Session::open(process.address(), capabilities).await?;
    let mut browser = Browser {
        kind: Kind::Firefox,
        session: Some(session),
        process,
        scratch,
        extension_base: None,
    };
    if options.companion {
        let folder = browser.scratch.companion()?;
        install_addon(&browser, &folder, true).await?;
    }
    for folder in &options.neighbours {
        install_addon(&browser, folder, false).await?;
    }
    if let Some(extension) = &options.extension {
        let id = install_addon(&browser, &extension.canonicalize()?, options.private).await?;
        ensure!(id == FIREFOX_ID, "the extension's id is {id}, not {FIREFOX_ID}");
        browser.extension_base = Some(format!("moz-extension://{FIREFOX_UUID}/"));
    }
    if options.by_policy.is_some() {
        installed(&browser).await?;
        browser.extension_base = Some(format!("moz-extension://{FIREFOX_UUID}/"));
    }
    Ok(browser)
}

/// What Firefox compiles of its own scripts takes half of a first start's work: done once in this
/// process, and given to each new profile, which in all else is as new as before. Paths below the
/// profile with what they hold: the scripts, and the file that says which Firefox's they are. (What
/// is kept of add-ons beside them names those of another profile.)
async fn compiled(lab: &Lab) -> anyhow::Result<&'static Vec<(PathBuf, Vec<u8>)>> {
    static ONCE: OnceCell<Vec<(PathBuf, Vec<u8>)>> = OnceCell::const_new();
    let make = async || {
        let made = Scratch::new()?;
        let profile = made.path().to_owned();
        let options =
            Options { profile: Some(profile.clone()), companion: false, ..Options::default() };
        Box::pin(open(lab, &options)).await?.close().await?;
        let cache = std::fs::read_dir(profile.join("startupCache"))?;
        let cache: Vec<_> = cache.map(|file| Ok(file?.path())).collect::<io::Result<_>>()?;
        let scripts = cache.into_iter().filter(|file| !file.ends_with("webext.sc.lz4"));
        let files = scripts.chain([profile.join("compatibility.ini")]);
        files
            .map(|file| Ok((file.strip_prefix(&profile)?.to_owned(), std::fs::read(&file)?)))
            .collect()
    };
    ONCE.get_or_try_init(make).await
}

/// Waits until the extension is there, which a policy installs some time after the start.
async fn installed(browser: &Browser) -> anyhow::Result<()> {
    let script = "const { AddonManager } =
          ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
        const there = async () => (await AddonManager.getAddonByID(ID))?.isActive;
        return await new Promise((done, failed) => {
          const look = async () => { if (await there()) done(true) };
          const fail = (install) => failed(new Error(`not installed: ${install.error}`));
          AddonManager.addInstallListener({ onInstallEnded: look,
            onInstallFailed: fail, onDownloadFailed: fail });
          look();
        })";
    ensure!(in_browser(browser, script).await? == true, "it is not installed");
    Ok(())
}

async fn install_addon(browser: &Browser, folder: &Path, private: bool) -> anyhow::Result<String> {
    let body = json!({ "path": folder, "temporary": true, "allowPrivateBrowsing": private });
    let id = browser.command("POST", "moz/addon/install", Some(body)).await?;
    Ok(id.as_str().unwrap_or_default().to_owned())
}

fn prefs(lab: &Lab, options: &Options) -> Value {
    let uuids = json!({ FIREFOX_ID: FIREFOX_UUID }).to_string();
    let port = format!("443={0};80={0}", lab.port());
    let mut prefs = Map::new();
    let mut set = |name: &str, value: Value| {
        prefs.insert(name.to_owned(), value);
    };
    // Every host is the lab.
    set("network.dns.forceResolve", json!("127.0.0.1"));
    set("network.socket.forcePort", json!(port));
    // Drivers switch this on; people have it off, and see the browser's page for an empty 502.
    set("browser.http.blank_page_with_error_response.enabled", json!(false));
    set("extensions.webextensions.uuids", json!(uuids));
    // Pages' and extensions' consoles go to the output; the browser's own does not.
    set("devtools.console.stdout.content", json!(true));
    set("devtools.console.stdout.chrome", json!(false));
    set("browser.dom.window.dump.enabled", json!(true));
    // No request but those of tests.
    for name in [
        "app.normandy.enabled",
        "app.update.enabled",
        "browser.newtabpage.enabled",
        "browser.region.update.enabled",
        "browser.safebrowsing.blockedURIs.enabled",
        "browser.safebrowsing.downloads.enabled",
        "browser.safebrowsing.malware.enabled",
        "browser.safebrowsing.phishing.enabled",
        "browser.search.update",
        "browser.urlbar.suggest.searches",
        "datareporting.healthreport.uploadEnabled",
        "datareporting.policy.dataSubmissionEnabled",
        "dom.push.connection.enabled",
        "dom.security.https_only_mode",
        "extensions.blocklist.enabled",
        "extensions.getAddons.cache.enabled",
        "extensions.systemAddon.update.enabled",
        "extensions.update.enabled",
        "media.gmp-manager.updateEnabled",
        "network.captive-portal-service.enabled",
        "network.connectivity-service.enabled",
        "network.http.http3.enable",
        "nimbus.rollouts.enabled",
        "services.settings.poll_enabled",
        "toolkit.telemetry.enabled",
        "toolkit.telemetry.unified",
    ] {
        set(name, json!(false));
    }
    set("browser.startup.page", json!(0));
    set("network.trr.mode", json!(5));
    set("services.settings.server", json!("data:,#remote-settings-dummy/v1"));
    set("toolkit.telemetry.server", json!(""));
    set("media.gmp-manager.url", json!(""));
    // Times in pages as they are, not rounded.
    set("privacy.reduceTimerPrecision", json!(false));
    // 0 is dark, 1 is light: StaticPrefList.yaml
    set("layout.css.prefers-color-scheme.content-override", json!(u8::from(!options.dark)));
    // What is built here is not signed by Mozilla.
    set("xpinstall.signatures.required", json!(options.by_policy.is_none()));
    if let Some(language) = &options.language {
        set("intl.locale.requested", json!(language));
        set("intl.accept_languages", json!(language));
    }
    for (name, value) in &options.firefox_prefs {
        set(name, value.clone());
    }
    Value::Object(prefs)
}

pub(super) async fn console_problems(browser: &Browser) -> anyhow::Result<Vec<String>> {
    // flags: 0 is an error, 1 a warning: nsIScriptError.idl
    let script = "return Services.console.getMessageArray().flatMap((message) => {
        try { message.QueryInterface(Ci.nsIScriptError) } catch {
          const text = String(message.message);
          // Drivers allow an add-on in private windows by installing it twice.
          const twice = text.includes('already installed, older version will be disabled');
          return text.includes(ID) && !twice ? [text] : [];
        }
        const { flags, category, sourceName, lineNumber, errorMessage } = message;
        const ours = sourceName.startsWith(BASE);
        const page = /^https:/.test(sourceName) && !(flags & 1) && category !== 'Layout: Font';
        return ours || page
          ? [`${category}: ${errorMessage} (${sourceName}:${lineNumber})`] : [];
      })";
    let found = in_browser(browser, script).await?;
    let mut problems: Vec<String> = serde_json::from_value(found)?;
    problems.retain(|problem| !is_cut_off(problem));
    // What was said to console.*: the service does not keep it for content processes.
    problems.extend(browser.driver_log().into_iter().filter(|line| is_said_by_a_page(line)));
    Ok(problems)
}

/// A question of a page of the extension's that was open when the page closed: a popup closes at
/// any moment, and nobody waits for the answer. So with the files of a page that closes while it loads,
/// as the first page does where an add-on is installed twice; one that is missing leaves its page
/// empty, which fails the tests of that page.
fn is_cut_off(problem: &str) -> bool {
    let open = [
        "context unloaded",
        "inactive context",
        "context is inactive",
        "Script Loader: Loading failed for the module",
        "content javascript: TypeError: NetworkError when attempting to fetch resource",
    ];
    // The lab's own observer, in a page that went while the machine was slow.
    let stopped =
        problem.contains("Script terminated by timeout") && problem.contains("companion.js");
    let ours = problem.contains("(moz-extension:") || problem.contains(FIREFOX_ID);
    stopped || ours && open.iter().any(|open| problem.contains(open))
}

/// A line of a page's or an extension's `console.*`, and not of the browser's own.
fn is_said_by_a_page(line: &str) -> bool {
    let said = ["console.error: ", "console.warn: ", "console.log: ", "console.info: "];
    // The loader of the maker's experiments, which cannot reach the maker; no pref silences it.
    let own = ["RSLoader:"];
    said.iter().filter_map(|said| line.strip_prefix(said)).any(|rest| !own.contains(&rest.trim()))
}

pub(super) async fn extension_warnings(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let script = format!(
        "{EXTENSION} return [...(extension.errors ?? []), ...(extension.warnings ?? [])].map(String)"
    );
    Ok(serde_json::from_value(in_browser(browser, &script).await?)?)
}

/// A temporary add-on that is switched off is still there, and loads its files anew.
pub(super) async fn disable(browser: &Browser) -> anyhow::Result<()> {
    let script = format!("{ADDON} await addon.disable(); return addon.isActive");
    let active = in_browser(browser, &script).await?;
    ensure!(active == false, "the extension is still active");
    Ok(())
}

pub(super) async fn enable(browser: &Browser) -> anyhow::Result<()> {
    let script = format!("{ADDON} await addon.enable(); return addon.isActive");
    let active = in_browser(browser, &script).await?;
    ensure!(active == true, "the extension is not active");
    Ok(())
}

/// Finds the first-run page among the tabs once it has its words, and closes it.
pub(super) async fn first_run(browser: &Browser, stays: bool) -> anyhow::Result<()> {
    let script = format!(
        "const {{ gBrowser }} = Services.wm.getMostRecentWindow('navigator:browser');
         const {{ setTimeout }} = ChromeUtils.importESModule('resource://gre/modules/Timer.sys.mjs');
         const is = ({{ linkedBrowser: page }}) =>
           page.currentURI.spec.endsWith('/{WELCOME}') && !['', 'Gatewatch'].includes(page.contentTitle);
         const there = () => gBrowser.tabs.find(is);
         const tab = there() ?? await new Promise((found, fail) => {{
           const look = () => {{
             if (!there()) return;
             gBrowser.tabContainer.removeEventListener('TabAttrModified', look);
             gBrowser.tabpanels.removeEventListener('pagetitlechanged', look);
             found(there());
           }};
           gBrowser.tabContainer.addEventListener('TabAttrModified', look);
           gBrowser.tabpanels.addEventListener('pagetitlechanged', look);
           setTimeout(() => fail(new Error('no such tab')), {});
         }});
         if (!{stays}) gBrowser.removeTab(tab);
         return true",
        FIRST_RUN_WITHIN.as_millis()
    );
    in_browser(browser, &script).await.map(drop)
}

/// The addresses of the popups that are open.
pub(super) async fn popups(browser: &Browser) -> anyhow::Result<Vec<String>> {
    let script = "const { document } = Services.wm.getMostRecentWindow('navigator:browser');
        const open = document.querySelectorAll('browser[webextension-view-type=popup]');
        return [...open].map((popup) => popup.currentURI.spec)";
    Ok(serde_json::from_value(in_browser(browser, script).await?)?)
}

pub(super) async fn install_again(browser: &Browser) -> anyhow::Result<()> {
    let script = format!(
        "{ADDON} if (addon.userDisabled) await addon.enable(); await addon.reload();
         return (await AddonManager.getAddonByID(ID)).isActive"
    );
    let active = in_browser(browser, &script).await?;
    ensure!(active == true, "the extension is not active");
    Ok(())
}

pub(super) async fn background_alive(browser: &Browser) -> anyhow::Result<bool> {
    let script = format!("{EXTENSION} return extension.backgroundState === 'running'");
    Ok(in_browser(browser, &script).await? == true)
}

pub(super) async fn kill_background(browser: &Browser) -> anyhow::Result<()> {
    // Without the second option an event in its hands would only put the end off.
    let script = format!(
        "{EXTENSION} const before = extension.backgroundState;
         await extension.terminateBackground(
           {{ ignoreDevToolsAttached: true, disableResetIdleForTest: true }});
         return [before, extension.backgroundState]"
    );
    let states: (String, String) = serde_json::from_value(in_browser(browser, &script).await?)?;
    ensure!(states.0 == "running", "the background did not run but was {}", states.0);
    ensure!(states.1 == "stopped", "the background does not end: {}", states.1);
    Ok(())
}

/// Gives the present page a viewport of this size, as the tool for narrow screens does.
pub(super) async fn viewport(browser: &Browser, width: u32, height: u32) -> anyhow::Result<()> {
    let script = format!(
        "const shown = Services.wm.getMostRecentWindow('navigator:browser');
         Object.assign(shown.gBrowser.selectedBrowser.style, {{ minWidth: 0, minHeight: 0,
           flex: 'none', width: '{width}px', height: '{height}px' }});
         return true"
    );
    in_browser(browser, &script).await.map(drop)
}

/// Drops a file at a place of the viewport. The protocol has no such input: the event is made in the
/// page's own process, with the browser's rights, and handled as a trusted one.
pub(super) async fn drop_file(
    browser: &Browser,
    (x, y): (f64, f64),
    file: &Path,
) -> anyhow::Result<()> {
    let in_page = "
        const [name, base64, x, y] = arguments;
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        // By the page's own functions: what the browser itself put there is for the browser alone.
        const dataTransfer = new window.wrappedJSObject.DataTransfer();
        dataTransfer.items.add(new window.File([bytes], name, { type: 'text/plain' }));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          const how = { bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y,
            dataTransfer };
          const target = window.document.elementFromPoint(x, y);
          const event = new window.DragEvent(kind, how);
          window.windowUtils.dispatchDOMEventViaPresShellForTesting(target, event);
        }
        return true;";
    let name = file.file_name().and_then(|name| name.to_str()).context("a name")?;
    let bytes = BASE64_STANDARD.encode(std::fs::read(file)?);
    let script = format!(
        "const {{ browsingContext }} =
           Services.wm.getMostRecentWindow('navigator:browser').gBrowser.selectedBrowser;
         const actor = browsingContext.currentWindowGlobal.getActor('MarionetteCommands');
         await actor.executeScript({}, [{}, {}, {x}, {y}], {{ sandboxName: 'system' }});
         return true",
        json!(in_page),
        json!(name),
        json!(bytes)
    );
    in_browser(browser, &script).await.map(drop)
}

/// Runs the body of an async function with the browser's own rights.
pub(super) async fn in_browser(browser: &Browser, script: &str) -> anyhow::Result<Value> {
    let context = |name: &str| Some(json!({ "context": name }));
    browser.command("POST", "moz/context", context("chrome")).await?;
    let script = format!(
        "const ID = {}, BASE = 'moz-extension://'; return (async () => {{ {script} }})()",
        json!(FIREFOX_ID)
    );
    let result = browser.script("execute/sync", &script, Vec::new()).await;
    browser
        .command("POST", "moz/context", context("content"))
        .await
        .context("the driver stays in the browser's context")?;
    result
}
