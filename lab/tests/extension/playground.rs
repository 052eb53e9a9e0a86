//! The landing page without a script, and the playground in an ordinary page: plays to the end, asks
//! nobody else for anything, and an address is a run.

use super::{SOON, in_both};
use detect::Response;
use engine::{Document, Effect, Engine, Event, Finding, Outcome, TabId, TabState, Task, trace};
use lab::drive::{Browser, Kind, Look, Options};
use lab::{Lab, Scenario, files};
use serde_json::{Value, json};
use timestamp::Timestamp;

const LANDING: &str = "https://playground.example/";
const PAGE: &str = "https://playground.example/playground.html";

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
async fn came_to(browser: &Browser) -> Value {
    let script = "return [document.getElementById('numbers').innerText,
        document.getElementById('lines').textContent,
        document.querySelectorAll('#plot circle').length]";
    browser.eval(script).await.unwrap()
}

/// A trace as the extension records it, and how many effects its events give: a page fails, and
/// seven seconds later the site is asked.
fn recorded() -> (String, u64) {
    let start = 1_700_000_000_000;
    let mut engine = Engine::new(42);
    let mut trace = trace::state(&engine);
    let mut gave = 0;
    let (tab, address) = (TabId(7), "https://chatgpt.com/c/abc".to_owned());
    let mut hear = |after: i64, event: Event| {
        let at = Timestamp::from_millis(start + after);
        trace.push_str(&trace::heard(at, &event).unwrap());
        let effects = engine.handle(at, event);
        gave += effects.len() as u64;
        effects
    };
    let response = Response { status: 502, headers: Vec::new() };
    let at = Timestamp::from_millis(start);
    let failed =
        Event::ResponseArrived { tab, address: address.clone(), post: false, response, at };
    let asked = hear(0, failed);
    let Some(Effect::Inspect { tab, expectation, .. }) = asked.into_iter().next() else {
        panic!("nobody looks at what failed")
    };
    let document = Document { address: address.clone(), time_origin: 1 };
    let finding = Finding::Here { document, again: false };
    hear(0, Event::Inspected { tab, expectation, finding });
    for command in hear(7000, Event::TimePassed) {
        if let Effect::Run(id, Task::ListTabs) = command {
            let sight = TabState {
                tab,
                address: address.clone(),
                active: true,
                loading: false,
                discarded: false,
                cookie_store: 0,
            };
            let outcome = Outcome::TabsListed { tab_states: vec![sight], online: true };
            hear(7000, Event::Done { id, outcome });
        }
    }
    (trace, gave)
}

/// Gives the page a file by hand or by mouse; what it says of it, how many effects and how many
/// requests are shown, all its lines, and whether they are hidden.
async fn taken(browser: &Browser, file: &str, how: &str) -> Value {
    let script = format!(
        "const files = new DataTransfer(), box = document.querySelector('.file'),
           said = document.getElementById('shared');
         files.items.add(new File([{}], 'trace.txt'));
         const answered = new Promise((done) =>
           new MutationObserver(() => said.textContent && done()).observe(said, {{ childList: true }}));
         said.textContent = '';
         if ({}) box.dispatchEvent(new DragEvent('drop', {{ dataTransfer: files, bubbles: true, cancelable: true }}));
         else {{
           const input = document.getElementById('trace');
           input.files = files.files;
           input.dispatchEvent(new Event('change'));
         }}
         await answered;
         const lines = [...document.querySelectorAll('#heard-lines li')].map((line) => line.textContent);
         return [said.textContent, lines.filter((line) => line.includes('▶')).length,
           document.querySelectorAll('#heard-plot .probe').length, lines.join('|'),
           document.getElementById('heard').hidden]",
        json!(file),
        how == "drop"
    );
    browser.eval(&script).await.unwrap()
}

/// In every look, and on a narrow screen.
async fn shuts_nobody_out(browser: &Browser, what: &str) {
    let (kind, folder) = (browser.kind(), env!("CARGO_TARGET_TMPDIR"));
    for look in Look::ALL {
        browser.look_so(look).await.unwrap();
        let faults = browser.audit(None).await.unwrap();
        assert!(faults.is_empty(), "{what}, {} in {kind}: {faults:#?}", look.name());
        let picture = format!("{folder}/playground/{what}-{}-{kind}.png", look.name());
        browser.screenshot(picture.as_ref()).await.unwrap();
    }
    browser.viewport(320, 640).await.unwrap();
    let fits = "return document.documentElement.scrollWidth <= 320";
    assert_eq!(browser.eval(fits).await.unwrap(), true, "{what} scrolls sideways at 400 %");
    let picture = format!("{folder}/playground/{what}-narrow-{kind}.png");
    browser.screenshot(picture.as_ref()).await.unwrap();
}

