//! The end of a life: all is well again, everybody is back, and every law held.

use super::laws::broken;
use super::life::Life;

use lab::Record;
use lab::drive::Kind;
use std::time::{Duration, Instant};

/// Within so long after the site a person who looks has their chat back.
const BACK_WITHIN: Duration = Duration::from_secs(90);

/// A page that is there has started within so long.
const STARTS_WITHIN: Duration = Duration::from_secs(5);

/// What is written down of the browser's own ways: its error page lets nobody in, tabs close, access is
/// taken away, and on a busy machine its stores are late.
const EXPECTED: [&str; 5] = ["refused", "gone", "missing", "no answer", "browser failed"];

/// What a page says itself whose modules fail while it starts, and what Firefox says beside JSON and
/// where its person has the cache cleared.
const OF_PAGES: [&str; 5] = [
    "Error loading route",
    "MIMEMISMATCH",
    "Loading failed for the module",
    "JSON Viewer",
    "Clear-Site-Data header forced the clean up",
];

/// A document that was left before it showed is asked for by the clock, for 124 s in all.
const CLOSED_WITHIN: Duration = Duration::from_secs(180);

/// Whether nothing is under way any more, or 20 s have gone by.
const IS_OVER: &str = "for (const begun = Date.now(); Date.now() - begun < 20_000; ) {
    const { open } = await chrome.storage.session.get('open');
    if (!open) return true;
    await new Promise((look) => setTimeout(look, 200));
  }
  return false";

/// All that is kept, in bytes.
const STORED_AT_MOST: u64 = 200_000;
const SNAPSHOT_AT_MOST: u64 = 16_000;

impl Life {
    pub(super) async fn end(mut self) {
        self.note("all is well".into());
        self.all_is_well().await;
        for which in 0..self.tabs.len() {
            self.look(which).await;
            self.is_back().await;
            self.look_closely().await;
            self.hide_what_is_told().await;
        }
        self.nothing_is_open().await;
        for text in std::mem::take(&mut self.lost) {
            let sent = |it: &Record| it.prompt().is_some_and(|sent| sent.trim() == text);
            let arrived = |it: &Record| it.status == 200 && sent(it);
            let kept = self.stage().lab.hits(arrived) > 0 || self.is_kept(&text).await;
            self.holds(kept, &format!("what was lost is kept: {text:?}")).await;
        }
        let stored = "return JSON.stringify(await chrome.storage.local.get(null))";
        let stored = self.in_extension(stored).await;
        for text in std::mem::take(&mut self.private) {
            let on_disk = stored.as_str().is_some_and(|stored| stored.contains(&text));
            self.holds(!on_disk, &format!("of private windows nothing is on the disk: {text:?}"))
                .await;
        }
        let broken = broken(&self.stage().lab.records(), &self.notes);
        self.holds(broken.is_empty(), &format!("the laws: {broken:#?}")).await;
        self.is_bounded().await;
        self.consoles_are_clean().await;
        self.stage().fetched_from_nobody_else();
        self.into_stage().browser.close().await.unwrap();
    }

    async fn holds(&self, held: bool, what: &str) {
        if !held {
            let broken = anyhow::anyhow!("this does not hold: {what}");
            self.stage().told::<()>(Err(broken)).await;
        }
    }

    /// The tab that is looked at shows the site, or its person was told why not and loads it.
    async fn is_back(&mut self) {
        if let Some(why) = self.left_to_its_person().await {
            self.note(format!("loads {} again: {why}", self.tabs[self.present].address));
            self.reload().await;
        }
        let card = self.stage().browser.panel().await.ok().flatten();
        if card.is_some_and(|card| card.button("Resume").is_some()) {
            self.note("goes on with what was paused".into());
            // Another tab's return may be the end of it.
            let _ = self.stage().browser.press("Resume").await;
        }
        let back = self.healthy_within(BACK_WITHIN).await;
        let address = self.tab().address.clone();
        self.holds(back, &format!("{address} is back")).await;
        let url = self.stage().browser.url().await.unwrap_or_default();
        let same = url == address;
        self.holds(same, &format!("{address} is back where it was, not at {url}")).await;
    }

    /// What tells of a message on a page that is well stands until its person has read it.
    async fn hide_what_is_told(&mut self) {
        let told = self.stage().browser.panel().await.ok().flatten();
        if told.is_some_and(|told| told.button("Hide").is_some()) {
            self.note("hides what is told".into());
            // "It is back" goes by itself.
            let _ = self.stage().browser.press("Hide").await;
        }
    }

