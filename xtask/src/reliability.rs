//! The tables of what Gatewatch survives: which laws and faults are held by which tests, and where those
//! ran, as the tests themselves report it in a run of `cargo xtask test`.

use crate::repository::root;
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

/// What is held, and the names of the tests that hold it.
type Held = (&'static str, &'static [&'static str]);

/// Each promise of docs/reliability.md.
const LAWS: [Held; 12] = [
    (
        "By itself only a document that failed is loaded again, never over a pending load, never a POST's result; a living page on a click alone, after its text is safe",
        &[
            "model::whatever_happens_the_laws_hold_and_everybody_is_back_in_the_end",
            "trouble::a_load_that_hangs_is_never_overtaken",
            "trouble::a_click_overtakes_a_load_that_hangs",
            "living::a_click_loads_the_page_again_once",
            "chat::a_click_loads_the_page_again",
        ],
    ),
    (
        "One probe in flight for a site, none before `not_before`, at most 60 an hour; the tab that is looked at comes back first, the others one by one",
        &[
            "many::a_hundred_failing_tabs_load_the_site_as_one",
            "many::restless_presses_are_at_most_sixty_an_hour",
            "many::thirty_tabs_come_back_one_by_one_whatever_dies",
            "people::thirty_tabs_load_the_site_as_one_and_come_back_one_by_one",
        ],
    ),
    (
        "Limits, blocks and checks are left alone, and no remedy leads round them; Retry-After is a floor of an hour at most, for *Check now*, too",
        &[
            "traps::blocks_limits_and_checks_are_left_alone",
            "offered::whatever_refuses_gets_no_remedy_at_all",
            "outages::check_now_does_not_break_retry_after",
            "outages::a_retry_after_of_five_hours_counts_as_one",
        ],
    ),
    (
        "No message is ever sent again for the user",
        &[
            "trouble::what_was_sent_is_never_sent_again_and_its_tab_ends_the_outage_when_it_closes",
            "people::a_prompt_that_loaded_well_before_it_failed_is_left_to_its_person",
            "prompts::a_refused_message_is_put_back_exactly_and_can_be_sent",
        ],
    ),
    (
        "On a healthy page: nothing injected, no timer, no request, no wasm; one function of 300 bytes where no event told of a document",
        &[
            "install::a_healthy_tab_is_left_as_it_is",
            "chat::stop_limits_and_telemetry_show_nothing_and_a_healthy_chat_wakes_no_core",
        ],
    ),
    (
        "The background may die between any two events, and between an event and its commands: nothing is lost, nothing takes effect twice",
        &[
            "kills::whenever_the_background_dies_everybody_is_back_as_if_it_had_not",
            "death::killed_over_the_reload_it_does_not_reload_again",
            "death::killed_over_a_probe_it_asks_again",
        ],
    ),
    (
        "Unknown is a state: an unreadable status page is neither fine nor down, a green one beside a failure reads *no incident posted yet*",
        &[
            "status::a_page_that_cannot_be_read_says_nothing_of_chatgpt",
            "status::a_green_page_beside_a_failure_is_no_comfort",
        ],
    ),
    (
        "Clearing says what was cleared and what was not; cookies, storages and other sites are never touched",
        &[
            "cache::the_sites_cached_files_go_and_all_else_stays",
            "remedies::three_thousand_stored_answers_are_counted_as_they_go",
        ],
    ),
    (
        "Text from outside is text, bounded in length, isolated in direction, in any script",
        &[
            "status::what_a_hostile_page_says_is_text",
            "tests::overrides_and_controls_do_not_get_through",
            "tests::a_long_title_is_cut_on_a_character_and_says_so",
        ],
    ),
    (
        "Requests go to the watched site and its status page and nowhere else, without cookies and taking none (but for what a failing page asks its own site, where the edge challenges who comes without); no analytics, no remote code",
        &[
            "it_knows_no_address_but_those_of_its_sites_and_their_owners",
            "the_policy_lets_no_foreign_code_in",
            "status::all_tabs_ask_together_and_without_cookies",
        ],
    ),
    (
        "Off is off: one switch ends every timer, panel, rule and badge at once",
        &[
            "settings::switched_off_in_an_outage_everything_ends_at_once",
            "settings::switched_off_everything_ends_at_once_and_nothing_begins",
        ],
    ),
    (
        "Memory, snapshot and history are bounded; what a private window does, and a temporary chat's text, never reach the disk",
        &[
            "model::whatever_happens_the_laws_hold_and_everybody_is_back_in_the_end",
            "trouble::an_address_of_a_megabyte_is_not_kept",
            "prompts::a_private_windows_prompt_never_reaches_the_disk_and_ends_with_its_tab",
            "disk::nothing_of_a_private_outage_is_in_the_profile",
        ],
    ),
];

/// Each fault that people are put through.
const FAULTS: [Held; 40] = [
    ("connection refused", &["network::a_refused_connection_is_called_so"]),
    (
        "connection reset before the headers, and in them",
        &["network::a_connection_that_breaks_is_waited_out_by_whoever_does_so_there"],
    ),
    ("a body that breaks off", &["trouble::good_headers_whose_body_never_comes_are_no_recovery"]),
    (
        "a failing page whose connection is reset before its first tag, and in its middle",
        &[
            "faults::a_failing_page_that_breaks_off_before_its_first_tag_gives_way_to_one_that_waits",
            "faults::a_failing_page_that_breaks_off_in_its_middle_has_a_card_that_goes_on",
            "trouble::a_failing_page_that_breaks_off_has_a_card_or_a_page_of_ours_in_its_place",
        ],
    ),
    (
        "a failing page whose body never ends",
        &[
            "faults::a_click_loads_a_failing_page_that_never_ends",
            "trouble::a_failing_page_that_never_ends_is_loaded_again_half_a_minute_after_the_site_is_back",
        ],
    ),
    (
        "an answer that never comes",
        &[
            "network::an_answer_that_does_not_come_in_time_is_called_so",
            "trouble::a_load_that_hangs_is_never_overtaken",
        ],
    ),
    (
        "a 502 that drips, stalls, has 50 MB, or a `Refresh` header",
        &["faults::bodies_that_never_end_are_very_large_or_load_themselves_again_have_their_card"],
    ),
    (
        "a failing page that loads itself again at once",
        &["faults::a_failing_page_that_reloads_itself_gives_way_to_one_that_waits"],
    ),
    (
        "a failing page that is loaded again and again, and once more from the waiting page in its place",
        &[
            "faults::who_leaves_the_waiting_page_of_a_restless_one_has_a_card_again",
            "trouble::who_loads_it_from_the_waiting_page_of_a_restless_one_has_a_card_again",
        ],
    ),
    (
        "redirects without an end, from host to host",
        &["faults::redirects_without_an_end_are_left_to_the_browser"],
    ),
    (
        "one host that sends to the other",
        &["outages::the_old_host_that_redirects_is_back_when_both_are"],
    ),
    (
        "no TLS, or a certificate that is none",
        &[
            "network::a_host_that_speaks_no_tls_is_called_so",
            "network::a_certificate_that_is_not_to_be_trusted_is_left_to_the_browsers_warning",
        ],
    ),
    ("no such name", &["network::a_name_that_nobody_knows_is_called_so"]),
    ("a proxy that is not there", &["network::a_proxy_that_is_not_there_is_called_so"]),
    (
        "a network that wants a sign-in",
        &["network::a_network_that_wants_a_sign_in_is_told_and_left_alone"],
    ),
    (
        "offline and online",
        &[
            "network::nothing_is_asked_until_the_network_is_back",
            "network::offline_nothing_is_asked_until_the_network_is_back",
        ],
    ),
    (
        "sleep of three hours",
        &[
            "machine::a_clock_that_jumps_keeps_nobody_waiting",
            "trouble::the_machine_sleeps_for_three_hours_and_the_page_is_back_soon_after",
        ],
    ),
    (
        "the clock an hour back",
        &[
            "machine::a_clock_that_jumps_keeps_nobody_waiting",
            "trouble::the_clock_goes_back_an_hour_and_nobody_waits_an_hour",
        ],
    ),
    (
        "the access to the site taken away, and given back",
        &["machine::access_that_is_taken_away_in_the_middle_ends_it_and_given_back_begins_it_anew"],
    ),
    (
        "the site's own service worker answers",
        &["remedies::a_failure_that_the_sites_own_worker_keeps_is_cleared_unasked"],
    ),
    ("the page cache", &["recognised::a_failing_page_out_of_the_page_cache_asks_anew"]),
    (
        "a store that takes nothing, and no alarms",
        &["faults::without_a_store_and_without_alarms_people_are_brought_back_all_the_same"],
    ),
    (
        "two sites at once",
        &[
            "faults::two_sites_fail_at_once_and_each_goes_its_own_way",
            "many::two_sites_fail_at_once_and_each_goes_its_own_way",
        ],
    ),
    ("a hostile status page", &["status::what_a_hostile_page_says_is_text"]),
    (
        "a hostile page",
        &[
            "hostile::a_page_that_is_against_us_reads_nothing_and_presses_nothing",
            "dispatched::a_failing_page_that_dispatches_every_event_is_probed_like_a_calm_one",
            "dispatched::no_event_of_the_page_dismisses_the_bar_or_the_offer",
            "hostile::a_failing_page_whose_names_stand_before_the_documents_own_has_its_card",
            "hostile::a_click_that_is_led_onto_a_button_that_nobody_sees_presses_nothing",
            "crowded::a_page_that_makes_up_messages_crowds_out_its_own_alone",
        ],
    ),
    (
        "forged messages",
        &[
            "hostile::a_script_in_a_page_commands_nothing_and_learns_nothing",
            "hostile::a_frame_of_a_failing_page_presses_nothing",
            "hostile::a_forged_leave_or_copy_moves_no_waiting_page_and_writes_no_clipboard",
        ],
    ),
    (
        "a neighbour that loads the page again each second",
        &["neighbours::beside_an_interval_reloader_nothing_is_loaded_twice"],
    ),
    (
        "a keep-alive that deletes cookies, and a dark mode",
        &["neighbours::beside_a_keep_alive_and_a_dark_mode_all_is_as_without_them"],
    ),
    ("a draft saver", &["neighbours::beside_a_draft_saver_a_prompt_comes_back_once"]),
    (
        "a second copy of Gatewatch",
        &["neighbours::beside_a_second_copy_the_page_is_loaded_once_and_shows_one_card"],
    ),
    (
        "the extension switched off and on with three waiting pages",
        &[
            "gone::waiting_pages_come_back_where_the_extension_was_switched_off",
            "gone::waiting_pages_are_in_the_list_of_closed_tabs_where_the_extension_was_off",
        ],
    ),
    (
        "the extension switched off beside its card",
        &[
            "gone::where_the_extension_is_switched_off_its_card_steps_aside_and_on_it_is_there_again",
        ],
    ),
    (
        "a new version in the middle of an outage",
        &["install::an_update_in_the_middle_of_an_outage_leaves_one_panel_that_works"],
    ),
    (
        "a version that the store took back: what it kept is read by the one before",
        &["install::what_a_later_version_kept_is_read_after_it_was_taken_back"],
    ),
    (
        "a panic in the core",
        &["gone::a_core_that_breaks_begins_anew_once_and_then_rests_and_says_so"],
    ),
    ("a private outage, and the disk", &["disk::nothing_of_a_private_outage_is_in_the_profile"]),
    (
        "a ChatGPT of which no mark is known",
        &[
            "layouts::a_message_that_fails_is_kept_as_it_was_written",
            "layouts::a_message_that_is_answered_at_last_is_forgotten",
        ],
    ),
    (
        "a message that a limit refuses until a moment that it names",
        &[
            "limits::a_limit_is_counted_down_and_nothing_is_asked_before_its_end",
            "limits::it_is_told_until_its_end_and_then_that_it_is_over",
            "limits::a_site_that_limits_and_then_fails_is_not_probed_before_the_end",
        ],
    ),
    (
        "an answer that stands still, or never begins",
        &[
            "stalled::an_answer_that_stands_still_is_told_and_taken_back_when_it_grows",
            "stalled::a_message_that_gets_no_word_at_all_is_told_and_its_end_ends_that",
        ],
    ),
    (
        "whatever person, site, status page, network and browser do, drawn by a seed",
        &["lives::a_short_random_life_breaks_no_law", "lives::random_lives_break_no_law"],
    ),
];

const DOCUMENT: &str = "docs/reliability.md";

/// Compares both tables with what the tests reported, or writes them, where `GATEWATCH_WRITE` is set.
/// `reported` are the names of all that passed, and of what the soak alone runs.
///
/// # Errors
/// A test that is to hold something did not report, or the document says something else.
pub fn compare(reported: &BTreeSet<String>) -> Result<()> {
    let path = root().join(DOCUMENT);
    let before = fs::read_to_string(&path).context(DOCUMENT)?;
    let laws = table("law", &LAWS, reported)?;
    let faults = table("fault", &FAULTS, reported)?;
    let whole = replaced(&before, "laws", &laws)?;
    let whole = replaced(&whole, "faults", &faults)?;
    if std::env::var_os("GATEWATCH_WRITE").is_some() {
        return Ok(fs::write(path, whole)?);
    }
    ensure!(before == whole, "{DOCUMENT} is not what the tests report: GATEWATCH_WRITE=1");
    Ok(())
}

fn table(what: &str, held: &[Held], reported: &BTreeSet<String>) -> Result<String> {
    let mut table = format!("| | {what} | held by |\n|---|---|---|\n");
    for (number, (words, tests)) in held.iter().enumerate() {
        let mut by = Vec::new();
        for test in *tests {
            let places = places(test, reported);
            ensure!(!places.is_empty(), "{words}: {test} did not report that it passed");
            by.push(format!("`{test}` ({})", places.join(", ")));
        }
        writeln!(table, "| {} | {words} | {} |", number + 1, by.join(", "))?;
    }
    Ok(table)
}

/// Where a test passed, by the modules that stand in its reported names.
fn places(test: &str, reported: &BTreeSet<String>) -> Vec<&'static str> {
    let (room, own) = test.rsplit_once("::").unwrap_or_default();
    let own = if own.is_empty() { test } else { own };
    let runs: Vec<&str> = reported
        .iter()
        .map(String::as_str)
        .filter(|name| {
            let (modules, last) = name.rsplit_once("::").unwrap_or(("", name));
            last == own && (room.is_empty() || modules.split("::").next() == Some(room))
        })
        .collect();
    let is_in =
        |part: &str| runs.iter().any(|name| name.split("::").any(|it| it.starts_with(part)));
    let is_native = |name: &&str| !name.contains("chromium") && !name.contains("firefox");
    [
        (is_in("chromium") && !is_in("long"), "Chromium"),
        (is_in("firefox") && !is_in("long"), "Firefox"),
        (is_in("chromium") && is_in("long"), "Chromium, soak"),
        (is_in("firefox") && is_in("long"), "Firefox, soak"),
        (runs.iter().any(is_native), "no browser"),
    ]
    .into_iter()
    .filter_map(|(is_there, place)| is_there.then_some(place))
    .collect()
}

fn replaced(document: &str, name: &str, table: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {name}: made by cargo xtask test -->\n"), "<!-- to here -->");
    let Some((before, rest)) = document.split_once(&begin) else { bail!("no {begin}") };
    let Some((_, after)) = rest.split_once(end) else { bail!("no {end} behind {name}") };
    Ok(format!("{before}{begin}{table}{end}{after}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn reported(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn where_a_test_ran_is_what_it_reported() {
        let all = reported(&[
            "faults::chromium::a_page_breaks",
            "faults::firefox::a_page_breaks",
            "others::chromium::a_page_breaks",
            "machine::long::firefox::a_clock_jumps",
            "gone::firefox_alone::pages_come_back",
            "trouble::a_load_hangs",
            "it_knows_no_address",
        ]);
        assert_eq!(places("faults::a_page_breaks", &all), ["Chromium", "Firefox"]);
        assert_eq!(places("others::a_page_breaks", &all), ["Chromium"]);
        assert_eq!(places("machine::a_clock_jumps", &all), ["Firefox, soak"]);
        assert_eq!(places("gone::pages_come_back", &all), ["Firefox"]);
        assert_eq!(places("trouble::a_load_hangs", &all), ["no browser"]);
        assert_eq!(places("it_knows_no_address", &all), ["no browser"]);
    }

    #[test]
    fn what_did_not_report_holds_nothing() {
        let held = [("a law", &["trouble::a_load_hangs"][..])];
        assert!(table("law", &held, &reported(&["trouble::a_load_hangs"])).is_ok());
        for none in [&[][..], &["trouble::a_load"], &["living::a_load_hangs"]] {
            let error =
                table("law", &held, &reported(none)).expect_err("nobody reported").to_string();
            assert!(error.contains("trouble::a_load_hangs"), "{error}");
        }
    }
}
