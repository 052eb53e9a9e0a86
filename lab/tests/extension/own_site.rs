//! A site of one's own: asked for on the click and given back, watched as every other, in its own name,
//! and a real nginx before a server that stops.

use super::assistants::ASKED;
use super::prompts::stored;
use super::{SOON, Stage, Taken, extension, in_both};
use lab::Scenario;
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use lab::scenario::OWN_HOST;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// Down and up again.
const DOWN: &str = r#"
about = "Every site fails; then it is back."
[[phase]]
name = "down"
[[phase.reply]]
documents_only = true
status = 502
body = "nginx"
[[phase.reply]]
methods = ["HEAD"]
status = 502
body = "empty"
[[phase]]
name = "up"
"#;

const CHAT_THERE: &str = "https://chat.example.org/c/1";

/// With access to what these patterns match, as its person gives it by the click.
async fn chosen(kind: Kind, origins: &[&str], settings: Value) -> Stage {
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().join("extension");
    let origins: Vec<String> = origins.iter().map(|it| (*it).to_owned()).collect();
    lab::assistants::with_origins(&extension(kind), &folder, &origins).unwrap();
    let scenario = Scenario::parse("own site", DOWN).unwrap().by_hand();
    let mut stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.scratch = Some(scratch);
    stage.browser.extension_ready().await.unwrap();
    choose(&stage, settings).await;
    stage
}

async fn choose(stage: &Stage, settings: Value) {
    let script = format!("await chrome.storage.sync.set({{ settings: {settings} }})");
    stage.told(stage.browser.in_extension(&script).await).await;
}

/// Whoever is told of the failing ChatGPT heard all that came before it.
async fn nothing_was_heard(stage: &Stage) {
    stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
    let panel = stage.panel("the card", |panel| panel.text.contains("Next check")).await;
    assert!(!panel.text.contains(OWN_HOST), "{}", panel.text);
    let core = stage.told(stage.browser.in_extension(super::HEARD).await).await;
    assert!(!core.to_string().contains(OWN_HOST), "{core}");
    assert_eq!(stage.lab.hits(|it| it.host == OWN_HOST && it.is_fetch()), 0);
}

fn is_down(name: &str) -> impl Fn(&PanelSeen) -> bool {
    let title = format!("{name} isn’t responding right now");
    move |panel| panel.text.contains(&title)
}

async fn it_is_carded_probed_and_returned_to(kind: Kind) {
    let origins = ["https://chat.example.org/*"];
    let stage = chosen(kind, &origins, json!({ "own_site": OWN_HOST })).await;
    stage.browser.goto(CHAT_THERE).await.unwrap();
    let panel = stage.panel("its card", is_down(OWN_HOST)).await;
    assert!(!panel.text.contains("ChatGPT"), "{}", panel.text);
    assert!(panel.button("Status page").is_none(), "it has none: {}", panel.text);
    stage.browser.press("Check now").await.unwrap();
    stage.probes(1).await;
    let probes = stage.lab.records().into_iter().filter(super::is_probe);
    assert!(probes.clone().all(|it| it.host == OWN_HOST), "{:?}", probes.collect::<Vec<_>>());
    stage.lab.go("up").unwrap();
    let is_there = "document.querySelector('#prompt-textarea')";
    stage.told(stage.browser.wait_page("the site itself", is_there, SOON * 3).await).await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT_THERE);
    stage.outage_ended().await;
    assert_eq!(stage.lab.hits(|it| it.host == lab::scenario::STATUS_HOST), 0);
    stage.end().await;
}

/// Its message box stands in a form, as most do.
async fn a_draft_there_is_kept_when_another_page_of_it_fails(kind: Kind) {
    let origins = ["https://chat.example.org/*"];
    let stage = chosen(kind, &origins, json!({ "own_site": OWN_HOST })).await;
    stage.lab.go("up").unwrap();
    stage.browser.goto(CHAT_THERE).await.unwrap();
    let in_form = "document.querySelector('form #prompt-textarea')";
    stage.told(stage.browser.wait_page("the message box", in_form, SOON).await).await;
    let write = format!("{in_form}.innerText = 'A draft there.'");
    stage.browser.eval(&write).await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.new_tab("https://chat.example.org/c/2").await.unwrap();
    stage.panel("its card", is_down(OWN_HOST)).await;
    let kept = stored("all.some(({ text }) => text === 'A draft there.')");
    stage.told(stage.browser.in_extension(&kept).await).await;
    stage.end().await;
}

