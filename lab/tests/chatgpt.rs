//! What the lab puts on the wire as ChatGPT's app, seen by a bare TLS client: documents and assets,
//! the way of a message, and each scenario's failures.

#![allow(clippy::unwrap_used)]

mod client;

use std::io::ErrorKind;

use client::{DOCUMENT, Got, LIMIT, ask, connect, document, lab, send, status_page};
use futures_util::{SinkExt as _, StreamExt as _};
use lab::{Lab, Scenario, chatgpt::Layout};
use serde_json::{Value, json};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Error, Message},
};

const SITE: &str = "chatgpt.com";
const SEND: &str = "/backend-api/f/conversation";
const JSON: &str = "content-type: application/json\r\n";

async fn post(lab: &Lab, path: &str, body: &Value) -> Got {
    send(lab, "POST", SITE, path, JSON, &body.to_string()).await
}

async fn get(lab: &Lab, path: &str) -> Got {
    ask(lab, "GET", SITE, path, "").await
}

/// Sends a message to a conversation.
async fn say(lab: &Lab, conversation: &str, text: &str) -> Got {
    let message = json!({ "id": "message-1", "content": { "parts": [text] } });
    post(lab, SEND, &json!({ "conversation_id": conversation, "messages": [message] })).await
}

/// The events of a streamed body, in order; what is no JSON is left out.
fn events(got: &Got) -> Vec<Value> {
    got.text
        .lines()
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok())
        .collect()
}

fn json_of(got: &Got) -> Value {
    serde_json::from_str(got.body()).unwrap_or_else(|error| panic!("{error}: {}", got.text))
}

/// Every message that comes over the lab's socket for a conversation, until a last one or a close.
async fn over_socket(lab: &Lab, conversation: &str) -> Result<Vec<Value>, Error> {
    let stream = connect(lab, "ws.chatgpt.com").await;
    let address = "wss://ws.chatgpt.com/celsius/lab";
    let (mut socket, _) = tokio_tungstenite::client_async(address, stream).await?;
    let subscribe = json!({ "type": "subscribe", "topic_id": conversation }).to_string();
    socket.send(Message::text(subscribe)).await?;
    let mut all = Vec::new();
    let next = async |socket: &mut WebSocketStream<_>| {
        tokio::time::timeout(LIMIT, socket.next()).await.expect("something comes over the socket")
    };
    while let Some(Ok(Message::Text(text))) = next(&mut socket).await {
        let told: Value = serde_json::from_str(&text).unwrap();
        let last = ["error", "message_stream_complete"];
        let ends = told["payload"]["type"].as_str().is_some_and(|kind| last.contains(&kind));
        all.push(told["payload"].clone());
        if ends {
            break;
        }
    }
    Ok(all)
}

#[tokio::test]
async fn every_layout_has_its_document_its_scripts_and_its_table() {
    for layout in Layout::ALL {
        let scenario = Scenario::named("chatgpt").unwrap().by_hand().in_layout(layout);
        let lab = Lab::start(scenario).await.unwrap();
        let address = layout.chat().strip_prefix("https://chatgpt.com").unwrap();
        let page = document(&lab, address).await;
        let folder = if layout == Layout::LoggedOut { "/unauth-mweb" } else { "/cdn" };
        let entry = format!("{folder}/assets/4f1c/entry.js");
        assert_eq!(page.status(), 200, "{layout}");
        assert!(page.has(&format!("<script type=\"module\" src=\"{entry}\">")), "{}", page.text);
        assert!(
            page.body().trim_end().ends_with("<body></body>\n</html>"),
            "white without scripts"
        );
        for name in ["app", "send", "logged-out", "network", "elements", "layouts/current"] {
            let script = get(&lab, &format!("{folder}/assets/4f1c/{name}.js")).await;
            assert_eq!(script.status(), 200, "{layout} {name}");
            assert!(script.has("content-type: text/javascript"), "{layout} {name}");
            assert!(!script.text.contains("{{"), "{layout} {name}: it is filled in");
        }
        let table = get(&lab, &format!("{folder}/assets/4f1c/layouts/current.js")).await;
        let marks = [
            (Layout::Turns, "data-user-message-bubble"),
            (Layout::Sections, "regenerate-thread-error-button"),
            (Layout::LoggedOut, "mobile-composer-prompt"),
        ];
        for (of, mark) in marks {
            assert_eq!(table.has(mark), of == layout, "{mark} in {layout}");
        }
        assert_eq!(lab.seed().is_some(), layout == Layout::Random);
        let settings = get(&lab, &format!("{folder}/assets/4f1c/settings.js")).await;
        assert!(settings.has("\"resume_tries\":12") && settings.has("\"poll_tries\":30"));
        assert_eq!(get(&lab, &format!("{folder}/assets/4f1c/none.js")).await.status(), 404);
    }
}

