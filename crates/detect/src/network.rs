//! Failures without any HTTP reply, told apart by both browsers' names for them.

use serde::{Deserialize, Serialize};
use text::find;

/// What became of a request that got no answer, or only part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NetworkError {
    /// Nothing listens there.
    Refused,
    /// The connection was closed before an answer.
    Reset,
    /// The name has no address.
    Dns,
    /// No secure connection could be made.
    Tls,
    /// Nothing came in time, or there was no way there.
    TimedOut,
    /// This computer has no network.
    Offline,
    /// The certificate is not trusted: never retried, never explained away.
    Certificate,
    /// The user stopped it or left, or another request replaced it: no failure.
    Aborted,
    /// The answer began and ended too soon.
    Cut,
    /// The proxy of this computer or network failed.
    Proxy,
    /// An answer came that the browser shows as its own error: the status tells what it was.
    Replied,
    /// Another extension, a policy or the browser itself refused: not the network's doing.
    Forbidden,
    /// An unknown name.
    Other,
}

impl NetworkError {
    /// Whether the network failed, as far as we know. An unknown name does not count: the browser's
    /// own page may be about something that waiting does not fix.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        match self {
            Self::Refused
            | Self::Reset
            | Self::Dns
            | Self::Tls
            | Self::TimedOut
            | Self::Offline
            | Self::Certificate
            | Self::Cut
            | Self::Proxy => true,
            Self::Aborted | Self::Replied | Self::Forbidden | Self::Other => false,
        }
    }

    /// The error behind a name: `net::ERR_…` (Chromium), `NS_ERROR_…` or `Error code N` in
    /// decimals (Firefox), or Firefox's localised sentence about a secure connection.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let name = name.trim_ascii();
        let short = name.strip_prefix("net::ERR_").or_else(|| name.strip_prefix("NS_"));
        if let Some(short) = short {
            let wanted = [" ", short, " "].concat();
            let known = NAMES.iter().find(|(_, names)| find(names, &wanted, 0).is_some());
            let family = || FAMILIES.iter().find(|(_, start)| short.starts_with(start));
            return known.or_else(family).map_or(Self::Other, |(error, _)| *error);
        }
        let number = name.strip_prefix("Error code ").unwrap_or(name);
        if let Ok(code) = number.parse::<u32>() {
            return firefox_code(code);
        }
        // Firefox replaces the name of a security error by a sentence in the user's language
        // (ChannelWrapper::GetErrorString): what we cannot read is never retried.
        if find(name, " ", 0).is_some() { Self::Certificate } else { Self::Other }
    }

    /// The name for a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Reset => "reset",
            Self::Dns => "dns",
            Self::Tls => "tls",
            Self::TimedOut => "timed_out",
            Self::Offline => "offline",
            Self::Certificate => "certificate",
            Self::Aborted => "aborted",
            Self::Cut => "cut",
            Self::Proxy => "proxy",
            Self::Replied => "replied",
            Self::Forbidden => "forbidden",
            Self::Other => "other",
        }
    }
}