async fn the_playground_plays_judges_and_asks_nobody_else(kind: Kind) {
    let lab = Lab::start(Scenario::named("healthy").unwrap().by_hand()).await.unwrap();
    let options = Options { companion: false, ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    open(&browser, &format!("{PAGE}?down=0-300&seed=3")).await;
    let card = browser.panel().await.unwrap().expect("the card");
    assert!(card.text.contains("ChatGPT isn’t responding"), "{}", card.text);
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
    open(&browser, PAGE).await;
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
    assert_eq!(wrong, json!([]));
    let pasted = "const { status, headers } = document.getElementById('paste').elements;
        status.value = 403;
        headers.value = 'CF-Mitigated: challenge';
        headers.dispatchEvent(new Event('input'));
        return document.getElementById('verdict').textContent";
    let said = browser.eval(pasted).await.unwrap();
    assert!(said.as_str().unwrap().starts_with("challenge: "), "{said}");

    // A trace is heard again in its time; what is none is refused by name.
    let (trace, gave) = recorded();
    let told = taken(&browser, &trace, "drop").await;
    assert!(told[0].as_str().unwrap().starts_with("Read: "), "{told}");
    assert_eq!((told[1].as_u64(), told[2].as_u64()), (Some(gave), Some(1)), "{told}");
    assert!(told[3].as_str().unwrap().contains("7.0 s  ▶ Run(TaskId("), "{told}");
    for nonsense in ["hello", "", "{}", "1 2 3", &trace[..trace.len() / 2]] {
        let told = taken(&browser, nonsense, "choose").await;
        assert!(told[0].as_str().unwrap().contains("no trace of this version"), "{told}");
        assert_eq!(told[4], true, "what was read before is gone: {told}");
    }
    taken(&browser, &trace, "choose").await;

    shuts_nobody_out(&browser, "playground").await;
    browser.viewport(1280, 800).await.unwrap();
    browser.click("document.querySelector('[href=\"privacy.html\"]')").await.unwrap();
    let policy = "document.title.includes('privacy') && document.querySelector('tbody tr')";
    browser.wait_page("the policy", policy, SOON).await.unwrap();
    shuts_nobody_out(&browser, "privacy").await;

    let mut elsewhere: Vec<String> = lab.records().iter().map(lab::records::line).collect();
    elsewhere.retain(|line| !line.contains(files::HOST));
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    browser.close().await.unwrap();
}

async fn the_landing_page_says_what_it_is_and_needs_no_script(kind: Kind) {
    let lab = Lab::start(Scenario::named("healthy").unwrap().by_hand()).await.unwrap();
    let options = Options { companion: false, ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.goto(LANDING).await.unwrap();
    let there = "[...document.images].some((it) => it.complete && it.naturalWidth > 2000)";
    browser.wait_page("the film", there, SOON).await.unwrap();
    let scripts = "return document.scripts.length + document.querySelectorAll('[style]').length";
    assert_eq!(browser.eval(scripts).await.unwrap(), json!(0));
    // Who wants no motion sees a picture, by a click or by what their system says.
    let moving = "return document.querySelector('.moving').checkVisibility()";
    assert_eq!(browser.eval(moving).await.unwrap(), json!(true));
    browser.click("document.querySelector('.film input')").await.unwrap();
    assert_eq!(browser.eval(moving).await.unwrap(), json!(false));
    let still = "(() => { const it = document.querySelector('.still');
        return it.checkVisibility() && it.complete && it.naturalWidth > 2000 })()";
    browser.wait_page("the picture", still, SOON).await.unwrap();
    let broken = "return [...document.querySelectorAll('a[href^=\"#\"]')]
        .filter((link) => !document.querySelector(link.hash)).map((link) => link.hash)";
    assert_eq!(browser.eval(broken).await.unwrap(), json!([]));
    shuts_nobody_out(&browser, "landing").await;

    browser.viewport(1280, 800).await.unwrap();
    browser.click("document.querySelector('.go [href=\"playground.html\"]')").await.unwrap();
    let ready = "document.documentElement.dataset.ready === 'yes'";
    browser.wait_page("the playground", ready, SOON).await.unwrap();
    let elsewhere: Vec<String> = lab.records().iter().map(lab::records::line).collect();
    assert!(elsewhere.iter().all(|line| line.contains(files::HOST)), "{elsewhere:#?}");
    assert_eq!(browser.console_problems().await.unwrap(), Vec::<String>::new());
    browser.close().await.unwrap();
}

in_both! {
    the_landing_page_says_what_it_is_and_needs_no_script
    the_playground_plays_judges_and_asks_nobody_else
}