#[tokio::test]
async fn a_message_is_checked_prepared_sent_and_saved() {
    let lab = lab("chatgpt").await;
    for path in [
        "/backend-api/sentinel/chat-requirements/prepare",
        "/backend-api/sentinel/chat-requirements/finalize",
        "/backend-api/f/conversation/prepare",
    ] {
        assert_eq!(post(&lab, path, &json!({})).await.status(), 200, "{path}");
        let probed = ask(&lab, "HEAD", SITE, path, "").await;
        assert!(probed.status() == 405 && probed.has("allow: POST"), "{}", probed.text);
    }
    let answered = say(&lab, "one", "Why?").await;
    assert!(answered.status() == 200 && answered.has("content-type: text/event-stream"));
    assert!(answered.has("transfer-encoding: chunked"), "it comes event by event");
    let events = events(&answered);
    assert_eq!(events.last().unwrap()["type"], "message_stream_complete");
    let whole = &events[events.len() - 2]["message"]["content"]["parts"][0];
    assert_eq!(whole, "The lab heard you say: Why?");
    assert!(answered.text.contains("data: [DONE]"));

    let chat = json_of(&get(&lab, "/backend-api/conversations/one?num_turns=10").await);
    assert_eq!(chat["turns"], json!([{ "id": "message-1", "text": "Why?", "answer": whole }]));
    let other = json_of(&get(&lab, "/backend-api/conversations/two?num_turns=10").await);
    assert_eq!(other["turns"], json!([]));
    let status = json_of(&get(&lab, "/backend-api/conversation/one/stream_status").await);
    assert_eq!(status["status"], "COMPLETE");
    assert!(get(&lab, "/api/auth/session").await.has("\"user\""));
    assert!(get(&lab, "/backend-api/conversations?offset=0").await.has("An older chat"));
    assert_eq!(get(&lab, "/backend-api/nothing").await.status(), 404);
    let probed = ask(&lab, "HEAD", SITE, "/api/auth/session", "").await;
    assert!(probed.status() == 405 && probed.has("allow: GET"), "{}", probed.text);
}

#[tokio::test]
async fn a_handed_over_answer_comes_over_the_socket_and_by_resuming() {
    let lab = lab("chatgpt").await;
    lab.go("handed-over").unwrap();
    let stub = say(&lab, "one", "Why?").await;
    assert_eq!(stub.status(), 200);
    let stubs = events(&stub);
    assert_eq!((stubs.len(), &stubs[0]["type"]), (1, &json!("stream_handoff")));
    let address = json_of(&get(&lab, "/backend-api/celsius/ws/user").await);
    assert_eq!(address["websocket_url"], "wss://ws.chatgpt.com/celsius/lab");
    let told = over_socket(&lab, "one").await.unwrap();
    assert_eq!(told.last().unwrap()["type"], "message_stream_complete");
    let whole = &told[told.len() - 2]["message"]["content"]["parts"][0];
    assert_eq!(whole, "The lab heard you say: Why?");
    let resume = json!({ "conversation_id": "one" });
    let resumed = post(&lab, "/backend-api/f/conversation/resume", &resume).await;
    assert_eq!(events(&resumed).last().unwrap()["type"], "message_stream_complete");
    let another = json!({ "conversation_id": "one", "message_id": "another" });
    let resumed = post(&lab, "/backend-api/f/conversation/resume", &another).await;
    assert_eq!(resumed.status(), 404, "nobody gets the answer to another message");
    let upgrades = lab.records().into_iter().filter(lab::Record::is_socket);
    assert_eq!(upgrades.map(|record| record.status).collect::<Vec<_>>(), [101]);
}

