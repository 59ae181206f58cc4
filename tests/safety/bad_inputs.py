"""The bad inputs G-01 … G-89 of the safety design: where, what, what comes of it, and what shows it.

A row is tried here through real pages (`Try`), or by a test that is named, or says why it is not tried.
`test_bad_inputs.py` drives the tries and fails where a row has none of the three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.world import CHILD

KIT = CHILD["norfolk"]
DESK = f"/c/{KIT}"


@dataclass(frozen=True)
class Try:
    """One request, as somebody might make it by hand.

    With `form`, the form of that page which goes to `path` is filled in first. `says` must stand on the page
    that comes, `never` must not; what is typed as a secret never does.
    """

    who: str
    path: str
    statuses: tuple[int, ...]
    form: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    kind: str = "application/x-www-form-urlencoded"
    says: str = ""
    never: str = ""
    goes: str = ""


@dataclass(frozen=True)
class Row:
    id: str
    where: str
    given: str
    expected: str
    tries: tuple[Try, ...] = ()
    elsewhere: tuple[str, ...] = ()
    why_not: str = ""


def get(who: str, path: str, *statuses: int, **more: Any) -> Try:
    return Try(who, path, statuses or (404,), method="GET", **more)


def sent(who: str, form: str, *statuses: int, path: str = "", **more: Any) -> Try:
    return Try(who, path or form.partition("?")[0], statuses or (422,), form=form, method="POST", **more)


NO_CODE, WRONG_CODE = "Enter the ten letters", "This code does not work"
TWICE = "Nothing was overwritten"
Q, TEXT = "/q/want-next", {"answer": "I want to swim."}
OTHER_METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "FOO")

CODES = (
    Row(
        "G-01",
        "invitation code",
        "empty, spaces, dashes",
        "“Enter the code”, nothing counted",
        tuple(sent("stranger", "/j", fields={"code": typed}, says=NO_CODE) for typed in ("", "   ", "-----")),
    ),
    Row(
        "G-02",
        "invitation code",
        "small letters, spaces, full width, another dash",
        "the same code",
        elsewhere=(
            "tests/web/test_coming_in.py::test_a_code_works_however_it_is_typed",
            "tests/store/test_proofs.py::test_a_code_works_however_it_was_typed",
        ),
    ),
    Row(
        "G-03",
        "invitation code",
        "O for 0, I and l for 1",
        "accepted",
        elsewhere=("tests/store/test_proofs.py::test_letters_that_look_like_numbers_count_as_those",),
    ),
    Row(
        "G-04",
        "invitation code",
        "the right one for the second time",
        "as a wrong one",
        elsewhere=("tests/safety/test_attacks.py::test_a_wrong_a_spent_an_old_and_a_dead_code_give_the_same_answer",),
    ),
    Row(
        "G-05",
        "invitation code",
        "the eleventh wrong one in an hour from one address",
        "a wait is shown",
        elsewhere=(
            "tests/web/test_coming_in.py::test_after_ten_wrong_codes_in_an_hour_an_address_waits_and_is_told_how_long",
        ),
    ),
    Row(
        "G-06",
        "invitation code",
        "a megabyte",
        "too much, nothing hashed",
        (
            sent("stranger", "/j", 413, fields={"code": "K" * 900_000}),
            sent("stranger", "/j", fields={"code": "K" * 9_000}, says=NO_CODE),
        ),
        elsewhere=("tests/store/test_proofs.py::test_a_megabyte_is_refused_before_anything_is_done_with_it",),
    ),
    Row(
        "G-07",
        "invitation code",
        "SQL, a null, a path, a template",
        "no code, not counted",
        tuple(
            sent("stranger", "/j", fields={"code": typed}, says=NO_CODE, never="49 ")
            for typed in ("' OR '1'='1", "%00%00", "../../etc/passwd", "{{7*7}}", "<b>K7QF29MTXA")
        ),
    ),
    Row(
        "G-08",
        "invitation address",
        "opened by machines: GET, HEAD, OPTIONS, prefetch",
        "still unused",
        elsewhere=("tests/web/test_coming_in.py::test_code_get_head_options_have_no_effect",),
    ),
    Row(
        "G-09",
        "invitation address",
        "the code in the query",
        "ignored",
        (get("stranger", "/j?code=K7QF29MTXA", 200, never="K7QF29MTXA"),),
        (
            "tests/safety/test_log_and_disk_scan.py::test_nothing_that_anybody_typed_or_holds_stands_in_a_log_or_on_the_disk",
        ),
    ),
    Row(
        "G-10",
        "matching the number",
        "wrong, no, nobody",
        "the code is dead",
        elsewhere=(
            "tests/web/test_coming_in.py::test_a_phone_whose_code_is_dead_gets_the_plain_page_that_a_stranger_gets",
        ),
    ),
)

SIGN_IN = (
    Row(
        "G-11",
        "sign-in name",
        "one that is not there",
        "the very page of a wrong word",
        elsewhere=(
            "tests/web/test_coming_in.py::test_an_unknown_name_gets_the_very_page_that_a_wrong_word_gets",
            "tests/journeys/test_known_devices.py::test_unknown_name_timing",
        ),
    ),
    Row(
        "G-12",
        "sign-in name",
        "case and spaces; a letter of another alphabet",
        "folded; not matched",
        (sent("stranger", "/in", fields={"name": "mаple kettle green", "words": "one two three four"}),),
        ("tests/store/test_proofs.py::test_a_letter_of_another_alphabet_is_not_taken_for_ours",),
    ),
    Row(
        "G-13",
        "passphrase",
        "made-up words with dashes and capitals",
        "accepted",
        elsewhere=("tests/store/test_proofs.py::test_made_up_words_are_the_same_with_dashes_capitals_and_spaces",),
    ),
    Row(
        "G-14",
        "passphrase",
        "one's own with a space before it, pictures, 128 letters",
        "exactly",
        elsewhere=(
            "tests/store/test_wordlist.py::test_a_passphrase_of_ones_own_passes",
            "tests/store/test_proofs.py::test_a_hash_knows_its_own_words_and_no_others",
        ),
    ),
    Row(
        "G-15",
        "passphrase",
        "129 letters, ten megabytes",
        "refused, no hash",
        (
            sent("stranger", "/in", fields={"name": "a b c", "words": "x" * 129}),
            sent("stranger", "/in", 413, fields={"name": "a b c", "words": "x" * 1_100_000}),
            sent("nobody", "/in", fields={"name": "priya", "words": "x" * 129}),
        ),
        ("tests/web/test_way_in.py::test_ten_megabytes_of_passphrase_are_refused_before_anything_is_done_with_them",),
    ),
    Row(
        "G-16",
        "passphrase",
        "one that many use",
        "refused with a reason",
        elsewhere=(
            "tests/journeys/test_invite_and_join.py::test_weak_words_of_ones_own_are_refused_with_the_reason",
            "tests/store/test_wordlist.py::test_a_passphrase_that_many_people_use_is_known_as_such",
        ),
    ),
    Row(
        "G-17",
        "passphrase",
        "a null, half a letter, bytes that are no text",
        "refused, nothing falls over",
        (
            *tuple(
                sent(who, "/in", 400, 422, fields={"name": "a b c", "words": typed})
                for who in ("stranger", "nobody")
                for typed in ("a\x00b c d e f", "%ED%A0%80 and more words")
            ),
            Try("stranger", "/in", (400,), method="POST", raw=b"name=a&words=%FF%FE\xff"),
        ),
        ("tests/web/test_way_in.py::test_a_passphrase_that_is_no_text_is_refused_and_nothing_falls_over",),
    ),
    Row(
        "G-18",
        "passphrase",
        "ten wrong in a row",
        "an unknown phone waits, a known one does not",
        elsewhere=("tests/safety/test_attacks.py::test_ten_wrong_tries_shut_the_door_for_an_hour_and_not_for_ever",),
    ),
    Row(
        "G-19",
        "six digits",
        "letters, seven, spaces, other scripts",
        "refused; spaces do not matter",
        elsewhere=("tests/journeys/test_second_proof.py::test_what_is_not_six_digits_is_refused_cleanly",),
    ),
    Row(
        "G-20",
        "six digits",
        "the same twice",
        "the second is refused",
        elsewhere=(
            "tests/journeys/test_second_proof.py::test_totp_reuse_refused",
            "tests/journeys/test_second_proof.py::test_totp_reuse_refused_even_after_failed_password",
        ),
    ),
    Row(
        "G-21",
        "six digits",
        "of two steps ago, of the next step",
        "refused",
        elsewhere=(
            "tests/journeys/test_second_proof.py::test_totp_of_the_step_before_is_taken_and_of_two_before_or_the_next_is_not",
        ),
    ),
    Row(
        "G-22",
        "the provider's way back",
        "no state, a wrong one, an old code, an error",
        "a page, no session",
        (
            get("nobody", "/in/back?code=x&state=y", 303, 400, 404, 422, 503),
            get("nobody", "/in/back?error=access_denied", 303, 400, 404, 422, 503),
        ),
        ("tests/web/test_provider.py::test_a_code_that_was_used_in_one_browser_opens_nothing_in_another",),
    ),
    Row(
        "G-23",
        "the provider's token",
        "no signature, another tenant, no second factor, too old",
        "refused by a reason",
        elsewhere=("tests/web/test_provider.py::test_oidc_negative_matrix",),
    ),
)

FORMS = (
    Row(
        "G-24",
        "any form",
        "no token, another's, an old one",
        "400, the words stay on the page",
        (
            sent("kit", Q, 400, fields={**TEXT, "csrf_token": ""}, says="I want to swim."),
            sent("kit", Q, 400, fields={**TEXT, "csrf_token": "x" * 90}, says="I want to swim."),
            sent("worker", "/by-hand/norfolk", 400, fields={"csrf_token": "", "reason": "my reason"}, says="my reason"),
        ),
        (
            "tests/safety/test_attacks.py::test_a_form_with_another_sessions_token_or_none_changes_nothing",
            "tests/safety/test_attacks.py::test_every_form_of_every_side_wants_a_token",
        ),
    ),
    Row(
        "G-25",
        "any form",
        "from another site",
        "403",
        tuple(
            sent(who, form, 403, path=path, fields={"answer": "theirs"}, headers=headers, never="theirs")
            for who, form, path in (("kit", Q, ""), ("worker", "/bring-in", ""), ("stranger", "/in", ""))
            for headers in (
                {"Sec-Fetch-Site": "cross-site"},
                {"Origin": "https://evil.example"},
                {"Referer": "https://evil.example/"},
            )
        ),
    ),
    Row(
        "G-26",
        "any form",
        "a field twice",
        "the first one",
        elsewhere=(
            "tests/web/test_answers.py::test_the_same_field_twice_keeps_the_first_and_fields_that_nobody_asked_for_do_nothing",
        ),
    ),
    Row(
        "G-27",
        "any form",
        "fields that it does not have",
        "ignored",
        (
            sent(
                "stranger",
                "/in",
                fields={"name": "a b c", "words": "one two three four", "is_worker": "1", "role": "manager"},
            ),
        ),
        (
            "tests/safety/test_side_channels.py::test_fields_that_no_form_of_ours_has_change_nothing_wherever_they_are_sent",
        ),
    ),
    Row(
        "G-28",
        "any form",
        "a version of another kind",
        "400, the words stay",
        (
            *tuple(
                sent("kit", Q, 400, fields={**TEXT, "version": version}, says="I want to swim.")
                for version in ("-1", "1e9", "٣", "x", "", "9" * 40, "0x10")
            ),
            *tuple(
                sent("kit", Q, 400, fields={**TEXT, "turn": turn}, says="I want to swim.")
                for turn in ("-1", "1e9", "٣", "x", "", "9" * 40, "0x10")
            ),
            sent("kit", Q, 400, fields={**TEXT, "version": None, "version[]": "1"}),
        ),
    ),
    Row(
        "G-29",
        "any form",
        "1,001 fields, one of 600 KB",
        "413",
        (
            sent("kit", Q, 413, fields={"answer": ["x"] * 1_001}),
            sent("kit", Q, 413, fields={"answer": "x" * 600_000}),
            sent("worker", "/bring-in", 413, path="/bring-in", fields={"reason": "x" * 600_000}),
        ),
    ),
    Row(
        "G-30",
        "any form",
        "JSON, XML",
        "415, never read",
        tuple(
            Try(who, path, (415,), method="POST", raw=raw, kind=kind)
            for who, path in (("kit", Q), ("stranger", "/in"), ("worker", "/bring-in"))
            for raw, kind in (
                (b'{"answer": "x"}', "application/json"),
                (b"a=1", "text/plain"),
                (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "application/xml"),
            )
        ),
    ),
)

ANSWERS = (
    *(
        Row(
            number,
            "answer",
            what,
            "as text, to its author and to workers, on paper and in an export",
            elsewhere=(
                "tests/safety/test_bad_inputs.py::test_every_string_comes_back_as_it_was_typed",
                "tests/safety/test_bad_inputs.py::test_what_a_family_sends_is_text_for_the_worker_on_screen_paper_and_in_the_export",
            ),
        )
        for number, what in (
            ("G-31", "a script"),
            ("G-32", "pictures and links that run"),
            ("G-33", "htmx"),
            ("G-34", "the end of the box"),
            ("G-35", "templates and placeholders"),
            ("G-36", "formulas"),
            ("G-37", "marks of direction"),
            ("G-38", "towers of marks, pictures, one long word"),
            ("G-39", "other languages"),
            ("G-46", "headers and colours of a terminal"),
        )
    ),
    Row(
        "G-40",
        "answer",
        "nothing, spaces, skip",
        "goes on",
        (
            sent("mum", "/q/going-well", 303, fields={"answer": "", "skip": "1"}),
            sent("mum", "/q/going-well", 303, fields={"answer": "   "}),
        ),
        ("tests/web/test_answers.py::test_skipping_keeps_nothing_and_goes_on",),
    ),
    Row(
        "G-41",
        "answer",
        "longer than there is room for",
        "it says by how much, and all of it stays",
        (sent("kit", Q, 422, fields={"answer": "x" * 20_001}, says="x" * 20_001),),
        (
            "tests/web/test_answers.py::test_words_that_are_too_long_stay_on_the_page_and_it_says_by_how_much",
            "tests/web/test_long_words.py::test_a_letter_more_than_there_is_room_for_is_refused_and_nothing_is_cut",
            "tests/browser/test_saving.py::test_before_there_is_no_room_left_it_says_how_much_there_is",
        ),
    ),
    Row(
        "G-42",
        "answer",
        "a number, a postcode, a name",
        "saved; the line about names stands above",
        (sent("mum", "/q/going-well", 303, fields={"answer": "Ring 01632 960123, NR1 1AA, and Jay."}),),
    ),
    Row(
        "G-43",
        "answer",
        "a code; one's own four words",
        "what looks like a code is refused kindly, and the words stay. The four words are known to nobody but as a "
        "hash: comparing each answer with it would cost one of 64 MiB at every save",
        (
            sent("kit", Q, fields={"answer": "It was K7QF2-9MTXA."}, says="It was K7QF2-9MTXA."),
            sent("kit", Q, fields={"answer": "k7qf2-9mtxa"}, says="A code is only for you."),
        ),
        ("tests/domain/test_codes.py::test_every_code_of_ours_that_has_a_number_and_a_letter_is_noticed",),
    ),
    Row(
        "G-44",
        "answer",
        "“I want to die”",
        "saved; help stands on every page; no automatic judgement",
        (
            sent("kit", Q, 303, fields={"answer": "I want to die. They are coming tonight."}),
            get("kit", Q, 200, says="999"),
        ),
    ),
    Row(
        "G-45",
        "answer",
        "a picture, dropped or pasted",
        "nothing is taken",
        (
            Try(
                "kit",
                Q,
                (400,),
                method="POST",
                kind="multipart/form-data; boundary=b",
                raw=b'--b\r\nContent-Disposition: form-data; name="answer"; filename="a.jpg"'
                b"\r\n\r\n\xff\xd8\r\n--b--\r\n",
            ),
        ),
        (
            "tests/web/test_limits.py::test_a_case_file_is_the_one_file_that_somebody_may_send",
            "tests/safety/test_not_there.py::test_no_file_can_be_sent_and_none_is_kept",
        ),
    ),
    Row(
        "G-47",
        "choice",
        "one that is not offered",
        "refused, nothing kept",
        (
            sent("kit", "/q/coming", fields={"answer": "maybe"}),
            sent("kit", "/q/where", fields={"answer": ["school", "the moon"]}),
            sent("kit", "/q/coming", fields={"answer": "Ja"}),
        ),
        ("tests/web/test_answers.py::test_what_was_not_offered_is_refused_and_nothing_is_kept",),
    ),
    Row(
        "G-48",
        "scale",
        "11, -1, 5.5, NaN",
        "refused",
        tuple(
            sent("kit", "/q/safe-out", fields={"answer": value})
            for value in ("11", "-1", "5.5", "NaN", "1e1", "٣", "0x1")
        ),
    ),
    Row(
        "G-49",
        "saving",
        "an older version after a newer one",
        "409, both on the page",
        elsewhere=("tests/web/test_answers.py::test_two_tabs_end_with_both_texts_on_the_page_and_neither_lost",),
    ),
    Row(
        "G-50",
        "saving",
        "the same save with other words",
        "409, the first stays; a later save of the same page goes on from it",
        elsewhere=(
            "tests/journeys/test_prepare.py::test_a_page_that_is_open_twice_is_told_without_a_script_too",
            "tests/journeys/test_prepare.py::test_a_save_that_was_held_up_on_the_way_never_goes_over_a_later_one_of_the_same_page",
            "tests/journeys/test_saving_model.py::test_nothing_that_was_called_saved_is_replaced_unseen_and_nothing_is_there_twice",
            "tests/journeys/test_prepare.py::test_the_same_tab_goes_on_where_an_answer_to_it_was_lost_on_the_way",
            "tests/journeys/test_prepare.py::test_sending_the_same_twice_saves_once",
        ),
    ),
    Row(
        "G-51",
        "saving",
        "a tab that is none",
        "400, the words stay",
        (
            *tuple(
                sent("kit", Q, 400, fields={**TEXT, "tab": tab}, says="I want to swim.")
                for tab in ("", "x", "0" * 15, "' OR 1=1", None)
            ),
            sent(
                "kit", Q, 400, fields={**TEXT, "tab": "G" * 16}, headers={"HX-Request": "true"}, says="I want to swim."
            ),
        ),
    ),
    Row(
        "G-52",
        "saving",
        "after it was sent",
        "a new piece, the sent one stays",
        elsewhere=("tests/journeys/test_share.py::test_what_was_shared_stands_as_the_question_was_put_then",),
    ),
    Row(
        "G-53",
        "sending",
        "without having seen the notice",
        "the notice first",
        elsewhere=(
            "tests/journeys/test_prepare.py::test_nobody_writes_before_they_have_seen_the_notice",
            "tests/journeys/test_share.py::test_nothing_is_shared_under_a_notice_that_was_not_seen",
        ),
    ),
    Row(
        "G-54",
        "sending",
        "twice at once",
        "once",
        elsewhere=(
            "tests/journeys/test_share.py::test_sharing_twice_shares_once",
            "tests/journeys/test_share.py::test_pressing_share_twenty_times_at_once_shares_once",
        ),
    ),
)

ADDRESSES = (
    Row(
        "G-55",
        "address",
        "ids of others, of nobody, and what is no id",
        "one 404",
        tuple(
            get("kit", f"/m/{ref}", never="Dawn")
            for ref in ("0" * 16, "x", "..%2f..%2fetc", "1", "%00", "%2e%2e", "a" * 900, "%F0%9F%98%80")
        )
        + tuple(get("worker", f"/c/{ref}") for ref in ("NK-9999", "..%2fx", "%00", "a" * 900)),
        ("tests/safety/test_crawl.py::test_nothing_of_anybody_else_reaches_anybody_by_any_address_or_id",),
    ),
    Row(
        "G-56",
        "address",
        "one's own page with the tail of a file",
        "404",
        (
            get("kit", "/p/x.css"),
            get("kit", "/me;.js"),
            get("kit", "/p%0a.css"),
            get("kit", "/sent/x.css", 404, 405),
            get("worker", DESK + "/x.css"),
        ),
        ("tests/safety/test_headers.py::test_an_address_that_looks_like_a_file_is_not_there",),
    ),
    Row(
        "G-57",
        "address",
        "a thousand ids one after the other",
        "stopped",
        elsewhere=("tests/web/test_limits.py::test_a_family_that_reads_quickly_is_never_stopped_and_a_machine_is",),
    ),
    Row(
        "G-58",
        "query",
        "a language that is none",
        "English",
        tuple(get("kit", f"/me?lang={tag}", 200, says='lang="en"') for tag in ("../../etc", "xx", "en%0d%0aX:1"))
        + tuple(get("stranger", f"/l/{tag}", 303, 404) for tag in ("..%2f..%2fetc", "xx", "en%0d%0aX:1"))
        + tuple(get("stranger", f"/g/{tag}/", 404) for tag in ("xx", "EN", "en-XX")),
    ),
    Row(
        "G-59",
        "query",
        "where to go afterwards",
        "ignored",
        tuple(
            get(who, f"{path}?{name}={evil}", 200, 303, never="evil.example")
            for who, path in (("stranger", "/in"), ("kit", "/again"), ("kit", "/in"), ("nobody", "/in"))
            for name, evil in (
                ("next", "//evil.example"),
                ("to", "https:evil.example"),
                ("next", "/%5Cevil.example"),
                ("to", "%09//evil.example"),
            )
        ),
        ("tests/safety/test_headers.py::test_no_redirect_leads_where_a_parameter_says",),
    ),
    Row(
        "G-60",
        "query",
        "numbers that are none",
        "the first page, or 404",
        (
            *tuple(get("kit", f"/q/done?n={number}", 200) for number in ("-1", "1e308", "0x10", "٣", "9" * 400, "")),
            get("worker", DESK + "/shown/mum/99999999999"),
            get("worker", DESK + "/shown/mum/-1"),
        ),
    ),
    Row(
        "G-61",
        "header",
        "another host, what a proxy would say",
        "400, ignored",
        (
            get("kit", "/me", 400, headers={"Host": "evil.example"}, never="evil.example"),
            get(
                "kit",
                "/me",
                200,
                headers={
                    "X-Forwarded-Host": "evil.example",
                    "X-Forwarded-For": "1.1.1.1",
                    "Forwarded": "host=evil.example",
                },
                never="evil.example",
            ),
        ),
        (
            "tests/web/test_limits.py::test_nobody_can_say_another_address_than_their_own",
            "tests/safety/test_headers.py::test_another_host_name_is_refused_and_named_nowhere",
        ),
    ),
    Row(
        "G-62",
        "header",
        "another method by a header or a field",
        "ignored",
        (
            get("kit", "/me", 200, headers={"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "POST"}),
            sent("stranger", "/in", fields={"_method": "DELETE", "name": "a", "words": "b"}),
        ),
    ),
    Row(
        "G-63",
        "header",
        "10 KB of languages, 17 KB of a cookie, 200 headers",
        "431, nothing falls over",
        (
            get("kit", "/me", 200, headers={"Accept-Language": "en," * 3_300}),
            get("kit", "/me", 431, headers={"Accept-Language": "en," * 6_000}),
            get("nobody", "/in", 431, headers={"X-Cookie": "x=" + "y" * 17_000}),
            get("stranger", "/in", 431, headers={f"X-{number}": "1" for number in range(200)}),
        ),
    ),
    Row(
        "G-64",
        "header",
        "a fragment that nobody asked for, and a page as one",
        "never more than the page",
        elsewhere=(
            "tests/safety/test_attacks.py::test_a_request_that_pretends_to_be_from_htmx_gets_no_more_than_anybody",
        ),
    ),
    Row(
        "G-65",
        "cookie",
        "changed, cut, somebody else's, planted",
        "signed out, a new id",
        elsewhere=(
            "tests/safety/test_attacks.py::test_a_cookie_that_was_changed_by_a_letter_opens_nothing",
            "tests/safety/test_attacks.py::test_a_session_id_that_somebody_planted_is_worth_nothing_after_signing_in",
        ),
    ),
    Row(
        "G-66",
        "method",
        "every other one",
        "405",
        tuple(
            Try(who, path, (405,), method=method)
            for method in OTHER_METHODS
            for who, path in (("kit", "/me"), ("stranger", "/g/en/"), ("worker", DESK), ("nobody", "/nothing"))
        ),
    ),
    Row(
        "G-67",
        "guide",
        "a slug that is none",
        "404",
        tuple(
            get("stranger", f"/g/en/norfolk/{slug}")
            for slug in ("..%2fsecrets", "%2e%2e", "x" * 900, "The-Levels", "%00", "the-levels%0a")
        ),
    ),
)

WORDS_OF_OURS = (
    Row(
        "G-68",
        "guide in content/",
        "raw HTML, a link that runs, a picture from elsewhere, an unknown number",
        "the check fails",
        elsewhere=(
            "tests/cli/test_looking_after.py::test_broken_content_is_named_fault_by_fault",
            "tests/library/test_markdown.py::test_nothing_that_runs_ever_comes_out",
        ),
    ),
    Row(
        "G-69",
        "translation",
        "a placeholder or a tag that is missing",
        "the check fails",
        elsewhere=("tests/library/test_catalogues.py::test_a_translation_keeps_placeholders_numbers_and_tags",),
    ),
)

DESK_ROWS = (
    Row(
        "G-70",
        "publishing",
        "a postcode, a safe word, an address",
        "refused, with the rule",
        elsewhere=("tests/access/test_publishing_checks.py::test_the_fourth_example_publishes_for_nobody",),
    ),
    Row(
        "G-71",
        "publishing",
        "hidden text",
        "seen, and no way round a check",
        elsewhere=("tests/exchange/test_case_file.py::test_a_hidden_character_does_not_hide_a_name",),
    ),
    Row(
        "G-72",
        "publishing",
        "for another child, out of another tab",
        "refused",
        (sent("worker", DESK + "/copies", 409, 422, fields={"revision": "99"}),),
        ("tests/cli/test_commands.py::test_publishing_needs_that_they_were_told_and_the_reasons_and_the_revision",),
    ),
    Row(
        "G-73",
        "publishing",
        "taking back after ten minutes",
        "–",
        why_not="There is no delay: decisions.md. A copy is taken back, and the family reads that it was.",
    ),
    Row(
        "G-74",
        "day of a meeting",
        "29 February 2027, 31 November, an hour that the clocks skip, another month",
        "refused beside its field, and everything typed stays",
        tuple(
            sent("worker", DESK + "/mend/meeting/m7", fields={"asked-mum": "own", "at-mum": moment})
            for moment in (
                "2027-02-29T10:00",
                "2026-11-31T10:00",
                "2027-03-28T01:30",
                "2027-13-01T10:00",
                "0001-01-01T00:00",
            )
        ),
        (
            "tests/web/test_mending.py::test_a_time_that_is_no_time_is_refused_beside_its_field_and_everything_typed_stays",
            "tests/web/test_mending.py::test_a_night_with_two_half_past_ones_can_be_told_apart",
        ),
    ),
    Row(
        "G-75",
        "a day",
        "in words, in another order, in other digits, to come",
        "refused; the field is a calendar of the browser's own",
        tuple(
            sent("worker", DESK + "/end", fields={"on": day, "why": "Over."}, says="Over.")
            for day in ("tomorrow", "03/04/2027", "٣", "2027-3-4", "2099-01-01", "2027-02-29", "")
        ),
    ),
    Row(
        "G-76",
        "case file",
        "a field that nobody knows",
        "the whole file is refused, no value repeated",
        elsewhere=(
            "tests/exchange/test_case_file.py::test_a_field_of_the_wrong_form_is_named_and_explained",
            "tests/exchange/test_case_file.py::test_rule_10_no_fault_repeats_what_stands_in_the_file",
        ),
    ),
    Row(
        "G-77",
        "case file",
        "other encodings",
        "UTF-8 with or without a mark; others refused",
        elsewhere=(
            "tests/exchange/test_case_file.py::test_what_cannot_be_looked_at_is_refused_with_a_reason",
            "tests/exchange/test_case_file.py::test_a_byte_order_mark_is_passed_over",
        ),
    ),
    Row(
        "G-78",
        "case file",
        "too large, packed, empty, of another kind",
        "refused before it is read",
        elsewhere=(
            "tests/web/test_copy.py::test_a_file_that_is_too_large_is_called_that_at_the_desk_alone",
            "tests/library/test_areas.py::test_a_key_that_stands_twice_is_refused_with_its_line",
        ),
    ),
    Row(
        "G-79",
        "case file",
        "a child whom nobody knows, a date of birth",
        "–",
        why_not="A case file is how a child comes to be known, and it holds a date of birth: no family process "
        "can reach it (docs/safety).",
    ),
    Row(
        "G-80",
        "case file",
        "killed halfway",
        "all or nothing",
        elsewhere=(
            "tests/safety/test_release.py::test_killed_at_any_moment_no_page_shows_what_was_not_released_and_a_shut_door_stays_shut",
        ),
    ),
    Row(
        "G-81",
        "export",
        "of many, without showing again that it is you",
        "refused",
        elsewhere=(
            "tests/journeys/test_export_person.py::test_only_the_case_worker_who_has_just_shown_that_it_is_them_may",
            "tests/journeys/test_export_person.py::test_the_sixth_within_an_hour_is_refused",
        ),
    ),
    Row(
        "G-82",
        "export",
        "a file that is called like a child",
        "never",
        elsewhere=(
            "tests/journeys/test_export_person.py::test_every_member_stands_in_the_manifest_and_none_is_named_after_anybody",
        ),
    ),
    Row(
        "G-83",
        "opening for a reason",
        "no reason, a full stop",
        "refused",
        elsewhere=(
            "tests/journeys/test_read_views.py::test_break_glass_without_a_reason_that_says_something_is_refused",
            "tests/journeys/test_read_views.py::test_break_glass_is_not_done_by_a_screen_that_was_left_open",
            "tests/journeys/test_read_views.py::test_only_the_case_worker_may_open_with_a_reason_and_no_manager",
        ),
    ),
    Row(
        "G-84",
        "search",
        "%, _, *",
        "–",
        why_not="There is no search on either side.",
        elsewhere=(
            "tests/safety/test_not_there.py::test_nothing_can_be_searched_for",
            "tests/web/test_signing_in_at_the_desk.py::test_the_pages_of_managers_are_not_there_for_anybody_else",
        ),
    ),
    Row(
        "G-85",
        "command line",
        "the same account twice, a secret that others can read",
        "refused with a reason",
        elsewhere=(
            "tests/journeys/test_people_at_the_desk.py::test_an_account_is_not_made_twice_with_another_role_or_name",
            "tests/cli/test_doctor.py::test_doctor_finds_a_secret_that_others_can_read",
        ),
    ),
    Row(
        "G-86",
        "settings",
        "plain secrets, debugging, http, a telling host",
        "does not start",
        elsewhere=("tests/cli/test_doctor.py::test_settings_that_would_put_somebody_at_risk_are_refused_by_name",),
    ),
    Row(
        "G-87",
        "feedback form",
        "a machine",
        "–",
        why_not="There is no form that takes words from somebody who has not signed in.",
    ),
    Row(
        "G-88",
        "paper",
        "long words, right to left",
        "readable; no address",
        (get("worker", DESK + "/print/mum?handed-over=1", 200, never="example.org/"),),
        (
            "tests/safety/test_bad_inputs.py::test_what_a_family_sends_is_text_for_the_worker_on_screen_paper_and_in_the_export",
        ),
    ),
    Row(
        "G-89",
        "the way back",
        "after leaving, sending, expiry",
        "never words",
        elsewhere=(
            "tests/safety/test_attacks.py::test_cookies_taken_from_a_phone_are_worth_nothing_after_leaving",
            "tests/browser/test_leaving.py::test_after_leaving_nothing_comes_back",
            "tests/browser/test_saving.py::test_going_back_after_sending_and_after_the_session_has_ended_shows_no_words",
        ),
    ),
)

ROWS = (*CODES, *SIGN_IN, *FORMS, *ANSWERS, *ADDRESSES, *WORDS_OF_OURS, *DESK_ROWS)
