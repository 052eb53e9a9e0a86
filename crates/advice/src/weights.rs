//! The table of the diagnosis: what each piece of evidence says of each cause.
//!
//! A weight counts doublings of the odds: +1 makes a cause twice as likely against one with 0, -3
//! makes it eight times less likely. The first row is what holds before anything is known. Known
//! figures are used where there are any (a green status page says little in the first hour, since
//! the page opens a median of 13.5 minutes late); the others are what the codes, the vendors'
//! documents and the write-ups of past outages say, and are kept small where two causes look alike.

use evidence::Evidence;
use text::{Arg, Text};

/// Why ChatGPT fails for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// More people ask than it can answer, or this user asked too often.
    Traffic,
    /// ChatGPT's servers fail.
    Server,
    /// The gateway gave up waiting for ChatGPT's servers.
    GatewayTimeout,
    /// Cloudflare, in front of ChatGPT, fails.
    Edge,
    /// The user's own network.
    Network,
    /// Stale data in the browser, or another extension.
    BrowserData,
    /// ChatGPT refuses this connection: a VPN, a country, a network.
    Blocked,
    /// The browser is too old.
    OldBrowser,
    /// Planned work.
    Maintenance,
}

impl Cause {
    /// Every cause, in the order of the table's columns.
    pub const ALL: [Self; 9] = [
        Self::Traffic,
        Self::Server,
        Self::GatewayTimeout,
        Self::Edge,
        Self::Network,
        Self::BrowserData,
        Self::Blocked,
        Self::OldBrowser,
        Self::Maintenance,
    ];

    /// Its name, as a phrase.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(match self {
            Self::Traffic => "cause_traffic",
            Self::Server => "cause_server",
            Self::GatewayTimeout => "cause_gateway_timeout",
            Self::Edge => "cause_edge",
            Self::Network => "cause_network",
            Self::BrowserData => "cause_browser_data",
            Self::Blocked => "cause_blocked",
            Self::OldBrowser => "cause_old_browser",
            Self::Maintenance => "cause_maintenance",
        })
    }
}

/// One weight for each cause, in the order of [`Cause::ALL`].
pub type Weights = [i8; 9];

/// What holds before anything is known except that ChatGPT fails: most failures are the servers'
/// own.
pub const BEFORE: Weights = [3, 4, 3, 2, 2, 1, 1, -2, 0];