    /// Why a tab is not brought back by itself.
    async fn left_to_its_person(&mut self) -> Option<&'static str> {
        if self.healthy_within(STARTS_WITHIN).await {
            return None;
        }
        let address = self.tab().address.clone();
        let from_path = address.splitn(4, '/').last().unwrap_or_default();
        let path = format!("/{from_path}");
        let asked = self.stage().lab.records();
        let last = asked.iter().rfind(|it| it.is_main_document() && path.starts_with(&it.path));
        if last.is_some_and(|it| it.phase.starts_with("hang ")) {
            return Some("it is never answered");
        }
        // Of the browser's own page in a document's place nobody can tell afterwards what failed there.
        let unseen = self.notes.off.iter().chain(&self.notes.without_access);
        let was_unseen = |it: &&Record| {
            unseen.clone().any(|off| it.wall < off.1 && off.0 - STARTS_WITHIN < it.wall)
        };
        let is_empty = |it: &&Record| it.phase.starts_with("empty ") || it.status == 0;
        if last.filter(is_empty).is_some_and(|it| was_unseen(&it)) {
            return Some("it failed while nothing of it was to be seen");
        }
        let script = "return [document.documentURI,
            performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0]";
        let stands = self.stage().browser.eval(script).await;
        let Ok(stands) = stands else { return Some("it is never answered") };
        let (uri, status) = (stands[0].as_str().unwrap_or_default(), stands[1].as_u64());
        let own = ["chrome-error:", "about:neterror"];
        if self.kind == Kind::Chrome && own.iter().any(|own| uri.starts_with(own)) {
            return Some("the browser's own page stands there");
        }
        if !uri.starts_with("https:") {
            return None;
        }
        if status == Some(403) || status == Some(429) {
            return Some("it was refused");
        }
        if status == Some(200) {
            return Some("its app did not start");
        }
        None
    }

    async fn nothing_is_open(&mut self) {
        let until = Instant::now() + CLOSED_WITHIN;
        let mut is_over = self.in_extension(IS_OVER).await == true;
        while !is_over && Instant::now() < until {
            // What a page is found to have may be told only after its person looked.
            for which in 0..self.tabs.len() {
                self.look(which).await;
                self.hide_what_is_told().await;
            }
            is_over = self.in_extension(IS_OVER).await == true;
        }
        self.holds(is_over, "nothing is under way any more").await;
    }

    async fn is_bounded(&mut self) {
        let sizes = "const size = (it) => JSON.stringify(it ?? null).length;
            const session = await chrome.storage.session.get(null);
            return [size(await chrome.storage.local.get(null)), size(session.snapshot),
              (session.errors ?? []).map(({ where, kind, times }) => `${where}: ${kind} (${times})`)]";
        let sizes = self.in_extension(sizes).await;
        let within = |at: usize, most: u64| sizes[at].as_u64().is_some_and(|size| size < most);
        let bounded = within(0, STORED_AT_MOST) && within(1, SNAPSHOT_AT_MOST);
        self.holds(bounded, &format!("what is kept is bounded: {sizes}")).await;
        let noted: Vec<String> = serde_json::from_value(sizes[2].clone()).unwrap();
        let unexpected: Vec<&String> =
            noted.iter().filter(|it| !EXPECTED.iter().any(|kind| it.contains(kind))).collect();
        self.holds(unexpected.is_empty(), &format!("nothing went wrong inside: {noted:?}")).await;
    }

    pub(super) async fn consoles_are_clean(&self) {
        let base = self.stage().browser.extension_url("").unwrap();
        let problems = self.stage().browser.console_problems().await;
        let mut problems = self.stage().told(problems).await;
        // A second start makes Firefox's own extensions complain of files of theirs, and what was asked
        // without leave is refused by the browser, which writes that down.
        let of_page = |it: &str| OF_PAGES.iter().any(|own| it.contains(own));
        let elsewhere = self.restarts && self.kind == Kind::Firefox;
        // Drivers allow private windows by loading it anew, over whatever is just being loaded of it.
        let anew = ["chrome is not defined", "Failed to load the script unexpectedly"];
        problems.retain(|it| {
            let expected = self.lost_access && it.contains("CORS")
                || self.kit.is_private && anew.iter().any(|told| it.contains(told))
                || of_page(it);
            !expected && (!elsewhere || it.contains(&base))
        });
        self.holds(problems.is_empty(), &format!("quiet consoles: {problems:#?}")).await;
    }
}
