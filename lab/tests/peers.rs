//! Extensions beside ours in the same outages: two that are written here, one that reloads every five
//! seconds and one that does nothing. `cargo xtask build` comes first.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use lab::bench::peers::{self, Comparison, Healthy, Outage, Plan, Through};
use lab::drive::Scratch;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An extension that puts a script into the site's pages.
fn extension(folder: &Path, script: &str) {
    std::fs::create_dir_all(folder).unwrap();
    let manifest = r#"{ "manifest_version": 3, "name": "A peer", "version": "1",
        "content_scripts": [{ "matches": ["https://chatgpt.com/*"], "js": ["page.js"],
            "run_at": "document_start" }] }"#;
    std::fs::write(folder.join("manifest.json"), manifest).unwrap();
    std::fs::write(folder.join("page.js"), script).unwrap();
}

const RELOADS: &str = "setTimeout(() => location.reload(), 5000);";

fn through<'a>(seen: &'a Comparison, of: &str, outage: Outage) -> &'a Through {
    seen.through.iter().find(|it| it.of == of && it.outage == outage).unwrap()
}

fn healthy<'a>(seen: &'a Comparison, of: &str) -> &'a Healthy {
    seen.healthy.iter().find(|it| it.of == of).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_reloads_is_back_at_the_cost_of_its_loads_and_one_that_does_not_is_not() {
    let scratch = Scratch::new().unwrap();
    extension(&scratch.path().join("idler"), "");
    extension(&scratch.path().join("reloader"), RELOADS);
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let ours = target.parent().unwrap().join("extension/chrome");
    let plan = Plan {
        outages: vec![Outage::BadGateway, Outage::Writing],
        down: Duration::from_secs(12),
        within: Duration::from_secs(25),
        idle: Duration::from_secs(5),
    };
    let seen = peers::run(&ours, scratch.path(), &plan).await.unwrap();
    println!("{}", seen.table());

    let failing = |of| through(&seen, of, Outage::BadGateway);
    for of in ["no extension", "idler"] {
        let it = failing(of);
        assert_eq!((it.back, it.loads, it.others), (None, 1, 0), "{it:?}");
    }
    let (ours, reloader) = (failing("Gatewatch"), failing("reloader"));
    assert!(ours.back.is_some() && ours.loads == 2 && ours.others > 0, "{ours:?}");
    assert!(reloader.back.is_some() && reloader.loads >= 3, "{reloader:?}");

    let writing = |of| through(&seen, of, Outage::Writing);
    assert_eq!((writing("reloader").lost, writing("reloader").loads > 1), (1, true));
    for of in ["no extension", "idler", "Gatewatch"] {
        assert_eq!((writing(of).lost, writing(of).loads), (0, 0), "{:?}", writing(of));
    }

    assert_eq!(healthy(&seen, "reloader").bytes, RELOADS.len() as u64);
    assert_eq!(healthy(&seen, "Gatewatch").bytes, 0);
    let bare = healthy(&seen, "no extension").timers;
    assert!(healthy(&seen, "reloader").timers > bare, "{:?}", seen.healthy);
    assert_eq!(healthy(&seen, "Gatewatch").timers, bare, "{:?}", seen.healthy);
    assert_eq!(seen.better(), Vec::<String>::new());
}