/// Chromium's net_error_list.h without the prefix `net::ERR_`, and Mozilla's
/// xpcom/base/ErrorList.py without `NS_`: no name means two errors. They are lists of words because
/// a comparison for each name costs 3 KB more wasm.
const NAMES: [(NetworkError, &str); 11] = [
    // FAILED comes with the user's Stop; ABORTED with leaving, a download or a 204.
    (
        NetworkError::Aborted,
        " ABORTED FAILED BINDING_ABORTED BINDING_REDIRECTED BINDING_RETARGETED \
         ERROR_PARSED_DATA_CACHED ERROR_ABORT ",
    ),
    (NetworkError::Refused, " CONNECTION_REFUSED ERROR_CONNECTION_REFUSED "),
    (
        NetworkError::Reset,
        " CONNECTION_RESET CONNECTION_CLOSED CONNECTION_ABORTED EMPTY_RESPONSE \
         SOCKET_NOT_CONNECTED HTTP2_SERVER_REFUSED_STREAM HTTP2_PING_FAILED ERROR_NET_RESET \
         ERROR_NET_EMPTY_RESPONSE ERROR_NET_HTTP2_SENT_GOAWAY ERROR_NET_HTTP3_PROTOCOL_ERROR ",
    ),
    (
        NetworkError::Dns,
        " NAME_NOT_RESOLVED NAME_RESOLUTION_FAILED DNS_TIMED_OUT DNS_MALFORMED_RESPONSE \
         DNS_SERVER_FAILED ICANN_NAME_COLLISION ERROR_UNKNOWN_HOST ERROR_DNS_LOOKUP_QUEUE_FULL ",
    ),
    (
        NetworkError::TimedOut,
        " CONNECTION_TIMED_OUT TIMED_OUT CONNECTION_FAILED ADDRESS_UNREACHABLE \
         ERROR_NET_TIMEOUT ERROR_NET_TIMEOUT_EXTERNAL ",
    ),
    (
        NetworkError::Offline,
        " INTERNET_DISCONNECTED NETWORK_CHANGED NETWORK_IO_SUSPENDED ERROR_OFFLINE ",
    ),
    (
        NetworkError::Cut,
        " INCOMPLETE_CHUNKED_ENCODING CONTENT_LENGTH_MISMATCH HTTP2_PROTOCOL_ERROR \
         RESPONSE_HEADERS_TRUNCATED QUIC_PROTOCOL_ERROR CONTENT_DECODING_FAILED \
         HTTP2_STREAM_CLOSED \
         ERROR_NET_PARTIAL_TRANSFER ERROR_NET_INTERRUPT ERROR_INVALID_CONTENT_ENCODING ",
    ),
    (
        NetworkError::Replied,
        " INVALID_RESPONSE HTTP_RESPONSE_CODE_FAILURE INVALID_HTTP_RESPONSE \
         ERROR_NET_ERROR_RESPONSE ",
    ),
    (
        NetworkError::Proxy,
        " PROXY_CONNECTION_FAILED TUNNEL_CONNECTION_FAILED PROXY_AUTH_UNSUPPORTED \
         PROXY_CERTIFICATE_INVALID SOCKS_CONNECTION_FAILED ERROR_UNKNOWN_PROXY_HOST ",
    ),
    (
        NetworkError::Certificate,
        " SSL_PINNED_KEY_NOT_IN_CERT_CHAIN CERTIFICATE_TRANSPARENCY_REQUIRED \
         SSL_OBSOLETE_CIPHER BAD_SSL_CLIENT_AUTH_CERT ",
    ),
    (NetworkError::Forbidden, " NETWORK_ACCESS_DENIED ERROR_CONTENT_BLOCKED "),
];

/// How the names of whole families begin, for names that are not in [`NAMES`].
const FAMILIES: [(NetworkError, &str); 7] = [
    (NetworkError::Certificate, "CERT_"),
    (NetworkError::Tls, "SSL_"),
    (NetworkError::Tls, "ECH_"),
    (NetworkError::Tls, "ERROR_NET_INADEQUATE_SECURITY"),
    (NetworkError::Proxy, "ERROR_PROXY_"),
    (NetworkError::Forbidden, "BLOCKED_BY_"),
    (NetworkError::Forbidden, "ERROR_BLOCKED"),
];

