//! What the browser does in a life: private windows open, tabs are put to sleep, it ends and starts again.

use super::life::{Life, Tab, options};
use super::site::Documents;
use crate::Stage;
use lab::drive::Browser;
use std::time::SystemTime;

impl Life {
    pub(super) async fn open_private(&mut self) {
        // What never comes, or comes as a page of the browser's or of ours, is waited for in vain.
        let opens = match self.site.documents {
            Documents::Load | Documents::Blank => true,
            Documents::Fail => self.site.name != "empty",
            Documents::Refused | Documents::Break | Documents::Hang => false,
        };
        if !self.kit.is_private || !opens || self.offline.is_some() || self.tabs.len() > 3 {
            return;
        }
        let address = self.address();
        let opened = self.stage().browser.open_private(&address).await;
        let (handle, _) = self.stage().told(opened).await;
        self.tabs.push(Tab { handle, address, is_private: true, mark: None });
        self.present = self.tabs.len() - 1;
        self.arrived().await;
    }

    /// What a driver opens is opened in the window that it was in last.
    pub(super) async fn leave_private_window(&mut self) {
        if self.tabs[self.present].is_private {
            let ordinary = self.tabs.iter().position(|tab| !tab.is_private);
            self.look(ordinary.expect("the last ordinary tab is not closed")).await;
        }
    }

    pub(super) async fn discard(&mut self, which: usize) {
        let which = which % self.tabs.len();
        if which == self.present {
            return;
        }
        let path = self.tabs[which].address.split('?').next().unwrap_or_default().to_owned();
        self.tabs[which].mark = None;
        let discard = format!(
            "const tabs = await chrome.tabs.query({{}});
             const tab = tabs.find(({{ url, active }}) => !active && url?.startsWith('{path}?'));
             if (tab) await chrome.tabs.discard(tab.id);
             return !!tab"
        );
        let slept = self.in_extension(&discard).await;
        self.note(format!("slept: {slept}"));
        self.find_tabs().await;
    }

    pub(super) async fn restart(&mut self) {
        self.go_online().await;
        self.consoles_are_clean().await;
        let Stage { lab, browser, scratch } = self.stage.take().expect("a browser");
        browser.close().await.unwrap();
        let now = SystemTime::now();
        self.notes.jumped.push(now);
        self.notes.stirred.push(now);
        let options = options(self.kind, self.kit, &self.profile, &self.folder);
        let browser = Browser::open(self.kind, &lab, options).await;
        self.stage = Some(Stage { lab, browser: browser.unwrap(), scratch });
        self.restarts = true;
        let ready = self.stage().browser.extension_ready().await;
        self.stage().told(ready).await;
        self.find_tabs().await;
    }

    /// Which of the tabs are still there, and by which names the driver knows them now.
    pub(super) async fn find_tabs(&mut self) {
        let all = self.stage().browser.tabs().await;
        let all = self.stage().told(all).await;
        let known: Vec<String> = self.tabs.iter().map(|tab| tab.handle.clone()).collect();
        for tab in &mut self.tabs {
            if !all.iter().any(|it| it.handle == tab.handle) {
                let path = tab.address.split('?').next().unwrap_or_default();
                // A waiting page keeps the address in its own.
                let stands = |url: &str| {
                    let url = url.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?");
                    url.contains(&format!("{path}?"))
                };
                let again = all.iter().find(|it| !known.contains(&it.handle) && stands(&it.url));
                tab.handle = again.map(|it| it.handle.clone()).unwrap_or_default();
                tab.mark = None;
            }
        }
        let gone = self.tabs.iter().filter(|tab| tab.handle.is_empty()).count();
        if gone > 0 {
            self.note(format!("{gone} tabs are gone; there are {all:?}"));
        }
        let present = self.tabs[self.present].handle.clone();
        self.tabs.retain(|tab| !tab.handle.is_empty());
        // What a person opened beside is closed again, and one tab stays.
        for other in &all {
            let is_chat = self.tabs.iter().any(|tab| tab.handle == other.handle);
            let stays = self.tabs.is_empty() && other == &all[0];
            if !is_chat && !stays {
                self.stage().browser.switch_to(&other.handle).await.unwrap();
                self.stage().browser.close_tab().await.unwrap();
            }
        }
        if self.tabs.is_empty() {
            let handle = all[0].handle.clone();
            self.stage().browser.switch_to(&handle).await.unwrap();
            let address = self.address();
            self.stage().browser.goto(&address).await.unwrap();
            self.tabs.push(Tab { handle, address, is_private: false, mark: None });
        }
        let stays = self.tabs.iter().position(|tab| tab.handle == present);
        self.look(stays.unwrap_or(0)).await;
    }
}
