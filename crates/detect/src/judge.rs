//! The order in which the witnesses are consulted.
//!
//! Status and headers; then, for a page: the app or an article as a veto; a check; text and
//! JSON; a limit; a block; a full house; the gateways' structures and sentences. Weak words
//! decide nothing: beside a 5xx status they are not needed, and without one they prove nothing.

use super::verdict::{Action, Class, Evidence, Verdict, Why, by_code};
use super::{Clues, NetworkError, PageFacts, Response, plain, refusal, vendor};

/// One verdict from all witnesses.
#[must_use]
pub fn classify(evidence: &Evidence) -> Verdict {
    from(evidence.response.as_ref(), evidence.page.as_ref(), evidence.error)
}

/// The verdict by response or network error alone, before the page is read.
#[must_use]
pub fn unseen(response: Option<&Response>, error: Option<NetworkError>) -> Verdict {
    from(response, None, error)
}

fn from(
    response: Option<&Response>,
    page: Option<&PageFacts>,
    error: Option<NetworkError>,
) -> Verdict {
    let (class, why) = match (response, error) {
        (Some(response), error) if response.status >= 200 => by_response(response, page, error),
        (_, Some(error)) => by_network(error),
        (_, None) => page.map_or((Class::Unknown, Why::Unheard), by_page),
    };
    let action = action(class, why, response);
    Verdict { class, action, witness: why.witness(), why, clues: Clues::of(response, page) }
}

/// The verdict by the response alone, which is all that is known when the headers come.
#[must_use]
pub fn by_headers(response: &Response) -> (Class, Action) {
    let (class, why) = by_response(response, None, None);
    (class, action(class, why, Some(response)))
}

/// The action for each class.
fn action(class: Class, why: Why, response: Option<&Response>) -> Action {
    match class {
        Class::Gateway(_) | Class::ServerError => {
            let told = response.is_some_and(Response::is_told_to_wait);
            if told { Action::Wait } else { Action::Retry }
        }
        Class::AtCapacity => Action::Wait,
        Class::NetworkError => {
            // A captive portal is no network error: the user has to sign in.
            let Why::Network(error) = why else { return Action::LeaveAlone };
            match error {
                NetworkError::Refused
                | NetworkError::Reset
                | NetworkError::Dns
                | NetworkError::Tls
                | NetworkError::TimedOut
                | NetworkError::Cut
                | NetworkError::Proxy
                | NetworkError::Other => Action::Retry,
                NetworkError::Offline => Action::Wait,
                NetworkError::Certificate
                | NetworkError::Aborted
                | NetworkError::Replied
                | NetworkError::Forbidden => Action::LeaveAlone,
            }
        }
        Class::Healthy
        | Class::Challenge
        | Class::Blocked
        | Class::RateLimited
        | Class::Unknown => Action::LeaveAlone,
    }
}

/// The status and the headers, refined or vetoed by the page.
fn by_response(
    response: &Response,
    page: Option<&PageFacts>,
    error: Option<NetworkError>,
) -> (Class, Why) {
    if response.is_challenge() {
        let stuck = page.is_some_and(refusal::is_stuck);
        return (Class::Challenge, if stuck { Why::StuckCheck } else { Why::MitigatedHeader });
    }
    if response.is_attachment() {
        return (Class::Healthy, Why::Attachment);
    }
    let check = page.filter(|page| page.is_challenge() && !page.is_app());
    match response.status {
        403 if check.is_some_and(refusal::is_stuck) => (Class::Challenge, Why::StuckCheck),
        429 | 401 | 403 | 451 if check.is_some() => (Class::Challenge, Why::ChallengeMarker),
        429 => (Class::RateLimited, Why::Status),
        401 | 403 | 451 => match page {
            Some(page) if !page.is_app() && refusal::is_limit(page) => {
                (Class::RateLimited, Why::LimitMarker)
            }
            Some(_) | None => (Class::Blocked, Why::Status),
        },
        511 => (Class::NetworkError, Why::CaptivePortal),
        // A proxy that asks for a sign-in, or a request that was too slow, is neither healthy nor
        // down.
        407 | 408 => (Class::Unknown, Why::Status),
        200..=399 => match (error, page) {
            (Some(error), _) if error != NetworkError::Replied => by_network(error),
            (_, Some(page)) => match by_page(page) {
                (Class::Unknown, why) => (Class::Healthy, why),
                settled => settled,
            },
            (_, None) => (Class::Healthy, Why::Status),
        },
        400..=499 => match check {
            Some(_) => (Class::Challenge, Why::ChallengeMarker),
            None => (Class::Healthy, Why::Status),
        },
        status => match by_code(status) {
            Some(class) => failing(class, response, page),
            None if check.is_some() => (Class::Challenge, Why::ChallengeMarker),
            None => (Class::Unknown, Why::Status),
        },
    }
}

