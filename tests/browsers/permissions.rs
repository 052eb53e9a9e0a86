//! What the browser tells a person who is about to install the extension: the hosts, and no more.

use super::{Stage, extension};
use lab::drive::Kind;
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

mod chromium {
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

mod firefox {
    use super::*;

    /// The prompt's lines about hosts and about anything else, as Firefox would write them.
    async fn prompt(stage: &Stage, manifest: &Value) -> (Value, Value) {
        let script = format!(
            "const {{ ExtensionData, PERMISSION_L10N }} =
               ChromeUtils.importESModule('resource://gre/modules/Extension.sys.mjs');
             const manifest = {manifest};
             const origins = manifest.host_permissions;
             const given = {{ permissions: manifest.permissions, origins,
               data_collection: ['none'] }};
             const strings = ExtensionData.formatPermissionStrings(
               {{ permissions: given, appName: 'Firefox', type: 'sideload' }}, {{}});
             return [[...(strings.fullDomainsList?.domainsSet ?? [])],
               strings.msgs.map(String)]"
        );
        let lines = stage.browser.in_firefox(&script).await;
        serde_json::from_value(stage.told(lines).await).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_install_prompt_names_the_hosts_and_nothing_else() {
        let stage = Stage::set(Kind::Firefox, "healthy").await;
        let manifest = manifest(Kind::Firefox);
        let said = prompt(&stage, &manifest).await;
        println!("{said:#?}");
        let more = prompt(&stage, &with_one_more(manifest, "tabs")).await;
        println!("{more:#?}");
        assert_eq!(stage.browser.extension_warnings().await.unwrap(), Vec::<String>::new());
        stage.end().await;
    }
}