/// Access without a choice, and a choice without access.
async fn nothing_is_heard_of_a_site_that_nobody_chose_or_let_in(kind: Kind) {
    for (origins, settings) in [
        (&["https://chat.example.org/*"][..], json!({})),
        (&["https://chat.example.org/*"][..], json!({ "own_site": "10.0.0.1" })),
        (&[], json!({ "own_site": OWN_HOST })),
    ] {
        let stage = chosen(kind, origins, settings).await;
        stage.browser.goto(CHAT_THERE).await.unwrap();
        nothing_was_heard(&stage).await;
        stage.browser.close().await.unwrap();
    }
}

async fn the_settings_ask_for_its_host_and_give_it_back(kind: Kind) {
    let taken = Taken { script: ASKED, from_background: false, from_pages: &["settings.html"] };
    let stage = Stage::without(kind, "healthy", &taken, Options::default()).await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let button = |at: usize| format!("document.querySelectorAll('.own button')[{at}]");
    stage.told(stage.browser.wait_page("the fields", &button(1), SOON).await).await;
    let kept = "const { settings } = await chrome.storage.sync.get('settings');
        return [settings?.own_site ?? null, settings?.own_status ?? null];";
    let (own, status) = ("chat.example.org", "https://status.example.org");
    for (host, page, gives, pressed, words, holds) in [
        ("10.0.0.1", "", true, 0, "isn’t allowed", json!([null, null])),
        ("chat.example.org/c/1", "", true, 0, "isn’t allowed", json!([null, null])),
        ("claude.ai", "", true, 0, "already knows this host", json!([null, null])),
        (own, "nonsense here", true, 0, "the status page’s address", json!([null, null])),
        (own, status, false, 0, "permission", json!([null, null])),
        (own, status, true, 0, "Saved.", json!([own, "status.example.org/"])),
        (own, status, true, 1, "Saved.", json!([null, null])),
    ] {
        let write = format!(
            "document.documentElement.dataset.gives = {gives};
             document.querySelector('.own .said').textContent = '';
             document.querySelector('[data-setting=own_site]').value = {};
             document.querySelector('[data-setting=own_status]').value = {}",
            json!(host),
            json!(page)
        );
        stage.browser.eval(&write).await.unwrap();
        stage.told(stage.browser.click(&button(pressed)).await).await;
        let said =
            format!("document.querySelector('.own .said').textContent.includes({})", json!(words));
        stage.told(stage.browser.wait_page(words, &said, SOON).await).await;
        let is = stage.told(stage.browser.in_extension(kept).await).await;
        assert_eq!(is, holds, "{host} {page} {words}");
    }
    // That one host and its status page, and nothing for what was refused.
    let step =
        |what: &str| json!([what, "https://status.example.org/*", "https://chat.example.org/*"]);
    let asked = "return JSON.parse(document.documentElement.dataset.asked)";
    let asked = stage.browser.eval(asked).await.unwrap();
    assert_eq!(asked, json!([step("request"), step("request"), step("remove")]));
    stage.end().await;
}

/// The browser's own list of what is given, of which its page for people is made.
#[tokio::test(flavor = "multi_thread")]
async fn firefox_what_is_given_is_heeded_at_once_and_what_is_taken_back_too() {
    let scenario = Scenario::parse("own site", DOWN).unwrap();
    let stage = Stage::set_scene(Kind::Firefox, scenario, Options::default()).await;
    choose(&stage, json!({ "own_site": OWN_HOST })).await;
    stage.browser.goto(CHAT_THERE).await.unwrap();
    let gives = |does: &str| {
        format!(
            "const {{ ExtensionPermissions }} =
               ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
             const {{ extension }} = WebExtensionPolicy.getByID('gatewatch@gatewatch.example');
             await ExtensionPermissions.{does}(extension.id,
               {{ permissions: [], origins: ['https://chat.example.org/*'] }}, extension)"
        )
    };
    stage.told(stage.browser.in_firefox(&gives("add")).await).await;
    stage.panel("its card, once it is let in", is_down(OWN_HOST)).await;
    stage.told(stage.browser.in_firefox(&gives("remove")).await).await;
    let removed =
        "return !(await chrome.permissions.contains({ origins: ['https://chat.example.org/*'] }))";
    assert_eq!(stage.told(stage.browser.in_extension(removed).await).await, true);
    let before = stage.lab.hits(|it| it.host == OWN_HOST && it.is_fetch());
    stage.browser.reload().await.unwrap();
    stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
    stage.panel("ChatGPT's card", is_down("ChatGPT")).await;
    assert_eq!(stage.lab.hits(|it| it.host == OWN_HOST && it.is_fetch()), before);
    stage.browser.close().await.unwrap();
}

