//! The table of what is survived: made anew from the tests that are there, and held against
//! docs/reliability.md. `GATEWATCH_WRITE=1 cargo test --test reliability` writes it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::path::PathBuf;

/// A fault, and the tests that put people through it: `B` in both browsers, `L` in both by the soak
/// alone, `C` or `F` in one of them, `V` in virtual time.
type Fault = (&'static str, &'static [(char, &'static str, &'static str)]);

const FAULTS: [Fault; 37] = [
    ("connection refused", &[('B', "network", "a_refused_connection_is_called_so")]),
    (
        "connection reset before the headers, and in them",
        &[('B', "network", "a_connection_that_breaks_is_waited_out_by_whoever_does_so_there")],
    ),
    (
        "a body that breaks off",
        &[('V', "trouble", "good_headers_whose_body_never_comes_are_no_recovery")],
    ),
    (
        "a failing page whose connection is reset before its first tag, and in its middle",
        &[
            (
                'B',
                "faults",
                "a_failing_page_that_breaks_off_before_its_first_tag_gives_way_to_one_that_waits",
            ),
            ('B', "faults", "a_failing_page_that_breaks_off_in_its_middle_has_a_card_that_goes_on"),
            (
                'V',
                "trouble",
                "a_failing_page_that_breaks_off_has_a_card_or_a_page_of_ours_in_its_place",
            ),
        ],
    ),
    (
        "a failing page whose body never ends",
        &[
            ('B', "faults", "a_click_loads_a_failing_page_that_never_ends"),
            (
                'V',
                "trouble",
                "a_failing_page_that_never_ends_is_loaded_again_half_a_minute_after_the_site_is_back",
            ),
        ],
    ),
    (
        "an answer that never comes",
        &[
            ('B', "network", "an_answer_that_does_not_come_in_time_is_called_so"),
            ('V', "trouble", "a_load_that_hangs_is_never_overtaken"),
        ],
    ),
    (
        "a 502 that drips, stalls, has 50 MB, or a `Refresh` header",
        &[(
            'B',
            "faults",
            "bodies_that_never_end_are_very_large_or_load_themselves_again_have_their_card",
        )],
    ),
    (
        "a failing page that loads itself again at once",
        &[('B', "faults", "a_failing_page_that_reloads_itself_gives_way_to_one_that_waits")],
    ),
    (
        "a failing page that is loaded again and again, and once more from the waiting page in its place",
        &[
            ('B', "faults", "who_leaves_the_waiting_page_of_a_restless_one_has_a_card_again"),
            (
                'V',
                "trouble",
                "who_loads_it_from_the_waiting_page_of_a_restless_one_has_a_card_again",
            ),
        ],
    ),
    (
        "redirects without an end, from host to host",
        &[('B', "faults", "redirects_without_an_end_are_left_to_the_browser")],
    ),
    (
        "one host that sends to the other",
        &[('V', "outages", "the_old_host_that_redirects_is_back_when_both_are")],
    ),
    (
        "no TLS, or a certificate that is none",
        &[
            ('B', "network", "a_host_that_speaks_no_tls_is_called_so"),
            (
                'B',
                "network",
                "a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning",
            ),
        ],
    ),
    ("no such name", &[('B', "network", "a_name_that_nobody_knows_is_called_so")]),
    ("a proxy that is not there", &[('B', "network", "a_proxy_that_is_not_there_is_called_so")]),
    (
        "a network that wants a sign-in",
        &[('B', "network", "a_network_that_wants_a_sign_in_is_told_and_left_alone")],
    ),
    (
        "offline and online",
        &[
            ('C', "network", "nothing_is_asked_until_the_network_is_back"),
            ('F', "network", "nothing_is_asked_until_the_network_is_back"),
            ('V', "network", "offline_nothing_is_asked_until_the_network_is_back"),
        ],
    ),
    (
        "sleep of three hours",
        &[
            ('L', "machine", "a_clock_that_jumps_keeps_nobody_waiting"),
            ('V', "trouble", "the_machine_sleeps_for_three_hours_and_the_page_is_back_soon_after"),
        ],
    ),
    (
        "the clock an hour back",
        &[
            ('L', "machine", "a_clock_that_jumps_keeps_nobody_waiting"),
            ('V', "trouble", "the_clock_goes_back_an_hour_and_nobody_waits_an_hour"),
        ],
    ),
    (
        "the access to the site taken away, and given back",
        &[(
            'B',
            "machine",
            "access_that_is_taken_away_in_the_middle_ends_it_and_given_back_begins_it_anew",
        )],
    ),
    (
        "the site's own service worker answers",
        &[('B', "remedies", "a_failure_that_the_sites_own_worker_keeps_is_cleared_unasked")],
    ),
    ("the page cache", &[('B', "recognised", "a_failing_page_out_of_the_page_cache_asks_anew")]),
    (
        "a store that takes nothing, and no alarms",
        &[(
            'B',
            "faults",
            "without_a_store_and_without_alarms_people_are_brought_back_all_the_same",
        )],
    ),
    (
        "two sites at once",
        &[
            ('B', "faults", "two_sites_fail_at_once_and_each_goes_its_own_way"),
            ('V', "many", "two_sites_fail_at_once_and_each_goes_its_own_way"),
        ],
    ),
    ("a hostile status page", &[('B', "status", "what_a_hostile_page_says_is_text")]),
    (
        "a hostile page",
        &[
            ('B', "hostile", "a_page_that_is_against_us_reads_nothing_and_presses_nothing"),
            (
                'B',
                "dispatched",
                "a_failing_page_that_dispatches_every_event_is_probed_like_a_calm_one",
            ),
            ('B', "dispatched", "no_event_of_the_page_dismisses_the_bar_or_the_offer"),
            (
                'B',
                "hostile",
                "a_failing_page_whose_names_stand_before_the_documents_own_has_its_card",
            ),
            ('B', "hostile", "a_click_that_is_led_onto_a_button_that_nobody_sees_presses_nothing"),
            ('B', "crowded", "a_page_that_makes_up_messages_crowds_out_its_own_alone"),
        ],
    ),
    (
        "forged messages",
        &[
            ('B', "hostile", "a_script_in_a_page_commands_nothing_and_learns_nothing"),
            ('B', "hostile", "a_frame_of_a_failing_page_presses_nothing"),
            (
                'B',
                "hostile",
                "a_forged_leave_or_copy_moves_no_waiting_page_and_writes_no_clipboard",
            ),
        ],
    ),
    (
        "a neighbour that loads the page again each second",
        &[('B', "neighbours", "beside_an_interval_reloader_nothing_is_loaded_twice")],
    ),
    (
        "a keep-alive that deletes cookies, and a dark mode",
        &[('B', "neighbours", "beside_a_keep_alive_and_a_dark_mode_all_is_as_without_them")],
    ),
    (
        "a ChatGPT of which no mark is known",
        &[
            ('B', "layouts", "a_message_that_fails_is_kept_as_it_was_written"),
            ('B', "layouts", "a_message_that_is_answered_at_last_is_forgotten"),
        ],
    ),
    ("a draft saver", &[('B', "neighbours", "beside_a_draft_saver_a_prompt_comes_back_once")]),
    (
        "a second copy of Gatewatch",
        &[('B', "neighbours", "beside_a_second_copy_the_page_is_loaded_once_and_shows_one_card")],
    ),
    (
        "the extension switched off and on with three waiting pages",
        &[
            ('C', "gone", "waiting_pages_come_back_where_the_extension_was_switched_off"),
            (
                'F',
                "gone",
                "waiting_pages_are_in_the_list_of_closed_tabs_where_the_extension_was_off",
            ),
        ],
    ),
    (
        "the extension switched off beside its card",
        &[(
            'B',
            "gone",
            "where_the_extension_is_switched_off_its_card_steps_aside_and_on_it_is_there_again",
        )],
    ),
    (
        "a new version in the middle of an outage",
        &[('B', "install", "an_update_in_the_middle_of_an_outage_leaves_one_panel_that_works")],
    ),
    (
        "a version that the store took back: what it kept is read by the one before",
        &[('B', "install", "what_a_later_version_kept_is_read_after_it_was_taken_back")],
    ),
    (
        "a panic in the core",
        &[('B', "gone", "a_core_that_breaks_begins_anew_once_and_then_rests_and_says_so")],
    ),
    (
        "a private outage, and the disk",
        &[('B', "disk", "nothing_of_a_private_outage_is_in_the_profile")],
    ),
];