#[tokio::test]
async fn a_post_fails_as_each_phase_says_and_nothing_is_saved() {
    let lab = lab("post-fails").await;
    for (phase, status, error) in [
        ("failing", 502, None),
        ("reset", 0, Some(ErrorKind::ConnectionReset)),
        ("limited", 429, None),
    ] {
        lab.go(phase).unwrap();
        let got = say(&lab, "one", "Why?").await;
        assert_eq!((got.status(), got.error), (status, error), "{phase}: {}", got.text);
        let chat = json_of(&get(&lab, "/backend-api/conversations/one?num_turns=10").await);
        assert_eq!(chat["turns"], json!([]), "{phase}");
    }
    lab.go("back").unwrap();
    assert_eq!(say(&lab, "one", "Why?").await.status(), 200);
}

#[tokio::test]
async fn a_stream_goes_wrong_after_its_200() {
    let wrong = lab("stream-error").await;
    wrong.go("failing").unwrap();
    let got = say(&wrong, "one", "Why?").await;
    assert_eq!(got.status(), 200);
    let frames = events(&got);
    assert!(frames[0]["message"].is_object(), "a part of the answer comes first");
    assert_eq!(frames.last().unwrap()["error"], "Error in message stream");
    wrong.go("failing-with-an-object").unwrap();
    let frames = events(&say(&wrong, "one", "Why?").await);
    assert!(frames.last().unwrap()["error"]["message"].is_string());

    let cut = lab("stream-cut").await;
    cut.go("failing").unwrap();
    let got = say(&cut, "one", "Why?").await;
    assert!(got.status() == 200 && got.has("transfer-encoding: chunked"), "{}", got.text);
    assert!(!got.text.contains("message_stream_complete") && !got.text.contains("\r\n0\r\n"));
    assert_eq!(lost(&cut, "one").await, (404, 502, Value::Null));
    cut.go("recovering").unwrap();
    let resume = json!({ "conversation_id": "one" });
    let resumed = post(&cut, "/backend-api/f/conversation/resume", &resume).await;
    assert_eq!(resumed.status(), 200);
}

/// What resuming and polling bring: two statuses, and the saved answer.
async fn lost(lab: &Lab, conversation: &str) -> (u16, u16, Value) {
    let resume = json!({ "conversation_id": conversation });
    let resumed = post(lab, "/backend-api/f/conversation/resume", &resume).await;
    let path = format!("/backend-api/conversation/{conversation}/stream_status");
    let status = get(lab, &path).await;
    let chat = get(lab, &format!("/backend-api/conversations/{conversation}?num_turns=10")).await;
    (resumed.status(), status.status(), json_of(&chat)["turns"][0]["answer"].clone())
}

#[tokio::test]
async fn a_hand_off_is_lost_recovers_or_stalls() {
    let gone = lab("handoff-lost").await;
    gone.go("failing").unwrap();
    assert!(events(&say(&gone, "one", "Why?").await)[0]["type"] == "stream_handoff");
    let refused = over_socket(&gone, "one").await.unwrap_err();
    assert!(matches!(&refused, Error::Http(reply) if reply.status() == 502), "{refused}");
    assert_eq!(lost(&gone, "one").await, (404, 502, Value::Null));
    gone.go("socket-fails").unwrap();
    let told = over_socket(&gone, "one").await.unwrap();
    assert_eq!(told.last().unwrap()["type"], "error");

    let back = lab("handoff-recovers").await;
    back.go("recovering").unwrap();
    say(&back, "one", "Why?").await;
    let told = over_socket(&back, "one").await.unwrap();
    assert!(told.iter().all(|told| told["type"] == "message"), "it closes in the middle");
    assert_eq!(lost(&back, "one").await, (404, 200, Value::Null));
    let status = get(&back, "/backend-api/conversation/one/stream_status").await;
    assert_eq!(json_of(&status)["status"], "IS_STREAMING");
    back.go("back").unwrap();
    let answer = json!("The lab heard you say: Why?");
    assert_eq!(lost(&back, "one").await, (200, 200, answer.clone()));
    back.go("saved").unwrap();
    assert_eq!(lost(&back, "one").await, (410, 200, answer));

    let stalls = lab("handoff-stalls").await;
    stalls.go("stalling").unwrap();
    say(&stalls, "one", "Why?").await;
    let silence = std::time::Duration::from_millis(300);
    let told = tokio::time::timeout(silence, over_socket(&stalls, "one")).await;
    assert!(told.is_err(), "{told:?}");
}

