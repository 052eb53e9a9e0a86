//! What the lab puts on the wire, seen by a bare TLS client: no browser softens it here.

#![allow(clippy::unwrap_used)]

mod client;

use std::{io::ErrorKind, time::Duration};

use client::{DOCUMENT, LIMIT, ask, connect, document, lab, status_page};
use lab::{Lab, Scenario};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

#[tokio::test]
async fn the_failing_scenarios_fail_as_they_say_and_come_back() {
    let expected = [
        ("blip", 502, "cf-error-502"),
        ("outage", 502, "cf-error-502"),
        ("empty-body", 502, "content-length: 0"),
        ("strict-csp", 502, "content-security-policy: default-src 'none'"),
        ("retry-after", 503, "retry-after: 12\r\n"),
        ("flapping", 502, "cf-error-502"),
        ("green-page", 502, "cf-error-502"),
        ("status-down", 502, "cf-error-502"),
        ("json", 502, r#"{"error":{"code":502,"message":"Bad gateway.""#),
        ("plain", 502, "error code: 502"),
        ("cloudflare", 522, "chatgpt.com | 522: Connection timed out"),
        ("nginx", 502, "<center><h1>502 Bad Gateway</h1></center>"),
        ("attachment", 502, "content-disposition: attachment"),
        ("stored-502", 502, "cache-control: public, max-age=31536000"),
        ("challenge", 403, "cf-mitigated: challenge"),
        ("blocked", 403, "block_headline"),
        ("rate-limited", 429, "You are being rate limited"),
    ];
    for (name, status, sign) in expected {
        let lab = lab(name).await;
        let got = document(&lab, "/c/abc?model=x").await;
        assert_eq!((got.status(), got.error), (status, None), "{name}: {}", got.text);
        assert!(got.has(sign), "{name}: {}", got.text);
        assert!(got.has("cf-ray: "), "{name}");
        lab.go("up").unwrap();
        let got = document(&lab, "/c/abc?model=x").await;
        assert_eq!(got.status(), 200, "{name}");
        assert!(got.has("prompt-textarea"), "{name}: the shell is back");
        let records = lab.records();
        assert_eq!((records[0].status, records[1].status), (status, 200), "{name}");
        assert_eq!(records[0].path, "/c/abc?model=x");
        assert!(records[0].is_main_document() && !records[0].is_fetch());
    }
}

#[tokio::test]
async fn a_probe_sees_the_status_without_a_body() {
    let lab = lab("blip").await;
    let got = ask(&lab, "HEAD", "chatgpt.com", "/c/abc", "sec-fetch-dest: empty\r\n").await;
    assert_eq!((got.status(), got.body()), (502, ""));
    assert!(!got.has("content-length: 0"), "the length is the body's: {}", got.text);
    assert_eq!(lab.hits(|record| record.is_fetch() && record.method == "HEAD"), 1);
}

#[tokio::test]
async fn a_reset_is_a_reset_wherever_it_falls() {
    let lab = lab("reset").await;
    let got = document(&lab, "/").await;
    assert_eq!((got.text.as_str(), got.error), ("", Some(ErrorKind::ConnectionReset)));
    lab.go("in-headers").unwrap();
    let got = document(&lab, "/").await;
    assert_eq!(got.error, Some(ErrorKind::ConnectionReset));
    assert!(got.text.starts_with("HTTP/1.1 200") && !got.has("\r\n\r\n"), "{}", got.text);
    lab.go("in-body").unwrap();
    let got = document(&lab, "/").await;
    assert_eq!(got.error, Some(ErrorKind::ConnectionReset));
    assert!(!got.body().is_empty() && !got.has("</html>"), "{}", got.text);
    let statuses: Vec<u16> = lab.records().iter().map(|record| record.status).collect();
    assert_eq!(statuses, [0, 0, 200]);
}

#[tokio::test]
async fn a_cut_body_is_shorter_than_was_promised() {
    let lab = lab("cut").await;
    let got = document(&lab, "/").await;
    let promised: usize = got
        .text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
        .unwrap();
    assert_eq!((got.error, got.body().len()), (None, promised / 2));
    lab.go("chunked").unwrap();
    let got = document(&lab, "/").await;
    assert!(got.has("transfer-encoding: chunked") && got.error.is_none());
    assert!(!got.text.contains("\r\n0\r\n\r\n"), "the last chunk never comes: {}", got.text);
}

#[tokio::test]
async fn a_stalled_answer_sends_nothing_and_stays_open() {
    let lab = lab("stall").await;
    let mut stream = connect(&lab, "chatgpt.com").await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: chatgpt.com\r\n\r\n").await.unwrap();
    lab.wait_for("the request", |all| all.len() == 1, LIMIT).await.unwrap();
    let mut byte = [0; 1];
    let silent = tokio::time::timeout(Duration::from_millis(300), stream.read(&mut byte)).await;
    assert!(silent.is_err(), "{silent:?}");
}

#[tokio::test]
async fn a_slow_answer_takes_its_time() {
    let lab = lab("stall").await;
    lab.go("slow").unwrap();
    let asked = std::time::Instant::now();
    assert_eq!(document(&lab, "/").await.status(), 502);
    assert!(asked.elapsed() >= Duration::from_secs(3));
}

#[tokio::test]
async fn the_status_page_speaks_in_both_shapes_and_goes_through_its_steps() {
    let lab = lab("outage").await;
    let native = status_page(&lab, "/proxy/status.openai.com").await;
    let value: serde_json::Value = serde_json::from_str(native.body()).unwrap();
    let summary = &value["summary"];
    assert_eq!(summary["ongoing_incidents"][0]["status"], "investigating");
    assert_eq!(summary["affected_components"][0]["component_id"], "01JMXBNJXGV1T5GT2M9XA83XNG");
    let compat = status_page(&lab, "/api/v2/summary.json").await;
    let value: serde_json::Value = serde_json::from_str(compat.body()).unwrap();
    assert_eq!(value["incidents"][0]["status"], "investigating");
    assert_eq!(value["status"]["indicator"], "minor");
    lab.go("down-monitoring").unwrap();
    assert!(status_page(&lab, "/api/v2/incidents.json").await.has("\"status\":\"monitoring\""));
    lab.go("resolved").unwrap();
    let native = status_page(&lab, "/proxy/status.openai.com").await;
    assert!(native.has("\"ongoing_incidents\":[]"), "{}", native.text);
    assert_eq!(status_page(&lab, "/api/v2/incidents/unresolved.json").await.status(), 404);
}

#[tokio::test]
async fn a_bad_status_page_is_bad_as_it_says() {
    let path = "/proxy/status.openai.com";
    let lab_html = lab("status-html").await;
    let got = status_page(&lab_html, path).await;
    assert!(got.status() == 200 && got.has("content-type: text/html"));

    let lab_10mb = lab("status-10mb").await;
    assert_eq!(status_page(&lab_10mb, path).await.body().len(), 10 * 1024 * 1024);

    let lab_garbage = lab("status-garbage").await;
    let got = status_page(&lab_garbage, path).await;
    assert!(serde_json::from_str::<serde_json::Value>(got.body()).is_err());

    let lab_hostile = lab("status-hostile").await;
    let got = status_page(&lab_hostile, path).await;
    let value: serde_json::Value = serde_json::from_str(got.body()).unwrap();
    assert!(value["summary"]["ongoing_incidents"][0]["name"].as_str().unwrap().len() >= 100_000);

    let lab_down = lab("status-down").await;
    assert_eq!(status_page(&lab_down, path).await.error, Some(ErrorKind::ConnectionReset));
    assert_eq!(status_page(&lab_down, "/api/v2/summary.json").await.status(), 504);

    let lab_slow = lab("status-slow").await;
    let mut stream = connect(&lab_slow, "status.openai.com").await;
    let request = format!("GET {path} HTTP/1.1\r\nhost: status.openai.com\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut part = [0; 4096];
    let asked = std::time::Instant::now();
    let mut body = 0;
    while body < 3 {
        let read = stream.read(&mut part).await.unwrap();
        let text = String::from_utf8_lossy(&part[..read]).into_owned();
        body += text.split_once("\r\n\r\n").map_or(read, |(_, body)| body.len());
    }
    assert!(asked.elapsed() >= Duration::from_millis(600) && body <= 4, "{body} bytes");
}

#[tokio::test]
async fn retry_after_comes_as_seconds_as_a_date_and_malformed() {
    let lab_good = lab("retry-after").await;
    lab_good.go("down-date").unwrap();
    let got = document(&lab_good, "/").await;
    let date = got.text.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap();
    let at = httpdate::parse_http_date(date).unwrap();
    let away = at.duration_since(std::time::SystemTime::now()).unwrap();
    assert!((8..=10).contains(&away.as_secs()), "{away:?}");

    let lab_bad = lab("malformed-retry-after").await;
    for (phase, value) in
        [("words", "soon, we hope"), ("negative", "-5"), ("empty", ""), ("fraction", "1.5e3")]
    {
        lab_bad.go(phase).unwrap();
        let got = document(&lab_bad, "/").await;
        assert!(got.has(&format!("retry-after: {value}\r\n")), "{phase}: {}", got.text);
    }
}

#[tokio::test]
async fn traps_fail_only_where_nobody_looks() {
    let lab_frame = lab("frame").await;
    assert!(document(&lab_frame, "/").await.has("<iframe src=\"/broken-frame\""));
    assert_eq!(document(&lab_frame, "/broken-frame").await.status(), 502);

    let lab_prerender = lab("prerender").await;
    assert!(document(&lab_prerender, "/").await.has("speculationrules"));
    let purpose = format!("{DOCUMENT}sec-purpose: prefetch;prerender\r\n");
    let got = ask(&lab_prerender, "GET", "chatgpt.com", "/c/prerendered", &purpose).await;
    assert_eq!(got.status(), 502);
    assert!(lab_prerender.records()[1].is_speculative());

    let lab_app = lab("in-app").await;
    assert_eq!(document(&lab_app, "/").await.status(), 200);
    let got = ask(&lab_app, "POST", "chatgpt.com", "/backend-api/f/conversation", "").await;
    assert_eq!(got.status(), 502);
}

#[tokio::test]
async fn a_flapping_site_answers_probes_before_documents() {
    let lab = lab("flapping").await;
    lab.go("half").unwrap();
    let probe = ask(&lab, "HEAD", "chatgpt.com", "/", "sec-fetch-dest: empty\r\n").await;
    assert_eq!((probe.status(), document(&lab, "/").await.status()), (200, 502));
}

#[tokio::test]
async fn redirects_lead_where_they_say() {
    let lab = lab("redirect-elsewhere").await;
    lab.go("away").unwrap();
    let got = document(&lab, "/c/abc").await;
    assert_eq!(got.status(), 302);
    assert!(got.has("location: https://elsewhere.example/maintenance"));
    lab.go("up").unwrap();
    let old = ask(&lab, "GET", "chat.openai.com", "/c/abc?x=1", "").await;
    assert!(old.status() == 308 && old.has("location: https://chatgpt.com/c/abc?x=1"));
}

#[tokio::test]
async fn the_healthy_site_keeps_assets_and_gives_cookies_once() {
    let lab = lab("healthy").await;
    let first = document(&lab, "/").await;
    assert!(first.has("set-cookie: lab_plain=kept") && first.has("HttpOnly"), "{}", first.text);
    let known = format!("{DOCUMENT}cookie: lab_session=kept\r\n");
    assert!(!ask(&lab, "GET", "chatgpt.com", "/", &known).await.has("set-cookie"));
    let probe = ask(&lab, "HEAD", "chatgpt.com", "/", "sec-fetch-dest: empty\r\n").await;
    assert!(!probe.has("set-cookie"));
    for (host, path) in
        [("chatgpt.com", "/cdn/assets/shell-4f1c.js"), ("other.example", "/assets/other.js")]
    {
        let got = ask(&lab, "GET", host, path, "").await;
        assert!(got.has("max-age=31536000") && got.has("text/javascript"), "{host}");
    }
    let said = ask(&lab, "POST", "chatgpt.com", "/backend-api/f/conversation", "").await;
    assert!(said.status() == 200 && said.has("text/event-stream"));
}

#[tokio::test]
async fn the_clock_starts_with_the_first_document_and_phases_pass_by_themselves() {
    let text = "about = \"Quick.\"\n[[phase]]\nname = \"down\"\nseconds = 0.2\n\
                [[phase.reply]]\nstatus = 502\nbody = \"plain\"\n\
                [[phase]]\nname = \"between\"\nseconds = 0.1\n[[phase]]\nname = \"up\"\n";
    let lab = Lab::start(Scenario::parse("quick", text).unwrap()).await.unwrap();
    ask(&lab, "HEAD", "chatgpt.com", "/", "").await;
    assert!(lab.wait_phase("up", Duration::from_millis(500)).await.is_err(), "not begun yet");
    assert_eq!(document(&lab, "/").await.status(), 502);
    lab.wait_phase("up", LIMIT).await.unwrap();
    let names: Vec<String> = lab.phases_entered().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["down", "between", "up"]);
    assert!(lab.go("nowhere").is_err());
}

#[tokio::test]
async fn waiting_for_what_never_comes_ends_with_what_did() {
    let lab = lab("healthy").await;
    document(&lab, "/c/abc").await;
    let limit = Duration::from_millis(50);
    let error = lab.wait_for("ten requests", |all| all.len() == 10, limit).await.unwrap_err();
    let error = error.to_string();
    assert!(error.contains("ten requests") && error.contains("chatgpt.com/c/abc"), "{error}");
}
