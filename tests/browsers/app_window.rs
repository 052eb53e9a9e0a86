//! ChatGPT in a window of its own, as people have it who installed it as an app.

mod chromium {
    use super::super::{CHAT, Stage};
    use lab::drive::{Kind, Options};

    #[tokio::test(flavor = "multi_thread")]
    async fn an_apps_window_is_taken_back_like_a_tab() {
        let chrome_args = vec![format!("--app={CHAT}")];
        let options = Options { chrome_args, ..Options::default() };
        let stage = Stage::set_with(Kind::Chrome, "healthy-then-down", options).await;
        stage.healthy().await;
        let window = "
            const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
            return (await chrome.windows.get(tab.windowId)).type";
        let kind = stage.told(stage.browser.in_extension(window).await).await;
        assert_ne!(kind, "normal", "it has an address bar");
        stage.lab.go("down").unwrap();
        stage.browser.reload().await.unwrap();
        let panel = stage.panel("the panel", |panel| panel.text.contains("502")).await;
        assert_eq!(panel.count, 1);
        stage.lab.go("up").unwrap();
        stage.healthy().await;
        stage.outage_ended().await;
        assert_eq!(stage.documents(), 3, "well, failing, and one reload of ours");
        stage.end().await;
    }
}
