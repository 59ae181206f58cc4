"""The twenty tests that pin the portal, as data: each is kept by tests that are there, under the names they were given.

Numbered as in the design; where a later decision changed what is asked, the line is as amended.
"""

from __future__ import annotations

import pytest

from tests.safety.named import ROOT, named, not_there, those_of

TWENTY: dict[int, tuple[str, str]] = {
    1: (
        "markers in everything that is not a family's, every address as every person",
        """tests/safety/test_crawl.py::test_nothing_of_anybody_else_reaches_anybody_by_any_address_or_id
        tests/safety/test_crawl.py::test_of_a_case_whose_copies_are_all_refused_nothing_reaches_anybody""",
    ),
    2: (
        "byte-identical twins that differ in what is hidden",
        """tests/safety/test_twins.py::test_nothing_on_any_page_tells_what_is_hidden_from_its_reader
        tests/safety/test_leaks.py::test_pages_do_not_change_when_what_is_hidden_from_their_reader_changes""",
    ),
    3: (
        "who may do what as a table, which fails on a door or a right that is not listed",
        """tests/access/test_rules.py::test_who_may_do_what_is_as_the_table_says
        tests/access/test_rules.py::test_every_permission_has_a_rule_and_a_sentence_and_stands_in_the_table
        tests/safety/test_doors.py::test_every_address_has_the_door_that_the_committed_list_gives_it""",
    ),
    4: ("sent words are absent everywhere", "tests/safety/test_sealed.py::test_sealed_text_absent_everywhere"),
    5: (
        "a code works once for twenty at a time, and looking has no effect",
        """tests/journeys/test_invite_and_join.py::test_code_single_use_race
        tests/web/test_coming_in.py::test_code_get_head_options_have_no_effect""",
    ),
    6: (
        "Back after leaving, one to five pages deep, in Chromium",
        "tests/browser/test_leaving.py::test_after_leaving_nothing_comes_back",
    ),
    7: (
        "nothing in any store of the browser after the whole journey",
        "tests/browser/test_nothing_kept.py::test_the_whole_journey_leaves_nothing_on_the_phone",
    ),
    8: (
        "exact headers on every address, status and method",
        """tests/safety/test_headers.py::test_every_address_answers_every_method_with_every_header
        tests/safety/test_headers.py::test_answers_to_forms_that_are_wrong_or_too_long_or_come_from_elsewhere_have_them_too""",
    ),
    9: (
        "every cookie that is set, taken apart",
        "tests/safety/test_headers.py::test_every_address_answers_every_method_with_every_header",
    ),
    10: (
        "a token and where it comes from, on every form",
        """tests/safety/test_attacks.py::test_every_form_of_every_side_wants_a_token
        tests/web/test_coming_in.py::test_a_form_from_another_site_is_refused_even_with_a_token""",
    ),
    11: (
        "idle, absolute and fresh, with a clock that is set",
        """tests/journeys/test_own_way_in.py::test_idle_and_absolute_with_fake_clock
        tests/store/test_ways_in.py::test_the_passphrase_counts_as_just_typed_for_five_minutes""",
    ),
    12: ("shut out in the middle of a page", "tests/web/test_way_in.py::test_revoke_mid_htmx"),
    13: (
        "killed while saving, nothing acknowledged is lost",
        "tests/safety/test_nothing_lost.py::test_killed_while_four_write_at_once_nothing_that_was_called_saved_is_lost_or_there_twice",
    ),
    14: (
        "two tabs, a lost reply, the same message twice",
        """tests/journeys/test_prepare.py::test_another_tab_never_writes_over_newer_words_and_is_shown_them
        tests/journeys/test_prepare.py::test_the_same_tab_goes_on_where_an_answer_to_it_was_lost_on_the_way
        tests/journeys/test_prepare.py::test_sending_the_same_twice_saves_once""",
    ),
    15: (
        "planted words in nothing that was written to disk or logged",
        "tests/safety/test_log_and_disk_scan.py::test_nothing_that_anybody_typed_or_holds_stands_in_a_log_or_on_the_disk",
    ),
    16: (
        "sealed words moved to another place do not open",
        """tests/store/test_crypto.py::test_words_moved_to_another_place_do_not_open
        tests/store/test_editions.py::test_one_persons_copy_put_in_anothers_place_does_not_open""",
    ),
    17: (
        "an audit that was changed, cut, filled or put in another order",
        """tests/store/test_audit.py::test_a_changed_row_is_found_and_named
        tests/store/test_audit.py::test_a_deleted_row_is_found_and_named
        tests/store/test_audit.py::test_an_inserted_row_is_found_and_named
        tests/store/test_audit.py::test_rows_that_changed_places_are_found_and_named
        tests/store/test_audit.py::test_a_tail_that_was_cut_off_is_found_when_the_number_is_known_from_elsewhere""",
    ),
    18: (
        "scripts and markup in whatever is typed, on every page of a worker's too",
        "tests/safety/test_attacks.py::test_what_a_family_member_types_is_text_on_every_page",
    ),
    19: (
        "what must never stand on a screen is refused at publishing",
        """tests/access/test_never_shown.py::test_it_is_refused_for_everybody_and_a_reason_is_not_asked_for
        tests/access/test_publishing_checks.py::test_anybody_s_number_address_or_postcode_in_a_text_is_refused""",
    ),
    20: (
        "no start on weak, missing or equal secrets, nor on a host name that tells",
        """tests/safety/test_starting.py::test_start_refuses_weak_default_or_equal_secrets
        tests/safety/test_starting.py::test_no_side_starts_on_a_secret_that_is_missing_short_plain_or_anothers
        tests/safety/test_starting.py::test_no_side_starts_under_a_host_name_that_tells_what_it_is_about""",
    ),
}

# The names that were given to the tests of the ways in, before there were any.
WAYS_IN = [
    "test_code_entropy_and_alphabet",
    "test_code_single_use_race",
    "test_code_get_head_options_have_no_effect",
    "test_number_match_wrong_kills_code",
    "test_expired_code_same_message_and_timing",
    "test_log_never_contains_code_or_passphrase",
    "test_ten_failures_disable_unknown_device_only",
    "test_unknown_name_timing",
    "test_sign_in_rotates_session",
    "test_idle_and_absolute_with_fake_clock",
    "test_revoke_mid_htmx",
    "test_sealed_text_absent_everywhere",
    "test_worker_cannot_set_passphrase",
    "test_totp_reuse_refused_even_after_failed_password",
    "test_oidc_negative_matrix",
    "test_local_login_disabled_when_oidc_only",
    "test_first_admin_cli_only",
]


@pytest.mark.parametrize("number", sorted(TWENTY))
def test_each_of_the_first_twenty_is_kept_by_tests_that_are_there(number: int) -> None:
    _, tests = TWENTY[number]
    assert len(named(tests)) == len(tests.split()) > 0
    assert not_there(named(tests)) == []


def test_there_are_twenty() -> None:
    assert sorted(TWENTY) == list(range(1, 21))


@pytest.mark.parametrize("name", WAYS_IN)
def test_each_test_of_the_ways_in_stands_somewhere_under_the_name_that_it_was_given(name: str) -> None:
    files = [file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py")]
    assert [file for file in files if name in those_of(file)] != []