/// The same errors by number: `webNavigation` gives no names. `0x804B____` are the network's,
/// `0x805A____` the security library's, whose low half is the negated code.
fn firefox_code(code: u32) -> NetworkError {
    use NetworkError as E;
    let low = code & 0xffff;
    match (code >> 16, low) {
        (0x804b, 2..=4) => E::Aborted,
        (0x804b, 13) => E::Refused,
        (0x804b, 14 | 85) => E::TimedOut,
        (0x804b, 16) => E::Offline,
        (0x804b, 20 | 36 | 83 | 84) => E::Reset,
        (0x804b, 30 | 33) => E::Dns,
        (0x804b, 35) => E::Replied,
        (0x804b, 42 | 72) => E::Proxy,
        (0x804b, 71 | 76) => E::Cut,
        (0x804b, 82) => E::Tls,
        // SSL_ERROR_BASE is -0x3000; -0x3000 + 12 is SSL_ERROR_BAD_CERT_DOMAIN.
        (0x805a, 0x2ff4) => E::Certificate,
        (0x805a, 0x2001..=0x3000) => E::Tls,
        // SEC_ERROR_* and mozilla::pkix: about certificates.
        (0x805a, _) => E::Certificate,
        _ => E::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::NetworkError as E;

    #[test]
    fn a_stop_an_answer_and_what_nobody_knows_are_no_failures() {
        for failure in [E::Refused, E::Reset, E::Dns, E::Tls, E::TimedOut, E::Offline, E::Cut] {
            assert!(failure.is_failure(), "{failure:?}");
        }
        // SSL_ERROR_* speak of the connection, SEC_ERROR_* of the certificate.
        let numbered = |code: u32| E::named(&code.to_string());
        assert_eq!((numbered(0x805a_2fff), numbered(0x805a_2000)), (E::Tls, E::Certificate));
        for nothing in [E::Aborted, E::Replied, E::Forbidden, E::Other] {
            assert!(!nothing.is_failure(), "{nothing:?}");
        }
    }

    #[test]
    fn both_browsers_names_of_one_failure_are_one() {
        for (chromium, firefox, number, expected) in [
            ("CONNECTION_REFUSED", "NS_ERROR_CONNECTION_REFUSED", "2152398861", E::Refused),
            ("CONNECTION_RESET", "NS_ERROR_NET_RESET", "2152398868", E::Reset),
            ("NAME_NOT_RESOLVED", "NS_ERROR_UNKNOWN_HOST", "2152398878", E::Dns),
            ("CONNECTION_TIMED_OUT", "NS_ERROR_NET_TIMEOUT", "2152398862", E::TimedOut),
            ("INTERNET_DISCONNECTED", "NS_ERROR_OFFLINE", "2152398864", E::Offline),
            ("ABORTED", "NS_BINDING_ABORTED", "2152398850", E::Aborted),
            ("INCOMPLETE_CHUNKED_ENCODING", "NS_ERROR_NET_PARTIAL_TRANSFER", "2152398924", E::Cut),
        ] {
            assert_eq!(E::named(&format!("net::ERR_{chromium}")), expected);
            assert_eq!(E::named(firefox), expected);
            assert_eq!(E::named(&format!("Error code {number}")), expected, "{number}");
        }
    }

    #[test]
    fn each_of_firefoxs_numbers_is_told() {
        // NS_ERROR_MODULE_NETWORK (0x804b << 16) and its codes, as Firefox's ErrorList names them.
        for (expected, codes) in [
            (E::Aborted, &[2, 3, 4][..]),
            (E::Refused, &[13]),
            (E::TimedOut, &[14, 85]),
            (E::Offline, &[16]),
            (E::Reset, &[20, 36, 83, 84]),
            (E::Dns, &[30, 33]),
            (E::Replied, &[35]),
            (E::Proxy, &[42, 72]),
            (E::Cut, &[71, 76]),
            (E::Tls, &[82]),
        ] {
            for code in codes {
                let number = 0x804b_0000_u32 + code;
                assert_eq!(E::named(&format!("Error code {number}")), expected, "{code}");
            }
        }
    }

    #[test]
    fn the_persons_stop_is_no_failure_in_either_browser() {
        for name in ["net::ERR_FAILED", "net::ERR_ABORTED", "NS_BINDING_ABORTED"] {
            assert_eq!(E::named(name), E::Aborted, "{name}");
        }
    }

    #[test]
    fn a_certificate_is_told_from_a_broken_handshake() {
        for name in [
            "net::ERR_CERT_DATE_INVALID",
            "net::ERR_CERT_AUTHORITY_INVALID",
            "net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN",
            "Das Zertifikat der Gegenstelle wurde zurückgewiesen.",
            "2153390067", // SEC_ERROR_UNKNOWN_ISSUER
            "2153394164", // SSL_ERROR_BAD_CERT_DOMAIN
        ] {
            assert_eq!(E::named(name), E::Certificate, "{name}");
        }
        assert_eq!(E::named("net::ERR_SSL_PROTOCOL_ERROR"), E::Tls);
        assert_eq!(E::named("NS_ERROR_NET_INADEQUATE_SECURITY"), E::Tls);
    }

    #[test]
    fn names_that_nobody_knows_are_other() {
        for name in ["", "net::ERR_", "NS_", "42", "ERR", "4294967296"] {
            assert_eq!(E::named(name), E::Other, "{name}");
        }
        assert_eq!(E::named("net::ERR_BLOCKED_BY_CLIENT"), E::Forbidden);
    }
}
