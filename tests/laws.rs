//! The twelve laws: each has its words and the tests that hold it, and those tests are there.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

/// A test by its file and its name.
type Test = (&'static str, &'static str);

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The law stands in the documents in these words, and each of the tests that hold it is there and
/// is run.
fn held(number: usize, words: &str, by: &[Test]) {
    let line = format!("| {number} | {words} |");
    let documents = read("docs/reliability.md");
    assert!(documents.contains(&line), "docs/reliability.md: the law is missing: {line}");
    assert!(!by.is_empty());
    for (file, test) in by {
        let source = read(file);
        let it = format!("fn {test}(");
        let at = source.find(&it).unwrap_or_else(|| panic!("law {number}: no {test} in {file}"));
        let alone = [
            "#[test]",
            "#[tokio::test(flavor = \"multi_thread\")]
    async",
        ];
        let is_native = alone.iter().any(|it| source[..at].trim_end().ends_with(it));
        let in_browsers = source.split("in_both! {").nth(1);
        let listed = in_browsers.is_some_and(|list| list.split_whitespace().any(|it| it == *test));
        assert!(is_native || listed, "law {number}: {test} in {file} is run by nobody");
    }
}

/// By itself Gatewatch reloads only a document that failed to load, never while its last load is
/// pending, never a POST's result. (`World::take_back` holds it at each reload of every scenario.)
#[test]
fn law_1_only_what_failed_is_loaded_again() {
    held(
        1,
        "By itself only a document that failed is loaded again, never over a pending load, never a POST's result; a living page on a click alone, after its text is safe",
        &[
            (
                "tests/engine/model.rs",
                "whatever_happens_the_laws_hold_and_everybody_is_back_in_the_end",
            ),
            ("tests/engine/trouble.rs", "a_load_that_hangs_is_never_overtaken"),
            ("tests/engine/trouble.rs", "a_click_overtakes_a_load_that_hangs"),
            ("tests/engine/living.rs", "a_click_loads_the_page_again_once"),
            ("lab/tests/extension/chat.rs", "a_click_loads_the_page_again"),
        ],
    );
}

/// One probe in flight for a site, none before it may be, sixty an hour. (`World::probe` holds it
/// at each probe of every scenario.)
#[test]
fn law_2_a_site_is_asked_by_one_and_seldom() {
    held(
        2,
        "One probe in flight for a site, none before `not_before`, at most 60 an hour; the tab that is looked at comes back first, the others one by one",
        &[
            ("tests/engine/many.rs", "a_hundred_failing_tabs_load_the_site_as_one"),
            ("tests/engine/many.rs", "restless_presses_are_at_most_sixty_an_hour"),
            ("tests/engine/many.rs", "thirty_tabs_come_back_one_by_one_whatever_dies"),
            (
                "lab/tests/extension/people.rs",
                "thirty_tabs_load_the_site_as_one_and_come_back_one_by_one",
            ),
        ],
    );
}

#[test]
fn law_3_limits_blocks_and_checks_are_left_alone() {
    held(
        3,
        "Limits, blocks and checks are left alone, and no remedy leads round them; Retry-After is a floor of an hour at most, for *Check now*, too",
        &[
            ("lab/tests/extension/traps.rs", "blocks_limits_and_checks_are_left_alone"),
            ("tests/advice/offered.rs", "whatever_refuses_gets_no_remedy_at_all"),
            ("tests/engine/outages.rs", "check_now_does_not_break_retry_after"),
            ("tests/engine/outages.rs", "a_retry_after_of_five_hours_counts_as_one"),
        ],
    );
}

#[test]
fn law_4_no_message_is_sent_again() {
    held(
        4,
        "No message is ever sent again for the user",
        &[
            (
                "tests/engine/trouble.rs",
                "what_was_sent_is_never_sent_again_and_its_tab_ends_the_outage_when_it_closes",
            ),
            (
                "tests/engine/people.rs",
                "a_prompt_that_loaded_well_before_it_failed_is_left_to_its_person",
            ),
            (
                "lab/tests/extension/prompts.rs",
                "a_refused_message_is_put_back_exactly_and_can_be_sent",
            ),
        ],
    );
}

