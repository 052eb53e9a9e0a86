//! `cargo xtask packed`: what ships is what is tested. The packages, installed in both browsers by
//! an administrator's policy, and an outage for each; and in Chromium a new version in the middle of one.
//!
//! Both browsers read policies from folders of the system alone. Here each reads them in a mount
//! namespace of its own, where another folder stands in that place: no other browser sees the
//! policy, and nothing of it is left behind.

use crate::repository::{command, run, target};
use crate::{build, package, tools};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Where each browser of Debian's looks for policies, and its package's ending.
const BROWSERS: [(&str, &str, &str); 2] =
    [("chrome", "zip", "/etc/chromium"), ("firefox", "xpi", "/usr/lib/firefox-esr/distribution")];

/// The command.
///
/// # Errors
/// It is not run by root, a browser does not install its package, or the outage does not go as it
/// must.
pub fn packed(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "packed takes no arguments, not {arguments:?}");
    tools::browsers()?;
    build::with_lab()?;
    let packages = package::make()?;
    run(&mut command("cargo", &["build", "--quiet", "--package", "lab"]))?;
    for (browser, ending, place) in BROWSERS {
        let policies = target().join("policies").join(browser);
        if policies.exists() {
            fs::remove_dir_all(&policies)?;
        }
        // What stands there otherwise stays.
        build::copy_folder(Path::new(place), &policies)?;
        let file = packages.join(package::name(&format!("{browser}.{ending}")));
        let lab = target().join("debug/lab");
        let within = |words: &str| {
            let inside = format!(r#"mount --bind "$1" "$2" && exec "$3" {words}"#);
            let mut within = command("unshare", &["--mount", "sh", "-c", &inside, "sh"]);
            within.args([&policies, Path::new(place), &lab, &file]);
            within
        };
        let needs = || format!("{browser}, by policy: it takes root, for a mount of its own");
        run(&mut within(&format!(r#"packed {browser} "$4" "$2""#))).with_context(needs)?;
        if browser == "chrome" {
            let version = format!("{}.1", env!("CARGO_PKG_VERSION"));
            let next = package::of_version(browser, &version)?;
            run(within(r#"update "$4" "$2" "$5" "$6""#).arg(next).arg(version))
                .with_context(needs)?;
        }
    }
    Ok(())
}