#[tokio::test]
async fn what_comes_before_a_message_fails() {
    let checks = lab("sentinel-fails").await;
    let (prepare, finalize) = (
        "/backend-api/sentinel/chat-requirements/prepare",
        "/backend-api/sentinel/chat-requirements/finalize",
    );
    checks.go("failing").unwrap();
    assert_eq!(post(&checks, prepare, &json!({})).await.status(), 502);
    checks.go("half").unwrap();
    assert_eq!(post(&checks, prepare, &json!({})).await.status(), 200);
    assert_eq!(post(&checks, finalize, &json!({})).await.status(), 503);

    let preparing = lab("prepare-fails").await;
    preparing.go("failing").unwrap();
    let path = "/backend-api/f/conversation/prepare";
    assert_eq!(post(&preparing, path, &json!({})).await.status(), 502);
    assert_eq!(say(&preparing, "one", "Why?").await.status(), 200);
}

#[tokio::test]
async fn parts_of_the_app_do_not_load() {
    let chat = "/backend-api/conversations/lab-chat?num_turns=10";
    let list = "/backend-api/conversations?offset=0&limit=28&order=updated";
    let session = "/api/auth/session";
    for (name, phase, path, status, other) in [
        ("chat-does-not-load", "failing", chat, 502, list),
        ("chat-does-not-load", "limited", chat, 429, list),
        ("sidebar-does-not-load", "failing", list, 502, chat),
        ("session-fails", "failing", session, 502, chat),
    ] {
        let lab = lab(name).await;
        lab.go(phase).unwrap();
        assert_eq!(document(&lab, "/c/lab-chat").await.status(), 200, "{name}");
        assert_eq!(get(&lab, path).await.status(), status, "{name} {phase}");
        assert_eq!(get(&lab, other).await.status(), 200, "{name} {phase}");
        lab.go("back").unwrap();
        assert_eq!(get(&lab, path).await.status(), 200, "{name}");
    }
}

#[tokio::test]
async fn an_app_whose_scripts_fail_has_a_whole_document() {
    let (entry, app) = ("/cdn/assets/4f1c/entry.js", "/cdn/assets/4f1c/app.js");
    let module = "sec-fetch-dest: script\r\n";
    let lab = lab("blank-app").await;
    for (phase, statuses) in [
        ("failing", [200, 502, 502]),
        ("nothing-loads", [502, 502, 502]),
        ("back", [200, 200, 200]),
    ] {
        lab.go(phase).unwrap();
        assert_eq!(document(&lab, "/").await.status(), 200, "{phase}");
        let mut got = Vec::new();
        for path in [entry, app, app] {
            got.push(ask(&lab, "GET", SITE, path, module).await.status());
        }
        assert_eq!(got, statuses, "{phase}");
    }
    let lab = client::lab("blank-app").await;
    lab.go("mends-itself").unwrap();
    assert_eq!(ask(&lab, "GET", SITE, app, module).await.status(), 404);
    assert_eq!(ask(&lab, "GET", SITE, app, module).await.status(), 200, "after one reload");
}

#[tokio::test]
async fn people_are_signed_out_and_cannot_sign_in() {
    let lab = lab("signed-out").await;
    assert!(get(&lab, "/api/auth/session").await.has("\"user\""));
    lab.go("signed-out").unwrap();
    assert_eq!(json_of(&get(&lab, "/api/auth/session").await), json!({}));
    assert!(document(&lab, "/auth/login").await.has("https://auth.openai.com/log-in"));
    let there = ask(&lab, "GET", "auth.openai.com", "/log-in", DOCUMENT).await;
    assert!(there.status() == 400 && there.has("Route Error (400"), "{}", there.text);
    lab.go("redirected").unwrap();
    let sent = document(&lab, "/c/lab-chat").await;
    assert!(sent.status() == 302 && sent.has("location: /auth/login"), "{}", sent.text);
    assert_eq!(document(&lab, "/auth/login").await.status(), 200);
}