/// The function that may run in a document which no event told of has 300 bytes at most.
#[test]
fn law_5_a_healthy_page_is_left_alone() {
    held(
        5,
        "On a healthy page: nothing injected, no timer, no request, no wasm; one function of 300 bytes where no event told of a document",
        &[
            ("lab/tests/extension/install.rs", "a_healthy_tab_is_left_as_it_is"),
            (
                "lab/tests/extension/chat.rs",
                "stop_limits_and_telemetry_show_nothing_and_a_healthy_chat_wakes_no_core",
            ),
        ],
    );
    // What it weighs as it is put into pages is counted where it is bundled.
    let counted = read("extension/content/document-status.test.ts");
    assert!(counted.contains("const MOST_BYTES = 300;"), "nobody counts the bytes any more");
}

#[test]
fn law_6_a_death_loses_nothing_and_does_nothing_twice() {
    held(
        6,
        "The background may die between any two events, and between an event and its commands: nothing is lost, nothing takes effect twice",
        &[
            (
                "tests/engine/kills.rs",
                "whenever_the_background_dies_everybody_is_back_as_if_it_had_not",
            ),
            ("lab/tests/extension/death.rs", "killed_over_the_reload_it_does_not_reload_again"),
            ("lab/tests/extension/death.rs", "killed_over_a_probe_it_asks_again"),
        ],
    );
}

#[test]
fn law_7_unknown_is_a_state() {
    held(
        7,
        "Unknown is a state: an unreadable status page is neither fine nor down, a green one beside a failure reads *no incident posted yet*",
        &[
            ("lab/tests/extension/status.rs", "a_page_that_cannot_be_read_says_nothing_of_chatgpt"),
            ("lab/tests/extension/status.rs", "a_green_page_beside_a_failure_is_no_comfort"),
        ],
    );
}

#[test]
fn law_8_clearing_clears_what_it_says() {
    held(
        8,
        "Clearing says what was cleared and what was not; cookies, storages and other sites are never touched",
        &[
            ("lab/tests/extension/cache.rs", "the_sites_cached_files_go_and_all_else_stays"),
            (
                "lab/tests/extension/remedies.rs",
                "three_thousand_stored_answers_are_counted_as_they_go",
            ),
        ],
    );
}

#[test]
fn law_9_text_from_outside_is_text() {
    held(
        9,
        "Text from outside is text, bounded in length, isolated in direction, in any script",
        &[
            ("lab/tests/extension/status.rs", "what_a_hostile_page_says_is_text"),
            ("crates/text/src/lib.rs", "overrides_and_controls_do_not_get_through"),
            ("crates/text/src/lib.rs", "a_long_title_is_cut_on_a_character_and_says_so"),
        ],
    );
}

#[test]
fn law_10_requests_go_to_three_hosts() {
    held(
        10,
        "Requests go to the watched site and its status page and nowhere else, without cookies and taking none (but for what a failing page asks its own site, where the edge challenges who comes without); no analytics, no remote code",
        &[
            ("tests/package.rs", "it_knows_no_address_but_those_of_the_three_hosts"),
            ("tests/package.rs", "the_policy_lets_no_foreign_code_in"),
            ("lab/tests/extension/status.rs", "all_tabs_ask_together_and_without_cookies"),
        ],
    );
}

#[test]
fn law_11_off_is_off() {
    held(
        11,
        "Off is off: one switch ends every timer, panel, rule and badge at once",
        &[
            ("tests/engine/settings.rs", "switched_off_in_an_outage_everything_ends_at_once"),
            (
                "lab/tests/extension/settings.rs",
                "switched_off_everything_ends_at_once_and_nothing_begins",
            ),
        ],
    );
}

#[test]
fn law_12_what_grows_is_bounded_and_what_is_private_stays_off_the_disk() {
    held(
        12,
        "Memory, snapshot and history are bounded; what a private window does, and a temporary chat's text, never reach the disk",
        &[
            (
                "tests/engine/model.rs",
                "whatever_happens_the_laws_hold_and_everybody_is_back_in_the_end",
            ),
            ("tests/engine/trouble.rs", "an_address_of_a_megabyte_is_not_kept"),
            (
                "lab/tests/extension/prompts.rs",
                "a_private_windows_prompt_never_reaches_the_disk_and_ends_with_its_tab",
            ),
            ("lab/tests/extension/disk.rs", "nothing_of_a_private_outage_is_in_the_profile"),
        ],
    );
}