/// A failing status, which the headers and the page may still refine.
fn failing(class: Class, response: &Response, page: Option<&PageFacts>) -> (Class, Why) {
    if response.status == 503 && response.is_limit() {
        return (Class::RateLimited, Why::LimitHeader);
    }
    let Some(page) = page else { return (class, Why::Status) };
    if page.has(super::mark::COMPOSER) {
        return (Class::Healthy, Why::LivingApp);
    }
    if refusal::is_full(page) {
        return (Class::AtCapacity, Why::CapacityHeading);
    }
    if page.is_app() || page.is_content() {
        return (class, Why::Status);
    }
    if let Some(refused) = refusal::read(page) {
        return refused;
    }
    if page.is_json() {
        let said = plain::read_json(page);
        let refuses = matches!(said.0, Class::Blocked | Class::RateLimited);
        return if refuses { said } else { (class, Why::Status) };
    }
    match vendor::read(page) {
        Some(found) if found.why == Why::StockLimit && response.status == 503 => {
            (found.class, found.why)
        }
        Some(_) | None => (class, Why::Status),
    }
}

/// The verdict by the network error alone.
fn by_network(error: NetworkError) -> (Class, Why) {
    let why = Why::Network(error);
    match error {
        NetworkError::Aborted => (Class::Healthy, why),
        NetworkError::Replied | NetworkError::Forbidden => (Class::Unknown, why),
        NetworkError::Refused
        | NetworkError::Reset
        | NetworkError::Dns
        | NetworkError::Tls
        | NetworkError::TimedOut
        | NetworkError::Offline
        | NetworkError::Certificate
        | NetworkError::Cut
        | NetworkError::Proxy
        | NetworkError::Other => (Class::NetworkError, why),
    }
}

