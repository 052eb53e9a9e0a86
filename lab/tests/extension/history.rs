//! What is over stays to be looked at: the page of history, and the popup's last outage.

use super::{SOON, Stage, in_both};
use history::Past;
use lab::drive::{Kind, Options};
use lab::surfaces::pasts;
use serde_json::{Value, json};

/// Every key of the history, with its lines.
async fn kept(stage: &Stage) -> Vec<(String, Value)> {
    let script = "return Object.entries(await chrome.storage.local.get(null))
        .filter(([key]) => key.startsWith('past '))";
    let kept = stage.told(stage.browser.in_extension(script).await).await;
    serde_json::from_value(kept).unwrap()
}

async fn open(stage: &Stage, wanted: &str) {
    let page = stage.browser.extension_url("history.html").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    stage.told(stage.browser.wait_page("the history", wanted, SOON).await).await;
}

async fn texts(stage: &Stage, elements: &str) -> Vec<String> {
    let script =
        format!("return [...document.querySelectorAll('{elements}')].map((e) => e.textContent)");
    serde_json::from_value(stage.told(stage.browser.eval(&script).await).await).unwrap()
}

async fn an_outage_that_is_over_is_in_the_history_once_and_goes_when_its_person_says_so(
    kind: Kind,
) {
    let stage = Stage::failing(kind, "status-incident").await;
    stage.panel("the incident", |panel| panel.text.contains("OpenAI is investigating")).await;
    stage.probes(1).await;
    // Whatever dies meanwhile.
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    let all = kept(&stage).await;
    let [(_, lines)] = all.as_slice() else { panic!("{all:?}") };
    let [line] = lines.as_array().unwrap().as_slice() else { panic!("{lines}") };
    let past = Past::of(line.as_str().unwrap()).unwrap();
    assert!(past.back && past.code == 502 && past.probes > 0, "{past:?}");
    assert!(!line.to_string().contains("abc"), "no chat's address: {line}");
    open(&stage, "document.querySelector('tbody tr') && document.querySelector('svg .mine')").await;
    let row = texts(&stage, "tbody td").await;
    assert_eq!(
        (row[1].as_str(), row[2].as_str()),
        ("502", "ChatGPT’s own servers are having problems"),
        "{row:?}"
    );
    assert!(row[4].contains("Elevated error rates"), "{row:?}");
    let file = "const files = [];
        URL.createObjectURL = (blob) => (files.push(blob), 'data:,');
        HTMLAnchorElement.prototype.click = () => {};
        for (const button of [...document.querySelectorAll('footer button')].slice(0, 2)) button.click();
        return await Promise.all(files.map((file) => file.text()))";
    let files: Vec<String> =
        serde_json::from_value(stage.told(stage.browser.eval(file).await).await).unwrap();
    assert!(files[0].starts_with("started,ended,") && files[0].contains(",gateway_502,502,"));
    assert_eq!(serde_json::from_str::<Value>(&files[1]).unwrap()[0]["class"], "gateway_502");
    let present = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab(&stage.browser.extension_url("popup.html").unwrap()).await.unwrap();
    let last = "document.querySelector('.last p')?.textContent.includes('Last outage: ')
        && document.querySelector('.last a')";
    stage.told(stage.browser.wait_page("the last outage", last, SOON).await).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&present).await.unwrap();
    let wipe = "document.querySelector('footer button:last-of-type')";
    stage.told(stage.browser.click(wipe).await).await;
    let asks = format!("{wipe}.textContent === 'Delete everything?'");
    stage.told(stage.browser.wait_page("the question", &asks, SOON).await).await;
    // In this very page: who goes elsewhere takes the question back.
    let script = "return Object.keys(await chrome.storage.local.get(null))
        .filter((key) => key.startsWith('past ')).length";
    assert_eq!(stage.told(stage.browser.eval(script).await).await, 1, "asked once more");
    stage.told(stage.browser.click(wipe).await).await;
    let gone = "document.querySelector('main section')?.textContent === 'Nothing found.'";
    stage.told(stage.browser.wait_page("that all is gone", gone, SOON).await).await;
    assert_eq!(kept(&stage).await, []);
    stage.end_but(|told| told.contains("context unloaded")).await;
}

/// Ten thousand entries, and some that are none: what is drawn is drawn at once.
async fn a_long_history_is_drawn_at_once_and_what_is_damaged_is_counted(kind: Kind) {
    let stage =
        Stage::set_with(kind, "healthy", Options { size: (1280, 1000), ..Options::default() })
            .await;
    let months: serde_json::Map<String, Value> = pasts(10_000)
        .chunks(400)
        .enumerate()
        .map(|(at, lines)| (format!("past {:04}-01", 2000 + at), json!(lines)))
        .collect();
    let script = format!(
        "await chrome.storage.local.set({});
         await chrome.storage.local.set({{ 'past 1999-01': ['no line', 7, null], 'past x': 'no list' }})",
        Value::Object(months)
    );
    stage.told(stage.browser.in_extension(&script).await).await;
    open(&stage, "document.querySelectorAll('tbody tr').length >= 50").await;
    let damaged = texts(&stage, "main > p").await;
    assert!(damaged.contains(&"Entries that could not be read: 4".to_owned()), "{damaged:?}");
    let picture = format!("{}/history-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    // To its end, screen by screen.
    let measure = "const paint = () => new Promise((done) => requestAnimationFrame(() => done()));
        const steps = [];
        const box = document.scrollingElement;
        for (let i = 0; i < 40; i += 1) {
          await paint();
          const began = performance.now();
          box.scrollTop = box.scrollHeight;
          box.offsetHeight;
          await paint();
          steps.push(performance.now() - began);
        }
        return [Math.max(...steps), document.querySelectorAll('tbody tr').length]";
    let told = stage.told(stage.browser.eval(measure).await).await;
    let (step, rows): (f64, usize) = serde_json::from_value(told).unwrap();
    println!("{kind}: 10,000 entries: a step of scrolling at most {step:.0} ms, {rows} rows");
    // Loosely, for a busy machine.
    assert!(step < 1000.0 && rows >= 250, "{step} ms, {rows} rows");
    stage.end().await;
}

in_both! {
    an_outage_that_is_over_is_in_the_history_once_and_goes_when_its_person_says_so
    a_long_history_is_drawn_at_once_and_what_is_damaged_is_counted
}
