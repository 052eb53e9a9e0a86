//! The outage lab: a TLS server on loopback that plays ChatGPT and its status page, and the hands
//! that drive real browsers against it.
//!
//! | room | what it does |
//! |---|---|
//! | [`scenario`] | what is served over time, as data: `lab/scenarios/*.toml` |
//! | [`server`] | the listener, the certificate, the wire (resets and cuts too) |
//! | `world` | where the scenario stands, and the phases' clock |
//! | [`answer`] | one request and one phase become one reply |
//! | [`answers`] | an answer that breaks off in its middle, and what its person gets back of it |
//! | `plan` | a response before it is written |
//! | [`chatgpt`] | ChatGPT's app: its layouts, the way of a message, its socket |
//! | [`chat`] | that app in a browser: writing, sending, reading what stands there |
//! | [`bodies`] | the named bodies: `lab/pages/*`, written from what such pages look like |
//! | [`files`] | the playground, as any host of files serves it |
//! | `hostile` | a status document full of traps |
//! | [`status_page`] | the status page's documents, with times relative to now |
//! | [`records`] | what was asked of the server, and waiting for it |
//! | [`rows`] | any pages as the site's documents: what the extension makes of them |
//! | [`bench`] | how soon a failure is on the screen |
//! | `shows` | what the demo shows where waiting is not all: stale data, no network, a block, hours |
//! | `waiting` | the same for the end of a limit and an answer that stands still |
//! | `hours` | a failure that began hours ago, as the core would have kept it |
//! | [`surfaces`] | everything that people see, one after the other |
//! | [`pictures`] | pictures of all that, for stores and for eyes |
//! | [`film`] | an outage and its end as an animated picture, and what it shows as a record |
//! | [`contact_sheet`] | all pictures on one sheet |
//! | [`store`] | pictures in the sizes that stores ask for |
//! | [`packed`] | the packages, installed by policy |
//! | [`demo`] | an outage and its end in a real browser, told step by step |
//! | [`drive`] | Chromium and Firefox by WebDriver, and what they show of the panel |
//!
//! A test of the extension reads like this:
//! ```no_run
//! use std::time::Duration;
//! use lab::{Lab, Record, Scenario, drive::{Browser, Kind, Options}};
//!
//! # async fn test() -> anyhow::Result<()> {
//! const LIMIT: Duration = Duration::from_secs(20);
//! // Phases by hand: the test says when the site is back.
//! let lab = Lab::start(Scenario::named("blip")?.by_hand()).await?;
//! let extension = Some("/path/to/target/extension/chrome".into());
//! let browser = Browser::open(Kind::Chrome, &lab, Options { extension, ..Options::default() }).await?;
//! browser.goto("https://chatgpt.com/c/abc?model=x#end").await?;
//! browser.wait_panel("the panel", |panel| panel.is_some_and(|p| p.count == 1), LIMIT).await?;
//! browser.kill_background().await?;
//! lab.go("up")?;
//! browser.press("Check now").await?;
//! let probe = |all: &[Record]| all.iter().any(|r| r.is_fetch() && r.method == "HEAD");
//! lab.wait_for("a probe", probe, LIMIT).await?;
//! browser.wait_page("the chat", "document.querySelector('#prompt-textarea')", LIMIT).await?;
//! assert_eq!(lab.hits(Record::is_main_document), 2, "one load, one reload");
//! assert_eq!(browser.console_problems().await?, Vec::<String>::new());
//! browser.close().await?;
//! # Ok(()) }
//! ```
//!
//! Nothing here is shipped: the extension knows nothing of the lab.

pub mod answer;
pub mod answers;
pub mod assistants;
pub mod attachments;
pub mod bench;
pub mod bodies;
pub mod chat;
pub mod chatgpt;
pub mod contact_sheet;
pub mod demo;
pub mod drive;
pub mod files;
pub mod film;
mod hostile;
mod hours;
pub mod matrix;
pub mod packed;
pub mod pictures;
mod plan;
pub mod prompts;
pub mod records;
pub mod rows;
pub mod scenario;
pub mod server;
mod shows;
pub mod status_page;
pub mod store;
pub mod surfaces;
mod waiting;
mod world;

pub use records::Record;
pub use scenario::Scenario;
pub use server::Lab;

/// Runs a test, and says how long it took in the file that `GATEWATCH_TIMES` names: the test program
/// itself does not tell.
pub async fn timed<T>(name: &str, test: impl Future<Output = T>) -> T {
    let begun = std::time::Instant::now();
    let came = test.await;
    if let Some(file) = std::env::var_os("GATEWATCH_TIMES") {
        let line = format!("{:.1}\t{name}\n", begun.elapsed().as_secs_f64());
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        // A test does not fail because nobody heard how long it took.
        let _ = file.and_then(|mut file| std::io::Write::write_all(&mut file, line.as_bytes()));
    }
    came
}

/// Tests of these names, each in each browser: `async fn situation(kind: Kind)`.
#[macro_export]
macro_rules! in_both {
    ($($situation:ident)*) => {
        mod chromium {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $situation() {
                let name = concat!(module_path!(), "::", stringify!($situation));
                $crate::timed(name, super::$situation($crate::drive::Kind::Chrome)).await
            })*
        }
        mod firefox {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $situation() {
                let name = concat!(module_path!(), "::", stringify!($situation));
                $crate::timed(name, super::$situation($crate::drive::Kind::Firefox)).await
            })*
        }
    };
}