/// Writes the rows as an enum and a table, so that no sign can lack its weights or its sentence.
macro_rules! signs {
    ($($(#[$doc:meta])* $sign:ident $id:literal [$($weight:literal)*])*) => {
        /// One thing that was seen, with its sentence and its weights.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Sign { $($(#[$doc])* $sign),* }

        impl Sign {
            /// Every sign.
            pub const ALL: &[Self] = &[$(Self::$sign),*];
            const ROWS: &[(&'static str, Weights)] = &[$(($id, [$($weight),*])),*];
        }
    };
}

signs! {
    // What the failing document is.
    //                                          traf serv gate edge netw data bloc old  main
    /// HTTP 500.
    At500              "why_500"               [ 0    3   -3    0   -4   -1   -4   -1   -1 ]
    /// HTTP 502.
    At502              "why_502"               [ 1    2   -1    1   -4   -1   -4   -2   -1 ]
    /// HTTP 503.
    At503              "why_503"               [ 3    1   -2   -1   -4   -2   -4   -3    2 ]
    /// HTTP 504.
    At504              "why_timeout"           [ 0    0    4   -1   -3   -2   -4   -3   -1 ]
    /// 520: ChatGPT's servers answered nonsense. Cookies that grew too large can do it.
    At520              "why_edge"              [-1    3   -2    1   -4    1   -4   -2   -1 ]
    /// 521: ChatGPT's servers refused the connection.
    At521              "why_edge"              [ 0    4   -3   -1   -4   -3   -4   -4    2 ]
    /// 522: no connection to ChatGPT's servers in time.
    At522              "why_timeout"           [ 1    1    4    1   -4   -3   -4   -4    0 ]
    /// 523: no way from Cloudflare to ChatGPT's servers.
    At523              "why_edge"              [-2    3   -2    2   -4   -3   -4   -4    0 ]
    /// 524: connected, and no answer in time.
    At524              "why_timeout"           [ 1    0    5   -3   -4   -3   -4   -4   -1 ]
    /// 525, 526: no secure connection from Cloudflare to ChatGPT's servers.
    At525              "why_edge"              [-3    4   -3    1   -4   -3   -4   -2    0 ]
    /// 527, 530 (with 1016, 1033): Cloudflare does not find ChatGPT's servers.
    At530              "why_edge"              [-2    2   -2    5   -4   -3   -4   -4    0 ]
    /// The page says that ChatGPT is full.
    AtCapacity         "why_full"              [ 8   -2   -2   -4   -6   -4   -6   -6   -2 ]
    /// 429 and its disguises.
    Limited            "refusal_limited"       [ 5   -2   -3   -2   -4   -1    1   -4   -3 ]
    /// A check that a person has to pass.
    Checked            "refusal_checked"       [-2   -3   -3    0   -4    1    5   -2   -3 ]
    /// 403 and its kin.
    Refused            "refusal_blocked"       [-3   -4   -4   -2   -4    0    6   -4   -3 ]
    /// 401: the sign-in is over.
    SignedOut          "refusal_signed_out"    [-2   -2   -3   -2   -4    3    2   -2   -3 ]
    /// The refusal names the country.
    CountryBlocked     "refusal_country"       [-4   -4   -4   -4   -4   -4    8   -4   -4 ]
    /// The refusal names unusual activity.
    UnusualActivity    "refusal_unusual_activity" [-2   -4   -4   -4   -2   -1    7   -3   -4 ]
    /// The refusal names the address, or its network.
    AddressBlocked     "refusal_address"       [-4   -4   -4   -2   -2   -3    8   -4   -4 ]

    // No HTTP answer.
    /// The browser has no network.
    ErrorOffline       "why_offline"           [-8   -8   -8   -8    8   -8   -6   -8   -8 ]
    /// The name has no address.
    ErrorDns           "why_dns"               [-4   -3   -6    1    5   -2    2   -4   -4 ]
    /// Nothing listens there.
    ErrorRefused       "why_refused"           [-2  1   -5    1    3    0    2   -3    1 ]
    /// The connection was closed.
    ErrorReset         "why_reset"             [-2    0   -3    1    4    1    3   -2   -2 ]
    /// No secure connection.
    ErrorTls           "why_tls"               [-4   -1   -5    1    4    1    2    5   -3 ]
    /// Nothing came in time.
    ErrorTimedOut      "why_timed_out"         [ 0    0   -2    1    4   -2    1   -4   -1 ]
    /// A certificate that is not trusted: something in between, or a wrong clock.
    ErrorCertificate   "why_certificate"       [-5   -2   -6    0    5    2    2    3   -3 ]
    /// The answer ended too soon.
    ErrorCut           "why_cut"               [ 0    1    1    2    3    0    0   -3   -3 ]
    /// The proxy failed.
    ErrorProxy         "why_proxy"             [-6   -6   -6   -4    7   -1    2   -5   -6 ]
    /// Another extension or a policy refused.
    ErrorForbidden     "sign_forbidden"        [-6   -6   -6   -6   -2    8    1   -5   -6 ]
    /// An unknown error.
    ErrorOther         "sign_no_answer"        [ 0    0    0    0    2    0    0    0    0 ]
    /// The network wants a sign-in of its own.
    CaptivePortal      "why_portal"            [-8   -8   -8   -8    9   -8   -4   -8   -8 ]

    // What the page tells of itself.
    //                                          traf serv gate edge netw data bloc old  main
    /// The browser's column is marked.
    FaultBrowser       "fault_browser"         [-2   -3   -2   -2    3    3    1    2   -3 ]
    /// Cloudflare's column is marked.
    FaultEdge          "fault_edge"            [-3   -3   -3    5   -2   -2    0   -2   -2 ]
    /// ChatGPT's column is marked.
    FaultHost          "fault_host"            [ 1    2    2   -4   -2   -2   -3   -3    1 ]
    /// A 500 in Cloudflare's own design: it is Cloudflare's own error, as on 2025-11-18.
    EdgesOwn500        "fault_edge"            [-2   -2   -2    4   -1   -1    0   -1   -1 ]
    /// A gateway behind Cloudflare made the page: the edge passed it on.
    InnerGateway       "sign_inner_gateway"    [ 0    2    0   -3   -2   -1   -2   -2    0 ]
    /// Squid made the page: a proxy of the user's own network.
    LocalProxy         "sign_local_proxy"      [-4   -4   -2   -5    7    0    1   -4   -4 ]
    /// It asked to wait.
    ToldToWait         "sign_told_to_wait"     [ 3   -1   -1    0   -2   -2   -1   -3    1 ]
    /// It came out of the browser's own store.
    FromStore          "sign_from_store"       [-3   -3   -3   -3   -3    6   -3   -1   -3 ]

    // OpenAI's status page.
    /// A core part is down.
    SaysOutage         "status_trouble"        [ 1    2    1   -1   -4   -4   -2   -5   -2 ]
    /// An incident is open.
    SaysIncident       "status_trouble"        [ 1    1    1    0   -2   -3   -1   -4   -2 ]
    /// A fix is in.
    SaysMonitoring     "status_trouble"        [ 0    1    0    0   -2   -1   -1   -3   -2 ]
    /// Planned work.
    SaysMaintenance    "status_maintenance_unnamed" [-1   -1   -1   -2   -4   -4   -3   -5    9 ]
    /// An incident ended a moment ago.
    SaysResolved       "sign_says_resolved"    [ 0    0    0    0    0    2    0    0   -1 ]
    /// Nothing is posted, and there was hardly time for it.
    GreenYet           "status_no_incident"    [ 0    0    0    0    0    1    0    0   -2 ]
    /// Nothing is posted after an hour or more.
    GreenLong          "sign_green_long"       [-2   -3   -1    0    2    3    2    2   -4 ]
    /// ChatGPT does not answer, but the status page does: the network works.
    StatusReached      "sign_status_reached"   [ 1    2    0    1   -3    0    2    0    1 ]
    /// Neither answers.
    NeitherReached     "sign_neither_reached"  [-2   -2   -3    1    3   -2    1   -1   -2 ]
    /// ChatGPT answers with an error, the status page not at all: it may be what both depend on.
    StatusGone         "sign_neither_reached"  [-1   -1   -1    3    0    0    0    0    0 ]

    // The network, and what was asked without cookies.
    //                                          traf serv gate edge netw data bloc old  main
    /// The browser says that it is offline.
    OfflineNow         "why_offline"           [-6   -6   -6   -6    7   -4   -4   -6   -6 ]
    /// It says that it is online.
    OnlineNow          ""                      [ 0    0    0    0   -1    0    0    0    0 ]
    /// Other sites open.
    SitesWork          "both"                  [ 1    1    0    1   -4    0    1    0    0 ]
    /// Other sites do not open either.
    SitesFail          "both"                  [-4   -4   -4   -1    5   -4   -3   -4   -4 ]
    /// A VPN is in use.
    VpnInUse           "both"                  [ 0    0    0    0    1    0    3    0    0 ]
    /// Asked without cookies, ChatGPT answers well.
    ProbeWorks         "sign_probe_works"      [-2   -3   -2   -1   -4    5   -1    4   -4 ]
    /// Asked without cookies, it fails too.
    ProbeFails         "sign_probe_fails"      [ 1    1    1    1   -3   -4   -2   -4    0 ]
    /// Asked without cookies, it refuses.
    ProbeRefused       "sign_probe_refused"    [ 0    0    0    0   -3    0    3    0    0 ]
    /// Asked again, nothing comes.
    ProbeSilent        "sign_probe_fails"      [ 0    0    0    0    2   -2    1   -1    0 ]

    // Here and elsewhere.
    /// Other tabs of ChatGPT work.
    TabsWork           "sign_tabs_work"        [-1   -2   -1   -1   -4    3   -3   -2   -4 ]
    /// All tabs of ChatGPT fail.
    TabsFail           ""                      [ 0    0    0    0    0   -1    0    0    0 ]
    /// It comes and goes.
    Flapping           "sign_flapping"         [ 2    1    0    1    0   -2   -2   -4   -3 ]
    /// The browser is less than a year old.
    BrowserNew         ""                      [ 0    0    0    0    0    0    0   -6    0 ]
    /// More than a year old.
    BrowserBehind      "sign_browser_behind"   [ 0    0    0    0    0    0    0    3    0 ]
    /// More than two years old.
    BrowserOld         "sign_browser_behind"   [ 0    0    0    0    0    0    0    7    0 ]

    // How it went after each remedy.
    //                                          traf serv gate edge netw data bloc old  main
    /// It failed again with the cache cleared.
    ClearedFails       "sign_tried"            [ 0    0    0    0    0   -3    0    0    0 ]
    /// It works in a private window.
    PrivateWorks       "sign_tried"            [-4   -4   -4   -4   -5    7   -3   -3   -5 ]
    /// It does not.
    PrivateFails       "sign_tried"            [ 0    0    0    0    0   -4    0    0    0 ]
    /// It works with the other extensions off.
    ExtensionsOffWorks "both"                  [-4   -4   -4   -4   -4    7   -3   -3   -5 ]
    /// It does not.
    ExtensionsOffFails "both"                  [ 0    0    0    0    0   -1    0    0    0 ]
    /// It works in another browser.
    BrowserWorks       "sign_tried"            [-3   -3   -3   -3   -3    5   -2    5   -4 ]
    /// It does not.
    BrowserFails       "sign_tried"            [ 0    0    0    0    0   -4    0   -5    0 ]
    /// It works on another device of this network.
    DeviceWorks        "sign_tried"            [-3   -4   -3   -3   -2    4   -2    4   -4 ]
    /// It does not.
    DeviceFails        "sign_tried"            [ 0    0    0    0    1   -4    0   -5    0 ]
    /// It works on another network.
    NetworkWorks       "sign_tried"            [-4   -4   -4    1    5   -4    4   -4   -5 ]
    /// It does not.
    NetworkFails       "sign_tried"            [ 0    0    0    0   -5    0   -1    0    0 ]
    /// It works since the router was restarted.
    RouterWorks        "sign_tried"            [-4   -4   -4   -3    6   -4   -2   -4   -4 ]
    /// It does not.
    RouterFails        "sign_tried"            [ 0    0    0    0   -2    0    0    0    0 ]
    /// It works through a VPN.
    VpnWorks           "sign_tried"            [-4   -5   -4    2    4   -5    3   -5   -5 ]
    /// It does not.
    VpnFails           "sign_tried"            [ 0    0    0    0   -3    0   -2    0    0 ]
    /// It works with the VPN off.
    NoVpnWorks         "both"                  [-5   -5   -5   -1    1   -5    8   -5   -5 ]
    /// It does not.
    NoVpnFails         "both"                  [ 0    0    0    0    0    0   -3    0    0 ]
}

/// The signs whose sentences name a code.
const CODES: [(Sign, u16); 11] = [
    (Sign::At500, 500),
    (Sign::At502, 502),
    (Sign::At503, 503),
    (Sign::At504, 504),
    (Sign::At520, 520),
    (Sign::At521, 521),
    (Sign::At522, 522),
    (Sign::At523, 523),
    (Sign::At524, 524),
    (Sign::At525, 525),
    (Sign::At530, 530),
];

/// The signs that the user reported: what was asked or tried, and the answer.
const TOLD: [(Sign, &str, &str); 20] = [
    (Sign::ClearedFails, "button_clear_cache", "told_fails"),
    (Sign::PrivateWorks, "remedy_private_window", "told_works"),
    (Sign::PrivateFails, "remedy_private_window", "told_fails"),
    (Sign::BrowserWorks, "remedy_other_browser", "told_works"),
    (Sign::BrowserFails, "remedy_other_browser", "told_fails"),
    (Sign::DeviceWorks, "remedy_other_device", "told_works"),
    (Sign::DeviceFails, "remedy_other_device", "told_fails"),
    (Sign::NetworkWorks, "remedy_other_network", "told_works"),
    (Sign::NetworkFails, "remedy_other_network", "told_fails"),
    (Sign::RouterWorks, "remedy_restart_router", "told_works"),
    (Sign::RouterFails, "remedy_restart_router", "told_fails"),
    (Sign::VpnWorks, "remedy_vpn", "told_works"),
    (Sign::VpnFails, "remedy_vpn", "told_fails"),
    (Sign::SitesWork, "ask_other_sites", "ask_yes"),
    (Sign::SitesFail, "ask_other_sites", "ask_no"),
    (Sign::VpnInUse, "ask_uses_vpn", "ask_yes"),
    (Sign::ExtensionsOffWorks, "ask_extensions_off", "ask_yes"),
    (Sign::ExtensionsOffFails, "ask_extensions_off", "ask_no"),
    (Sign::NoVpnWorks, "ask_without_vpn", "ask_yes"),
    (Sign::NoVpnFails, "ask_without_vpn", "ask_no"),
];

impl Sign {
    /// What it says of each cause.
    #[must_use]
    pub fn weights(self) -> &'static Weights {
        self.row().map_or(&[0; 9], |row| &row.1)
    }

    /// What it says of one cause.
    #[must_use]
    pub fn weight(self, cause: Cause) -> i8 {
        self.weights().get(cause as usize).copied().unwrap_or_default()
    }

    /// Its sentence; empty if it speaks for no cause, so that it is never shown.
    #[must_use]
    pub fn text(self, evidence: &Evidence) -> Text {
        let text = Text::new(self.row().map_or("", |row| row.0));
        if let Some(code) = self.code() {
            return text.with("code", Arg::Code(code));
        }
        if let Some((asked, answer)) = self.told() {
            let [asked, answer] = [asked, answer].map(|id| Arg::Text(Box::new(Text::new(id))));
            let names = if text.id == "both" { ["first", "second"] } else { ["asked", "answer"] };
            return text.with(names[0], asked).with(names[1], answer);
        }
        match evidence.lasted {
            Some(lasted) if self == Self::GreenLong => text.with("length", lasted.into()),
            Some(_) | None => text,
        }
    }

    /// The error code that its sentence names.
    fn code(self) -> Option<u16> {
        CODES.iter().find(|(sign, _)| *sign == self).map(|(_, code)| *code)
    }

    /// What the user was asked or tried, and the result, in the words of the question or the
    /// remedy.
    fn told(self) -> Option<(&'static str, &'static str)> {
        TOLD.iter().find(|(sign, ..)| *sign == self).map(|(_, asked, answer)| (*asked, *answer))
    }

    fn row(self) -> Option<&'static (&'static str, Weights)> {
        Self::ROWS.get(self as usize)
    }
}
