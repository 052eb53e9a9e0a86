//! The playground in an ordinary page: plays to the end, asks nobody else for anything, and an
//! address is a run.

use super::{SOON, in_both};
use lab::drive::{Browser, Kind, Look, Options};
use lab::{Lab, Scenario, files};

const PAGE: &str = "https://playground.example/";

/// Presses play at the highest speed; all are back when this returns.
async fn play(browser: &Browser) {
    let script = "document.getElementById('speed').value = '600';
        document.getElementById('play').click()";
    browser.eval(script).await.unwrap();
    let over = "document.getElementById('said').textContent.startsWith('Gatewatch was back')
        && !document.getElementById('numbers').textContent.includes('not yet')
        && document.getElementById('play').textContent === 'Play'";
    browser.wait_page("the end of the run", over, SOON).await.unwrap();
}

async fn open(browser: &Browser, address: &str) {
    browser.goto(address).await.unwrap();
    let ready = "document.documentElement.dataset.ready === 'yes'";
    browser.wait_page("the playground", ready, SOON).await.unwrap();
}

/// All that a run came to: the table, what happened, and how many marks were drawn.
async fn came_to(browser: &Browser) -> serde_json::Value {
    let script = "return [document.getElementById('numbers').innerText,
        document.getElementById('lines').textContent,
        document.querySelectorAll('#plot circle').length]";
    browser.eval(script).await.unwrap()
}

async fn the_playground_plays_judges_and_asks_nobody_else(kind: Kind) {
    let lab = Lab::start(Scenario::named("healthy").unwrap().by_hand()).await.unwrap();
    let options = Options { companion: false, ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    open(&browser, &format!("{PAGE}?down=0-300&seed=3")).await;
    let card = browser.panel().await.unwrap().expect("the card");
    assert!(card.text.contains("ChatGPT is not answering"), "{}", card.text);
    play(&browser).await;
    let calm = came_to(&browser).await;
    let told = calm[0].as_str().unwrap();
    assert!(told.contains("Gatewatch") && told.contains("every 5 s"), "{told}");
    assert!(calm[2].as_u64() > Some(60), "every request is a mark: {calm}");

    // What is done to a run is in its address.
    let meddle = "const press = (id) => document.getElementById(id).click();
        press('again');
        for (let i = 0; i < 12; i += 1) press('step');
        press('kill');
        for (let i = 0; i < 9; i += 1) press('step');
        press('ahead')";
    browser.eval(meddle).await.unwrap();
    play(&browser).await;
    let meddled = came_to(&browser).await;
    assert!(meddled[1].as_str().unwrap().contains("killed"), "{meddled}");
    let address = browser.url().await.unwrap();
    assert!(address.contains("seed=3") && address.contains("kill"), "{address}");
    open(&browser, "https://playground.example/index.html").await;
    open(&browser, &address).await;
    play(&browser).await;
    assert_eq!(came_to(&browser).await, meddled, "{address}");

    // Each page of the corpus is called what it is called everywhere.
    let judged = "const list = document.querySelector('[name=page]'), wrong = [];
        const pages = await (await fetch('./pages.json')).json();
        for (const [at, { file, class: called }] of pages.entries()) {
          list.value = at;
          list.dispatchEvent(new Event('change'));
          const said = document.getElementById('verdict').textContent;
          if (!said.startsWith(`${called}: `)) wrong.push(`${file} is ${called}: ${said}`);
        }
        return wrong";
    let wrong = browser.eval(judged).await.unwrap();
    assert_eq!(wrong, serde_json::json!([]));
    let pasted = "const { status, headers } = document.getElementById('paste').elements;
        status.value = 403;
        headers.value = 'CF-Mitigated: challenge';
        headers.dispatchEvent(new Event('input'));
        return document.getElementById('verdict').textContent";
    let said = browser.eval(pasted).await.unwrap();
    assert!(said.as_str().unwrap().starts_with("challenge: "), "{said}");

    for look in Look::ALL {
        browser.look_so(look).await.unwrap();
        let faults = browser.audit(None).await.unwrap();
        assert!(faults.is_empty(), "{} in {kind}: {faults:#?}", look.name());
        let folder = env!("CARGO_TARGET_TMPDIR");
        let picture = format!("{folder}/playground/{}-{kind}.png", look.name());
        browser.screenshot(picture.as_ref()).await.unwrap();
    }
    browser.viewport(320, 640).await.unwrap();
    let fits = "return document.documentElement.scrollWidth <= 320";
    assert_eq!(browser.eval(fits).await.unwrap(), true, "it scrolls sideways at 400 %");

    let mut elsewhere: Vec<String> = lab.records().iter().map(lab::records::line).collect();
    elsewhere.retain(|line| !line.contains(files::HOST));
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    browser.close().await.unwrap();
}

in_both! { the_playground_plays_judges_and_asks_nobody_else }
