//! The profile on the disk: nothing of what a private window did is in it.

use super::Stage;
use lab::drive::{Kind, Options, Scratch};
use std::path::Path;

/// Words that stand nowhere but in the private window's address and in the ordinary one's.
const PRIVATE: &str = "https://chatgpt.com/c/zqprivatezq";
const ORDINARY: &str = "https://chatgpt.com/c/zqordinaryzq";

/// How many files of the folder hold the word, as UTF-8 or as UTF-16.
fn holding(folder: &Path, word: &str) -> Vec<String> {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let has = |content: &[u8], it: &[u8]| content.windows(it.len()).any(|part| part == it);
    let mut found = vec![];
    let mut ahead = vec![folder.to_owned()];
    while let Some(folder) = ahead.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                ahead.push(path);
            } else if let Ok(content) = std::fs::read(&path)
                && (has(&content, word.as_bytes()) || has(&content, &wide))
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

async fn nothing_is_in_the_profile(kind: Kind) {
    let scratch = Scratch::new().unwrap();
    let profile = scratch.path().join("profile");
    std::fs::create_dir_all(&profile).unwrap();
    let options = Options { private: true, profile: Some(profile.clone()), ..Options::default() };
    let stage = Stage::set_with(kind, "empty-body", options).await;
    // The control: what an ordinary window does is found in this way.
    stage.browser.goto(ORDINARY).await.unwrap();
    stage.probes(1).await;
    let present = stage.browser.present_tab().await.unwrap();
    stage.told(stage.browser.open_private(PRIVATE).await).await;
    stage.probes(2).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), PRIVATE);
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end().await;
    assert_ne!(holding(&profile, "zqordinaryzq"), Vec::<String>::new(), "the way of looking");
    let found = holding(&profile, "zqprivatezq");
    assert_eq!(found, Vec::<String>::new());
}

mod chromium {
    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_of_a_private_outage_is_in_the_profile() {
        super::nothing_is_in_the_profile(lab::drive::Kind::Chrome).await;
    }
}
