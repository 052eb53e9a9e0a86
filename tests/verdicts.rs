//! What holds of any verdict, whatever the witnesses say.
#![allow(clippy::unwrap_used)]
#![cfg(not(target_arch = "wasm32"))]

use detect::{Action, Class, Evidence, NetworkError, PageFacts, Response, Witness, classify, mark};
use proptest::prelude::*;

/// Texts that errors are made of, beside any text at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        ".{0,80}",
        prop::sample::select(vec![
            "502 Bad Gateway",
            "error code: 504",
            "ERROR",
            "ChatGPT is at capacity right now",
            "chatgpt.com | 522: Connection timed out",
            "Error 502 (Server Error)!!1",
            "You are being rate limited",
            "Error reference number: 502",
            "{\"error\":{\"code\":502}}",
            "{\"detail\":",
            "upstream request timeout",
            "Guru Meditation",
            "errorcode_524",
            "cf-error-details cf-error-520",
            "cf-host-status",
            "5020",
            "٥٠٢",
        ])
        .prop_map(str::to_owned),
    ]
}

fn marks() -> impl Strategy<Value = Vec<String>> {
    let names = [
        mark::COMPOSER,
        mark::BUILD,
        mark::NEXT,
        mark::NEXT_ERROR,
        mark::ARTICLE,
        mark::CF_DETAILS,
        mark::BLOCK_HEADLINE,
        mark::SQUID,
        mark::CHALLENGE_PLATFORM,
        mark::ORCHESTRATE,
        mark::CHALLENGES[0],
    ];
    prop::collection::vec(prop::sample::select(names.map(str::to_owned).to_vec()), 0..4)
}

fn page() -> impl Strategy<Value = PageFacts> {
    let kind = prop::sample::select(vec!["text/html", "text/plain", "application/json", ""]);
    let shape = prop::sample::select(vec!["center hr center", "center", "h1 p", ""]);
    let texts = (text(), prop::collection::vec(text(), 0..3), text(), text(), text(), text());
    (kind, shape, texts, (text(), text(), text()), marks(), any::<u32>(), any::<u32>()).prop_map(
        |(kind, shape, texts, (fault, ray, alert), marks, elements, size)| {
            let (title, headings, text, sign, label, skin) = texts;
            PageFacts {
                kind: kind.into(),
                shape: shape.into(),
                title,
                headings,
                text,
                sign,
                label: label.clone(),
                skin,
                link: label,
                fault,
                ray,
                alert,
                marks,
                elements: elements % 700,
                size: size % 20_000,
                ..PageFacts::default()
            }
        },
    )
}

fn response() -> impl Strategy<Value = Response> {
    let name = prop::sample::select(vec![
        "cf-ray",
        "cf-mitigated",
        "retry-after",
        "content-disposition",
        "x-ratelimit-remaining",
    ]);
    let value = prop_oneof![text(), Just("challenge".into()), Just("120".into()), Just("0".into())];
    let headers = prop::collection::vec((name.prop_map(str::to_owned), value), 0..3);
    let status = prop_oneof![any::<u16>(), 200..600_u16];
    (status, headers).prop_map(|(status, headers)| Response { status, headers })
}

fn error() -> impl Strategy<Value = NetworkError> {
    prop_oneof![
        ".{0,30}".prop_map(|name| NetworkError::named(&name)),
        "(net::ERR_|NS_ERROR_|Error code )[A-Z0-9_]{0,20}"
            .prop_map(|name| NetworkError::named(&name)),
        any::<u32>().prop_map(|code| NetworkError::named(&code.to_string())),
    ]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    (prop::option::of(response()), prop::option::of(page()), prop::option::weighted(0.2, error()))
        .prop_map(|(response, page, error)| Evidence { response, page, error })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1024,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_below_500_with_a_healthy_shell_is_retried(mut evidence in evidence(), shell in 0..3) {
        let shell = [mark::COMPOSER, mark::BUILD, mark::ROUTER][shell as usize];
        let mut page = evidence.page.take().unwrap_or_default();
        page.kind = "text/html".into();
        page.marks.push(shell.into());
        evidence.page = Some(page);
        evidence.error = None;
        if let Some(response) = &mut evidence.response {
            response.status %= 500;
        }
        prop_assert_ne!(classify(&evidence).action, Action::Retry);
    }

    #[test]
    fn checks_blocks_and_limits_are_never_retried(evidence in evidence()) {
        let verdict = classify(&evidence);
        let refuses = matches!(
            verdict.class,
            Class::Challenge | Class::Blocked | Class::RateLimited | Class::Healthy | Class::Unknown
        );
        prop_assert_eq!(refuses && verdict.action != Action::LeaveAlone, false);
    }

    #[test]
    fn a_4xx_is_left_alone_whatever_the_page_says(mut evidence in evidence(), status in 400..500_u16) {
        let headers = evidence.response.take().map(|it| it.headers).unwrap_or_default();
        evidence.response = Some(Response { status, headers });
        prop_assert_eq!(classify(&evidence).action, Action::LeaveAlone);
    }

    #[test]
    fn no_witness_is_named_that_was_not_heard(evidence in evidence()) {
        let verdict = classify(&evidence);
        match verdict.witness {
            Witness::Status | Witness::Header => prop_assert!(evidence.response.is_some()),
            Witness::Page => prop_assert!(evidence.page.is_some()),
            Witness::Network => prop_assert!(evidence.error.is_some() || evidence.page.is_none()),
        }
    }

    #[test]
    fn a_certificate_is_never_retried(evidence in evidence()) {
        let certificate = Evidence { error: Some(NetworkError::Certificate), response: None, ..evidence };
        prop_assert_eq!(classify(&certificate).action, Action::LeaveAlone);
    }

    #[test]
    fn verdicts_survive_a_snapshot(evidence in evidence()) {
        let verdict = classify(&evidence);
        let kept = serde_json::to_string(&verdict).unwrap();
        prop_assert_eq!(serde_json::from_str::<detect::Verdict>(&kept).unwrap(), verdict);
    }
}