/// Figures that take too long for every run: what, the figure, how and when it was measured.
const BY_HAND: [(&str, &str, &str); 3] = [
    (
        "the background's memory with 100 failing tabs for 30 minutes, in Chromium",
        "3,103 KB at first, 3,026 KB in the end",
        "medians of the first and the last eight of 85 looks, each after the garbage was collected: \
         objects, buffers and the core's wasm (`cargo xtask soak`, `load::`), on 28 November 2026; \
         11 or 12 listeners, no more than 60 probes an hour, and every tab healthy in the end",
    ),
    (
        "deliberate breaks caught / tried that compile",
        "697 / 750",
        "`crates/detect/src` whole, 280 of 299 (329 tried); of `crates/engine/src` 499 of 1,142, drawn at random, 417 of \
         451: on 28 November 2026. The survivors stand below; the rest of the engine has not been tried",
    ),
    (
        "deaths survived / tried in each browser, one at each change of what the background keeps",
        "14 / 14",
        "until the person is back, in Chromium and in Firefox (`cargo xtask soak`, `death::long::`), on 28 \
         November 2026",
    ),
];

const BEGIN: &str = "<!-- made by tests/reliability.rs -->\n";
const END: &str = "<!-- to here -->";

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn is_run(kind: char, room: &str, test: &str) -> bool {
    match kind {
        'V' => read(&format!("tests/engine/{room}.rs")).contains(&format!("#[test]\nfn {test}(")),
        _ => {
            let source = read(&format!("lab/tests/extension/{room}.rs"));
            let long = kind == 'L';
            let begins = if long { "in_both_and_long! {" } else { "in_both! {" };
            let lists = source.split(begins).nth(1).unwrap_or_default();
            let in_both = lists.split('}').next().unwrap_or_default();
            let is_listed = in_both.split_whitespace().any(|listed| listed == test);
            let alone = format!("async fn {test}() {{");
            source.contains(&format!("fn {test}("))
                && is_listed == matches!(kind, 'B' | 'L')
                && (is_listed || source.contains(&alone))
        }
    }
}