/// A server of ours, which ends with the test.
struct Nginx {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Nginx {
    /// Not started yet: its folder, and what it does with every request.
    fn new(program: &Path, folder: PathBuf, location: &str) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        let at = folder.display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|name| format!("{name}_temp_path {at}/{name};\n"))
            .collect();
        let config = format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log {at}/error.log;\n\
             events {{}}\nhttp {{\naccess_log off;\ndefault_type text/html;\n{temporary}\
             server {{\nlisten 127.0.0.1:{port};\nlocation / {{\n{location}\n}}\n}}\n}}\n"
        );
        std::fs::write(folder.join("nginx.conf"), config).unwrap();
        Self { program: program.to_owned(), folder, port, child: None }
    }

    async fn start(&mut self) {
        let folder = self.folder.display().to_string();
        let config = self.folder.join("nginx.conf");
        let mut command = Command::new(&self.program);
        command.args(["-e", "stderr", "-p", &folder, "-c"]).arg(config);
        self.child = Some(command.spawn().unwrap());
        let listens = async {
            while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(SOON, listens).await.expect("nginx listens");
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Debian's, where it is installed: `apt-get install nginx-light`.
fn nginx() -> Option<PathBuf> {
    ["/usr/sbin/nginx", "/usr/bin/nginx"].map(PathBuf::from).into_iter().find(|it| it.is_file())
}

/// The page of the server behind it.
const PAGE: &str =
    "<!doctype html><title>Chat</title><h1>Chat</h1><form><textarea></textarea></form>";

const MESSAGE: &str = "Why is the sky blue?";

/// Waits until a page says that what is typed in it is kept.
const KEEPS: &str = "for (;;) {
    const tabs = await chrome.tabs.query({});
    const ask = ({ id }) => chrome.tabs.sendMessage(id, { kind: 'isTypingKept' }).catch(() => false);
    if ((await Promise.all(tabs.map(ask))).includes(true)) return true;
  }";

/// Its document is nginx's own word for a server that is gone: nobody here wrote it.
async fn a_real_nginx_whose_server_stops_is_seen_and_returned_to(kind: Kind) {
    let Some(program) = nginx() else {
        eprintln!("PASSED OVER: there is no nginx here: apt-get install nginx-light");
        return;
    };
    let scratch = Scratch::new().unwrap();
    let pages = scratch.path().join("pages");
    std::fs::create_dir_all(&pages).unwrap();
    std::fs::write(pages.join("index.html"), PAGE).unwrap();
    // Its own workers may be another user's, who must be able to read it.
    let serves = format!("root {};\ntry_files /index.html =404;", pages.display());
    let mut server = Nginx::new(&program, scratch.path().join("server"), &serves);
    let passes = format!("proxy_pass http://127.0.0.1:{};", server.port);
    let mut proxy = Nginx::new(&program, scratch.path().join("proxy"), &passes);
    server.start().await;
    proxy.start().await;
    let host = format!("localhost:{}", proxy.port);
    let settings = json!({ "own_site": host, "keep_while_typing": true });
    let stage = chosen(kind, &["http://localhost/*"], settings).await;
    let chat = format!("http://{host}/c/1");
    stage.browser.goto(&chat).await.unwrap();
    let is_there = "document.querySelector('textarea')";
    stage.told(stage.browser.wait_page("the chat", is_there, SOON).await).await;
    stage.told(stage.browser.in_extension(KEEPS).await).await;
    let written = "document.querySelector('textarea').focus()";
    stage.browser.eval(written).await.unwrap();
    stage.told(stage.browser.type_text(MESSAGE).await).await;
    stage.is_kept(MESSAGE).await;
    server.stop();
    stage.browser.reload().await.unwrap();
    let wrote = "document.querySelector('h1')?.textContent === '502 Bad Gateway'
        && document.body.textContent.includes('nginx/')";
    stage.told(stage.browser.wait_page("nginx's own page", wrote, SOON).await).await;
    stage.panel("its card", is_down(&host)).await;
    server.start().await;
    stage.browser.press("Check now").await.unwrap();
    stage.told(stage.browser.wait_page("the chat", is_there, SOON * 3).await).await;
    assert_eq!(stage.browser.url().await.unwrap(), chat);
    stage.outage_ended().await;
    // What stood in a box that nobody here knows comes back to it, on a click.
    let offers =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());
    stage.told(stage.browser.wait_offer("the offer", offers, SOON).await).await;
    stage.told(stage.browser.press_offer("Restore prompt").await).await;
    let is_back = format!("document.querySelector('textarea').value === {}", json!(MESSAGE));
    stage.told(stage.browser.wait_page("the message", &is_back, SOON).await).await;
    stage.end().await;
}

in_both! {
    a_draft_there_is_kept_when_another_page_of_it_fails
    a_real_nginx_whose_server_stops_is_seen_and_returned_to
    it_is_carded_probed_and_returned_to
    nothing_is_heard_of_a_site_that_nobody_chose_or_let_in
    the_settings_ask_for_its_host_and_give_it_back
}
