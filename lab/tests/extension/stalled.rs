//! An answer that neither grows nor ends is told of; the end of a long one is, where that was chosen and
//! nobody sees its tab.

use super::told::{CLICKED, ticked};
use super::{Stage, Taken, in_both, is_probe};
use lab::chat::Chat;
use lab::chatgpt::Layout;
use lab::drive::{Kind, Options, PanelSeen};
use serde_json::{Value, json};

/// A minute of an answer's alarm takes six seconds: the demo waits for whole ones.
const FASTER: &str = "
    const create = chrome.alarms.create.bind(chrome.alarms);
    chrome.alarms.create = (name, { delayInMinutes, periodInMinutes, ...how }) =>
      create(name, name.startsWith('answer ')
        ? { delayInMinutes: delayInMinutes / 10, periodInMinutes: periodInMinutes / 10 }
        : JSON.parse(JSON.stringify({ delayInMinutes, periodInMinutes, ...how })));";

/// The page's answer grows, by a word a moment, while the document says so.
const GROW: &str = "
    const answer = document.querySelector('[data-content-search-unit-key$=\":assistant\"]');
    const more = answer.appendChild(document.createElement('p'));
    const { dataset } = document.documentElement;
    dataset.grows = 'yes';
    setInterval(() => dataset.grows && more.append('word '), 100);
    return true";

/// Waits until an answer was looked at so often with another length each time.
const LOOKS: &str = "
    const lengths = new Set();
    return await new Promise((done) => {
      const look = async () => {
        const { looks = {} } = await chrome.storage.session.get('looks');
        for (const { length } of Object.values(looks)) length === undefined || lengths.add(length);
        if (lengths.size >= 2) done(true);
      };
      chrome.storage.session.onChanged.addListener(look);
      look();
    })";

/// Chromium says it of each alarm that rings sooner than a packed extension's may.
fn is_of_the_faster_alarm(told: &str) -> bool {
    told.contains("Alarm delay") || told.contains("Alarm period")
}

async fn asked(kind: Kind, phase: &str) -> Stage {
    asked_at(kind, phase, Layout::Turns.chat()).await
}

/// In a chat that the app calls so.
async fn asked_at(kind: Kind, phase: &str, chat_is: &str) -> Stage {
    let faster = Taken { script: FASTER, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "stalled", &faster, Options::default()).await;
    let layout = Layout::Turns;
    stage.lab.set_layout(layout);
    let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
    stage.browser.eval(&format!("history.replaceState(null, '', '{chat_is}')")).await.unwrap();
    stage.lab.go(phase).unwrap();
    stage.told(chat.say("Why is the sky blue?").await).await;
    stage
}

fn stands_still(bar: &PanelSeen) -> bool {
    bar.text.contains("hasn’t written anything for a while")
}

async fn an_answer_that_stands_still_is_told_and_taken_back_when_it_grows(kind: Kind) {
    let stage = asked(kind, "stalling").await;
    let chat = Chat::new(&stage.browser, Layout::Turns);
    stage.told(chat.wait("a part of it", |seen| !seen.answers.is_empty()).await).await;
    stage.browser.eval(GROW).await.unwrap();
    let looked = stage.browser.in_extension(LOOKS).await;
    stage.told(looked).await;
    assert!(stage.browser.panel().await.unwrap().is_none(), "it grows");
    let stop = "delete document.documentElement.dataset.grows";
    stage.browser.eval(stop).await.unwrap();
    let says = |bar: &PanelSeen| stands_still(bar) && bar.text.contains("investigating");
    let bar = stage.panel("the bar, with what OpenAI says", says).await;
    assert!(bar.button("Keep waiting").is_some(), "{bar:?}");
    let go_on = "document.documentElement.dataset.grows = 'yes'";
    stage.browser.eval(go_on).await.unwrap();
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 1), "probes, documents");
    stage.end_but(is_of_the_faster_alarm).await;
}

async fn a_message_that_gets_no_word_at_all_is_told_and_its_end_ends_that(kind: Kind) {
    let stage = asked(kind, "silent").await;
    stage.panel("the bar", stands_still).await;
    stage.browser.press("Keep waiting").await.unwrap();
    stage.no_panel().await;
    let chat = Chat::new(&stage.browser, Layout::Turns);
    stage.told(chat.stop().await).await;
    stage.outage_ended().await;
    let left =
        "return [(await chrome.alarms.getAll()).filter(({ name }) => name.startsWith('answer')),
        await chrome.storage.session.get('looks')]";
    let left = stage.told(stage.browser.in_extension(left).await).await;
    assert_eq!(left, json!([[], {}]), "nothing is followed any more");
    stage.end_but(is_of_the_faster_alarm).await;
}