/// The verdict by the page alone, as behind the site's own service worker.
fn by_page(page: &PageFacts) -> (Class, Why) {
    if page.is_json() {
        return plain::read_json(page);
    }
    if refusal::is_full(page) {
        return (Class::AtCapacity, Why::CapacityHeading);
    }
    if page.is_app() {
        if refusal::is_limit_alert(page) {
            return (Class::RateLimited, Why::LimitMarker);
        }
        let why = if refusal::is_in_app(page) { Why::InAppError } else { Why::AppShell };
        return (Class::Healthy, why);
    }
    if page.is_content() {
        return (Class::Healthy, Why::Content);
    }
    if let Some(refused) = refusal::read(page) {
        return refused;
    }
    if page.is_plain() {
        return match plain::read(page) {
            Some(found) => (found.class, found.why),
            None if page.is_empty() => (Class::Unknown, Why::Empty),
            None => (Class::Healthy, Why::NothingFound),
        };
    }
    if page.is_long() || page.has(super::mark::EDITING) {
        return (Class::Healthy, Why::Long);
    }
    if let Some(found) = vendor::read(page) {
        return (found.class, found.why);
    }
    if page.is_empty() {
        return (Class::Unknown, Why::Empty);
    }
    if vendor::weak_words(page) {
        return (Class::Unknown, Why::WeakWords);
    }
    (Class::Healthy, Why::NothingFound)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::Witness;

    fn answered(status: u16, headers: &[(&str, &str)]) -> Evidence {
        let headers = headers.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        Evidence { response: Some(Response { status, headers }), ..Evidence::default() }
    }

    fn of(status: u16, headers: &[(&str, &str)]) -> Verdict {
        classify(&answered(status, headers))
    }

    #[test]
    fn the_gateways_codes_are_retried_on_their_status_alone() {
        for code in [500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530] {
            let verdict = of(code, &[]);
            assert_eq!((verdict.action, verdict.why), (Action::Retry, Why::Status), "{code}");
            assert_eq!(verdict.clues.code, Some(code));
        }
    }

    #[test]
    fn checks_blocks_and_limits_are_left_alone() {
        for code in [0, 200, 301, 401, 403, 404, 407, 408, 429, 451, 501, 505, 511, 531, 599] {
            assert_eq!(of(code, &[]).action, Action::LeaveAlone, "{code}");
        }
        let challenge = of(503, &[("cf-mitigated", "challenge")]);
        assert_eq!((challenge.class, challenge.action), (Class::Challenge, Action::LeaveAlone));
    }

    #[test]
    fn a_check_whose_own_script_did_not_load_is_told_apart() {
        let page = |text: &str| PageFacts {
            text: text.to_owned(),
            marks: vec![crate::mark::CHALLENGES[0].to_owned()],
            ..PageFacts::default()
        };
        let why = |headers: &[(&str, &str)], text| {
            let mut evidence = answered(403, headers);
            evidence.page = Some(page(text));
            let verdict = classify(&evidence);
            assert_eq!((verdict.class, verdict.action), (Class::Challenge, Action::LeaveAlone));
            verdict.why
        };
        let stuck = "Please unblock challenges.cloudflare.com to proceed.";
        assert_eq!(why(&[("cf-mitigated", "challenge")], stuck), Why::StuckCheck);
        assert_eq!(why(&[], stuck), Why::StuckCheck);
        assert_eq!(why(&[], "Verify you are human"), Why::ChallengeMarker);
        let headers = [("cf-mitigated", "challenge")];
        assert_eq!(why(&headers, "Verify you are human"), Why::MitigatedHeader);
    }

    #[test]
    fn a_gateway_that_says_when_is_waited_for() {
        assert_eq!(of(503, &[("retry-after", "1800")]).action, Action::Wait);
        assert_eq!(of(503, &[("retry-after", "5")]).action, Action::Retry);
    }

    #[test]
    fn a_502_sent_as_a_file_is_nothing_that_failed_to_show() {
        let file = of(502, &[("content-disposition", "attachment; filename=export.zip")]);
        assert_eq!((file.class, file.why), (Class::Healthy, Why::Attachment));
    }

    #[test]
    fn a_captive_portal_is_said_and_left_to_the_person() {
        let portal = of(511, &[]);
        assert_eq!((portal.class, portal.why), (Class::NetworkError, Why::CaptivePortal));
        assert_eq!(portal.action, Action::LeaveAlone);
    }

    #[test]
    fn an_empty_502_that_the_browser_calls_an_error_is_a_502() {
        let mut evidence = answered(502, &[]);
        evidence.error = Some(NetworkError::Replied);
        assert_eq!(classify(&evidence).class, Class::Gateway(502));
    }

    #[test]
    fn a_page_cut_in_the_middle_failed_in_spite_of_its_200() {
        let mut evidence = answered(200, &[]);
        evidence.error = Some(NetworkError::Cut);
        assert_eq!(classify(&evidence).class, Class::NetworkError);
        evidence.error = Some(NetworkError::Aborted);
        assert_eq!(classify(&evidence).class, Class::Healthy);
    }

    #[test]
    fn a_certificate_is_never_retried_and_offline_waits_for_the_network() {
        let alone = |error| classify(&Evidence { error: Some(error), ..Evidence::default() });
        assert_eq!(alone(NetworkError::Certificate).action, Action::LeaveAlone);
        assert_eq!(alone(NetworkError::Offline).action, Action::Wait);
        assert_eq!(alone(NetworkError::Refused).action, Action::Retry);
        assert_eq!(alone(NetworkError::Aborted).class, Class::Healthy);
    }

    #[test]
    fn a_composer_under_a_failing_status_is_a_living_page() {
        let mut evidence = answered(503, &[]);
        let marks = vec![super::super::mark::COMPOSER.to_string()];
        evidence.page = Some(PageFacts { marks, ..PageFacts::default() });
        let verdict = classify(&evidence);
        assert_eq!((verdict.class, verdict.why), (Class::Healthy, Why::LivingApp));
    }

    #[test]
    fn without_any_witness_nothing_is_claimed() {
        let verdict = classify(&Evidence::default());
        assert_eq!((verdict.class, verdict.why), (Class::Unknown, Why::Unheard));
    }

    #[test]
    fn each_code_names_its_class_and_each_witness_its_name() {
        for (code, class) in [
            (500, "server_500"),
            (1101, "server_500"),
            (502, "gateway_502"),
            (527, "gateway_527"),
            (530, "gateway_530"),
            (1102, "gateway_503"),
            (1016, "gateway_530"),
            (1033, "gateway_530"),
            (429, "rate_limited"),
            (1015, "rate_limited"),
            (401, "blocked"),
            (451, "blocked"),
            (1020, "blocked"),
            (404, "healthy"),
        ] {
            assert_eq!(by_code(code).unwrap().name(), class, "{code}");
        }
        for none in [200, 418, 505, 531, 999, 1200] {
            assert_eq!(by_code(none), None, "{none}");
        }
        let all = [Witness::Status, Witness::Header, Witness::Page, Witness::Network];
        assert_eq!(all.map(Witness::name), ["status", "header", "page", "network"]);
    }
}