#[tokio::test]
async fn the_logged_out_app_sends_a_form_and_gets_a_part_of_a_page() {
    let lab = lab("logged-out").await;
    let path = "/unauth-mweb/conversation/updates?conversationId=one&operationId=two";
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let update = async || send(&lab, "POST", SITE, path, form, "prompt=a+%3C+b%26c").await;
    let got = update().await;
    assert!(got.status() == 200 && got.has("content-type: text/html"));
    let answer = "<div data-update=\"answer\">The lab heard you say: a &lt; b&amp;c</div>";
    assert!(got.has(answer), "{}", got.text);
    assert_eq!(lab.records().last().unwrap().prompt().as_deref(), Some("a < b&c"));
    for (phase, status, error) in [
        ("failing", 502, None),
        ("error", 200, None),
        ("cut", 200, None),
        ("reset", 0, Some(ErrorKind::ConnectionReset)),
        ("limited", 429, None),
    ] {
        lab.go(phase).unwrap();
        let got = update().await;
        assert_eq!((got.status(), got.error), (status, error), "{phase}");
        assert!(!got.has(answer), "{phase}");
        assert_eq!(got.has("data-update=\"error\""), phase == "error", "{phase}");
    }
    lab.go("prepare").unwrap();
    let preparing = post(&lab, "/unauth-mweb/conversation/prepare", &json!({})).await;
    assert_eq!(preparing.status(), 502);
    lab.go("stalling").unwrap();
    let silence = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(silence, update()).await.is_err());
}

#[tokio::test]
async fn refusals_and_gateways_say_what_they_say() {
    for (name, phase, status, sign, mitigated) in [
        ("refusing-outage", "refusing", 403, "<h1>403 Forbidden</h1>", false),
        ("refusing-outage", "posted", 403, "<h1>403 Forbidden</h1>", false),
        (
            "unblock-challenges",
            "failing",
            403,
            "unblock challenges.cloudflare.com to proceed",
            true,
        ),
        (
            "cloudflare-stock-502",
            "down",
            502,
            "<title>chatgpt.com | 502: Bad gateway</title>",
            false,
        ),
        ("no-healthy-upstream", "down", 503, "\r\n\r\nno healthy upstream", false),
    ] {
        let lab = lab(name).await;
        lab.go(phase).unwrap();
        let got = document(&lab, "/c/lab-chat").await;
        assert_eq!(got.status(), status, "{name}");
        assert!(got.has(sign), "{name}: {}", got.text);
        assert_eq!(got.has("cf-mitigated: challenge"), mitigated, "{name}");
        lab.go("back").unwrap();
        assert!(document(&lab, "/c/lab-chat").await.has("entry.js"), "{name}");
    }
    let lab = lab("refusing-outage").await;
    for (phase, posted) in [("refusing", false), ("posted", true)] {
        lab.go(phase).unwrap();
        let refused = say(&lab, "one", "Why?").await;
        assert_eq!((refused.status(), refused.body()), (403, "{\"detail\":\"Forbidden\"}"));
        let told = status_page(&lab, "/proxy/status.openai.com").await;
        assert_eq!(!told.has("\"ongoing_incidents\":[]"), posted, "{phase}");
    }
}

#[tokio::test]
async fn who_has_no_cookies_is_challenged_whatever_the_site_does() {
    let lab = lab("challenged").await;
    let first = document(&lab, "/c/lab-chat").await;
    assert!(first.status() == 200 && first.has("set-cookie: "), "{}", first.text);
    let probe = "sec-fetch-dest: empty\r\n";
    let known = format!("{probe}cookie: lab_session=kept\r\n");
    for (phase, status) in [("up", 200), ("down", 502), ("back", 200)] {
        lab.go(phase).unwrap();
        let bare = ask(&lab, "HEAD", SITE, "/c/lab-chat", probe).await;
        assert!(bare.status() == 403 && bare.has("cf-mitigated: challenge"), "{phase}");
        let own = ask(&lab, "HEAD", SITE, "/c/lab-chat", &known).await;
        assert_eq!(own.status(), status, "{phase}");
        assert!(!own.has("cf-mitigated"), "{phase}");
    }
    assert_eq!(lab.wait_phase("back", LIMIT).await.ok(), Some(()));
}