async fn its_bar_goes_where_its_chat_is_left_and_where_it_is_switched_off(kind: Kind) {
    let stage = asked_at(kind, "silent", "https://chatgpt.com/c/lab-1").await;
    stage.panel("the bar", stands_still).await;
    stage.browser.eval("history.pushState(null, '', '/c/lab-2')").await.unwrap();
    stage.no_panel().await;
    stage.browser.eval("history.pushState(null, '', '/c/lab-1')").await.unwrap();
    stage.panel("the bar again", stands_still).await;
    let off = "await chrome.storage.sync.set({ settings: { stall_minutes: false } })";
    stage.browser.in_extension(off).await.unwrap();
    stage.no_panel().await;
    stage.outage_ended().await;
    let left =
        "return (await chrome.alarms.getAll()).filter(({ name }) => name.startsWith('answer'))";
    let left = stage.told(stage.browser.in_extension(left).await).await;
    assert_eq!(left, json!([]), "nothing is followed any more");
    stage.end_but(is_of_the_faster_alarm).await;
}

/// Notes notifications, and what is put into pages: without leave a browser has no such interface.
const NOTED: &str = "
    const note = async (name, what) => {
      const { noted = [] } = await chrome.storage.session.get('noted');
      await chrome.storage.session.set({ noted: [...noted, [name, what]] });
    };
    chrome.notifications = {
      create: (name, { title, message }) => note(title, message),
      onClicked: { addListener() {} },
    };
    const { scripting } = chrome;
    const inject = scripting.executeScript.bind(scripting);
    scripting.executeScript = (how) => { void note('put into a page', ''); return inject(how); };";

async fn a_long_answer_that_ends_in_a_tab_that_nobody_sees_is_told(kind: Kind) {
    let noted = Taken { script: NOTED, from_background: true, from_pages: &[] };
    let stage = Stage::without(kind, "stalled", &noted, Options::default()).await;
    let layout = Layout::Turns;
    stage.lab.set_layout(layout);
    let chosen = "await chrome.storage.sync.set({ settings: { tell_end: true } })";
    stage.browser.in_extension(chosen).await.unwrap();
    let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
    let present = stage.browser.present_tab().await.unwrap();
    let title = |at: usize| {
        format!(
            "return await new Promise((done) => {{
               const look = async () => {{
                 const {{ noted = [] }} = await chrome.storage.session.get('noted');
                 const told = noted.filter(([title]) => title.startsWith('ChatGPT'));
                 if (told[{at}]) done([...told[{at}],
                   noted.some(([name]) => name === 'put into a page')]);
               }};
               chrome.storage.session.onChanged.addListener(look);
               look();
             }})"
        )
    };
    for (at, phase, says) in [
        (0, "late", "ChatGPT has finished its answer"),
        (1, "cut-late", "ChatGPT’s answer was cut off"),
    ] {
        stage.lab.go(phase).unwrap();
        stage.told(chat.say("A question that takes long.").await).await;
        stage.browser.new_tab("about:blank").await.unwrap();
        let told: Value = stage.told(stage.browser.in_extension(&title(at)).await).await;
        assert_eq!(told[0], says);
        let message = told[1].as_str().unwrap();
        assert!(message.contains("chatgpt.com") && !message.contains("question"), "{message}");
        if at == 0 {
            assert_eq!(told[2], false, "nobody looked into the page");
        }
        stage.browser.close_tab().await.unwrap();
        stage.browser.switch_to(&present).await.unwrap();
    }
    stage.end().await;
}

async fn the_notification_of_an_end_leads_to_the_chat(kind: Kind) {
    let stage = ticked(kind, "stalled", "tell_end").await;
    let layout = Layout::Turns;
    stage.lab.set_layout(layout);
    let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
    stage.lab.go("late").unwrap();
    stage.told(chat.say("A question that takes long.").await).await;
    stage.browser.new_tab("about:blank").await.unwrap();
    let clicked = stage.told(stage.browser.in_firefox(CLICKED).await).await;
    assert_eq!(clicked, json!([1, "ChatGPT has finished its answer", layout.chat()]));
    stage.end().await;
}

in_both! {
    an_answer_that_stands_still_is_told_and_taken_back_when_it_grows
    a_message_that_gets_no_word_at_all_is_told_and_its_end_ends_that
    its_bar_goes_where_its_chat_is_left_and_where_it_is_switched_off
    a_long_answer_that_ends_in_a_tab_that_nobody_sees_is_told
}

/// Firefox alone draws notifications that a test can click.
mod firefox_draws {
    #[tokio::test(flavor = "multi_thread")]
    async fn the_notification_of_an_end_leads_to_the_chat() {
        super::the_notification_of_an_end_leads_to_the_chat(lab::drive::Kind::Firefox).await;
    }
}