/// The table as it is to stand in the document.
fn table() -> String {
    let mut table = String::from("| fault | where | held by |\n|---|---|---|\n");
    let mut survived = 0;
    for (fault, tests) in &FAULTS {
        for (kind, room, test) in *tests {
            assert!(is_run(*kind, room, test), "{fault}: {test} is run by nobody in {room}.rs");
        }
        survived += 1;
        let wheres = tests.iter().map(|(kind, ..)| match kind {
            'B' => "both browsers",
            'L' => "both browsers (soak)",
            'C' => "Chromium",
            'F' => "Firefox",
            _ => "virtual time",
        });
        let wheres: Vec<&str> = wheres.collect();
        let names: Vec<String> =
            tests.iter().map(|(_, room, test)| format!("`{room}::{test}`")).collect();
        let mut seen = wheres.clone();
        seen.dedup();
        writeln!(table, "| {fault} | {} | {} |", seen.join(", "), names.join(", ")).unwrap();
    }
    let kills = read("tests/engine/kills.rs");
    let kills = kills.split("const KILLS: usize = ").nth(1).unwrap().split(';').next().unwrap();
    let targets = read("xtask/src/fuzz.rs");
    let targets = targets.split("const TARGETS").nth(1).unwrap();
    let targets = targets.split('=').nth(1).unwrap().split("];").next().unwrap();
    let fuzzed = targets.matches("(\"").count();
    writeln!(table, "\n| figure | |\n|---|---|").unwrap();
    writeln!(table, "| faults of this table, each survived in every run | {survived} |").unwrap();
    writeln!(table, "| kills survived / tried, in virtual time | {kills} / {kills} |").unwrap();
    writeln!(table, "| fuzzed in each run of the test command | {fuzzed} targets, 15 s each |")
        .unwrap();
    for (what, figure, how) in BY_HAND {
        writeln!(table, "| {what} | {figure}: {how} |").unwrap();
    }
    table
}

#[test]
fn the_document_says_what_is_survived() {
    let document = read("docs/reliability.md");
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (stands, after) = rest.split_once(END).unwrap();
    let table = table();
    if std::env::var_os("GATEWATCH_WRITE").is_some() {
        let whole = format!("{before}{BEGIN}{table}{END}{after}");
        std::fs::write(path("docs/reliability.md"), whole).unwrap();
        return;
    }
    assert_eq!(stands, table, "GATEWATCH_WRITE=1 cargo test --test reliability");
}
