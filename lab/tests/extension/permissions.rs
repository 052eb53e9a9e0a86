//! What the browser tells a person who is about to install the extension: the hosts, and no more.

use super::surfaces::access;
use super::{Stage, extension, in_both};
use lab::drive::{Kind, PanelSeen};
use lab::prompts::Editor;
use serde_json::{Value, json};

/// The hosts that the extension may read, as both manifests name them.
const HOSTS: [&str; 3] = ["chatgpt.com", "chat.openai.com", "status.openai.com"];

fn manifest(kind: Kind) -> Value {
    let text = std::fs::read_to_string(extension(kind).join("manifest.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn with_one_more(mut manifest: Value, permission: &str) -> Value {
    manifest["permissions"].as_array_mut().unwrap().push(json!(permission));
    manifest
}

/// How many checks the popup's card tells of.
fn checks(card: &PanelSeen) -> u32 {
    let Some((before, _)) = card.text.split_once(" checks so far") else { return 0 };
    before.rsplit(|it: char| !it.is_ascii_digit()).next().unwrap().parse().unwrap_or(0)
}

async fn nothing_is_asked_of_a_host_to_which_access_was_taken_away(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.probes(2).await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let card = stage.panel("the count", |card| checks(card) > 1).await;
    access(&stage, false).await;
    let asked = |host: &'static str| stage.lab.hits(|it| it.host == host && it.is_fetch());
    // One may have been on its way.
    let before = (asked("chatgpt.com"), asked("status.openai.com"));
    assert!(before.0 > 1, "the way of counting: {before:?}");
    // A check that came a moment ago is not asked for again. Once it is, nothing is left to be asked:
    // nobody knows any more where the page stands that failed.
    let over = |panel: Option<&PanelSeen>| {
        panel
            .is_some_and(|it| checks(it) > checks(&card) || it.text.contains("No problem detected"))
    };
    let presses = async {
        loop {
            // It may be over in the middle of this.
            let _ = stage.browser.press("Check now").await;
            let soon = std::time::Duration::from_secs(3);
            if stage.browser.wait_panel("its end", over, soon).await.is_ok() {
                break;
            }
        }
    };
    tokio::time::timeout(super::SOON, presses).await.unwrap();
    assert_eq!(asked("chatgpt.com"), before.0);
    // Chromium's page takes all hosts away at once.
    assert!(kind == Kind::Firefox || asked("status.openai.com") == before.1);
    stage.browser.close().await.unwrap();
}

/// Waits until what is typed on the site is kept, or no longer, by the browser's list and by the page's
/// own word.
const KEEPS: &str = "for (;;) {
    const [listed] = await chrome.scripting.getRegisteredContentScripts({ ids: ['typing'] });
    const is = !!listed?.matches.includes('https://chatgpt.com/*');
    const tabs = await chrome.tabs.query({});
    const answers = await Promise.all(tabs.map(({ id }) => chrome.tabs.sendMessage(id, { kind: 'isTypingKept' }).catch(() => false)));
    if (is === WANTED && answers.includes(true) === WANTED) return true;
  }";

async fn nothing_that_is_typed_is_kept_where_access_was_taken_away(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let chooses = "await chrome.storage.sync.set({ settings: { keep_while_typing: true } })";
    stage.told(stage.browser.in_extension(chooses).await).await;
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    for given in [true, false, true] {
        access(&stage, given).await;
        let keeps = KEEPS.replace("WANTED", &given.to_string());
        stage.told(stage.browser.in_extension(&keeps).await).await;
        if !given {
            stage.told(editor.write(&stage.browser, "Nobody is to keep this.").await).await;
            let kept = "return JSON.stringify(await chrome.storage.local.get(null))";
            let kept = stage.told(stage.browser.in_extension(kept).await).await;
            assert!(!kept.as_str().unwrap().contains("Nobody"), "{kept}");
        }
    }
    stage.browser.close().await.unwrap();
}

in_both! {
    nothing_is_asked_of_a_host_to_which_access_was_taken_away
    nothing_that_is_typed_is_kept_where_access_was_taken_away
}

mod chromium_alone {
    use super::*;

    /// Asked by the extension itself: this one function needs no permission.
    async fn warnings(stage: &Stage, manifest: &Value) -> Vec<String> {
        let script = format!(
            "return await new Promise((done, fail) =>
               chrome.management.getPermissionWarningsByManifest({}, (lines) =>
                 chrome.runtime.lastError ? fail(chrome.runtime.lastError.message) : done(lines)))",
            json!(manifest.to_string())
        );
        let lines = stage.browser.in_extension(&script).await;
        serde_json::from_value(stage.told(lines).await).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_install_prompt_names_the_hosts_and_nothing_else() {
        let stage = Stage::set(Kind::Chrome, "healthy").await;
        let manifest = manifest(Kind::Chrome);
        let prompt = warnings(&stage, &manifest).await;
        assert_eq!(prompt.len(), 1, "{prompt:#?}");
        for host in HOSTS {
            assert!(prompt[0].contains(host), "{host}: {prompt:#?}");
        }
        // The control: this way of asking does see a permission that adds a line.
        for permission in ["tabs", "declarativeNetRequest", "notifications"] {
            let more = warnings(&stage, &with_one_more(manifest.clone(), permission)).await;
            assert_eq!(more.len(), 2, "{permission}: {more:#?}");
        }
        assert_eq!(stage.browser.extension_warnings().await.unwrap(), Vec::<String>::new());
        stage.end().await;
    }
}

mod firefox_alone {
    use super::*;

    /// The lines of the prompt, as Firefox writes them.
    async fn prompt(stage: &Stage, manifest: &Value) -> Vec<String> {
        let script = format!(
            "const {{ ExtensionData }} =
               ChromeUtils.importESModule('resource://gre/modules/Extension.sys.mjs');
             const {{ permissions, host_permissions }} = {manifest};
             const strings = ExtensionData.formatPermissionStrings({{ appName: 'Firefox',
               permissions: {{ permissions, origins: host_permissions,
                 data_collection: ['none'] }} }}, {{}});
             return [...(strings.fullDomainsList?.domainsSet ?? []), ...strings.msgs]"
        );
        let lines = stage.browser.in_firefox(&script).await;
        serde_json::from_value(stage.told(lines).await).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_install_prompt_names_the_hosts_and_nothing_else() {
        let stage = Stage::set(Kind::Firefox, "healthy").await;
        let manifest = manifest(Kind::Firefox);
        let said = prompt(&stage, &manifest).await;
        assert_eq!(said.len(), HOSTS.len(), "{said:#?}");
        for (line, host) in said.iter().zip(HOSTS) {
            assert!(line.contains(host), "{host}: {said:#?}");
        }
        // The control: this way of asking does see a permission that adds a line.
        for permission in ["tabs", "webNavigation", "declarativeNetRequest"] {
            let more = prompt(&stage, &with_one_more(manifest.clone(), permission)).await;
            assert_eq!(more.len(), HOSTS.len() + 1, "{permission}: {more:#?}");
        }
        assert_eq!(stage.browser.extension_warnings().await.unwrap(), Vec::<String>::new());
        stage.end().await;
    }
}
