//! Of two people who share a browser neither is offered what the other wrote: whose account a prompt is of
//! is kept with it as a hash, and compared with whoever is signed in to the page.

use super::{SOON, Stage, in_both};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::{Kind, PanelSeen};
use serde_json::json;

/// A chat that was not begun: everybody's address.
const NEW_CHAT: &str = "https://chatgpt.com/";

const FIRST: &str = "user-first";
const SECOND: &str = "user-second";

impl Stage {
    /// A message of that account fails at that address, in the present tab, and is kept.
    async fn loses(&self, account: &str, address: &str, text: &str) -> Chat<'_> {
        self.lab.set_account(account);
        self.lab.go("up").unwrap();
        self.told(self.browser.goto(address).await).await;
        let chat = Chat::new(&self.browser, Layout::Turns);
        self.told(chat.ready().await).await;
        self.lab.go("failing").unwrap();
        self.told(chat.say(text).await).await;
        self.is_kept(text).await;
        self.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
        chat
    }

    async fn is_offered(&self, text: &str) -> PanelSeen {
        let wanted = |bar: Option<&PanelSeen>| {
            bar.is_some_and(|bar| bar.button("Discard").is_some() && bar.text.contains("Your"))
        };
        let bar = self.told(self.browser.wait_offer("the offer", wanted, SOON).await).await;
        let bar = bar.unwrap();
        assert!(bar.text.contains(text), "{bar:?}");
        bar
    }

    /// Presses *Discard*, after which nothing else is offered.
    async fn discards_the_last(&self) {
        self.browser.press_offer("Discard").await.unwrap();
        let gone = self.browser.wait_offer("no other", |bar| bar.is_none(), SOON).await;
        self.told(gone).await;
    }

    /// Whether that stands anywhere in what is kept on the disk and in memory.
    async fn is_stored(&self, what: &str) -> bool {
        let script = format!(
            "const all = await Promise.all([chrome.storage.local.get(), chrome.storage.session.get()]);
             return JSON.stringify(all).includes({})",
            json!(what)
        );
        self.told(self.browser.in_extension(&script).await).await == json!(true)
    }
}

async fn another_account_is_never_offered_what_is_not_its_own(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    stage.lab.set_layout(Layout::Turns);
    for address in [Layout::Turns.chat(), NEW_CHAT] {
        let [mine, yours] = ["What the first one wrote.", "What the second one wrote."];
        stage.loses(FIRST, address, mine).await;
        let chat = stage.loses(SECOND, address, yours).await;
        // In the tab in which both were signed in, and in one of its own.
        let present = stage.browser.present_tab().await.unwrap();
        stage.lab.go("back").unwrap();
        stage.browser.reload().await.unwrap();
        stage.told(chat.ready().await).await;
        stage.is_offered(yours).await;
        let (other, _) = stage.browser.new_tab(address).await.unwrap();
        stage.told(chat.ready().await).await;
        stage.is_offered(yours).await;
        stage.discards_the_last().await;
        // Whoever wrote the other one gets it, in whichever tab.
        stage.lab.set_account(FIRST);
        for tab in [&present, &other] {
            stage.browser.switch_to(tab).await.unwrap();
            stage.browser.reload().await.unwrap();
            stage.told(chat.ready().await).await;
            stage.is_offered(mine).await;
        }
        for told in [FIRST, SECOND, "lab-token"] {
            assert!(!stage.is_stored(told).await, "{told} is kept of who is signed in");
        }
        stage.discards_the_last().await;
        stage.nothing_kept().await;
        stage.browser.close_tab().await.unwrap();
        stage.browser.switch_to(&present).await.unwrap();
    }
    stage.outage_ended().await;
    stage.end().await;
}

/// What is written while it is kept knows its account as well, and the same words of two are two prompts.
async fn the_same_words_of_two_accounts_are_two_prompts(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    stage.lab.set_layout(Layout::Turns);
    let text = "Please go on.";
    for account in [FIRST, SECOND] {
        stage.lab.set_account(account);
        let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
        super::prompts::keep_while_typing(&stage).await;
        stage.told(chat.write(text).await).await;
        let kept = format!(
            "Object.keys(Object.groupBy(all.filter((kept) => kept.text === {}),
               ({{ account }}) => account)).length === {}",
            json!(text),
            if account == FIRST { 1 } else { 2 }
        );
        stage.told(stage.browser.in_extension(&super::prompts::stored(&kept)).await).await;
    }
    for account in [SECOND, FIRST] {
        stage.lab.set_account(account);
        stage.browser.reload().await.unwrap();
        stage.told(Chat::new(&stage.browser, Layout::Turns).ready().await).await;
        stage.is_offered(text).await;
        stage.discards_the_last().await;
    }
    stage.nothing_kept().await;
    stage.end().await;
}

/// A page that failed says nothing of accounts, but the app left its caches' names.
async fn the_card_offers_another_accounts_prompt_no_more_than_the_chat(kind: Kind) {
    let stage = Stage::set(kind, "lost-answer").await;
    stage.lab.set_layout(Layout::Turns);
    let text = "What the first one wrote.";
    let chat = stage.loses(FIRST, Layout::Turns.chat(), text).await;
    for (account, is_own) in [(SECOND, false), (FIRST, true)] {
        stage.lab.set_account(account);
        stage.lab.go("up").unwrap();
        stage.told(stage.browser.goto(NEW_CHAT).await).await;
        stage.told(chat.ready().await).await;
        stage.lab.go("down").unwrap();
        stage.browser.goto(Layout::Turns.chat()).await.unwrap();
        let card = stage.panel("the card", |card| card.text.contains("Next check")).await;
        if is_own {
            stage.panel("its word", |card| card.text.contains("saved on this device")).await;
        } else {
            assert!(card.button("Copy prompt").is_none(), "{card:?}");
            assert!(!card.text.contains("saved on this device"), "{card:?}");
        }
    }
    stage.end().await;
}

in_both! {
    another_account_is_never_offered_what_is_not_its_own
    the_same_words_of_two_accounts_are_two_prompts
    the_card_offers_another_accounts_prompt_no_more_than_the_chat
}
