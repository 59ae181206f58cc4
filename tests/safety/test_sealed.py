"""What was sent is sealed from its own author's phone, and nothing that proves who somebody is stands in a log."""

from __future__ import annotations

import logging
from itertools import product

import pytest

from tests.client import Browser, form_fields
from tests.journeys.people import KIT, MUM
from tests.safety.test_leaks import crawl_all, write_and_share
from tests.world import World

SENT = "SEALED-AFTER-SENDING"


@pytest.mark.parametrize(("person", "own_phone"), [(KIT, True), (KIT, False), (MUM, False)])
def test_sealed_text_absent_everywhere(world: World, person: str, own_phone: bool) -> None:
    """After sending: on no page, in no fragment, header or cookie, by no method, while the words are not typed again.

    And where a worker has closed reading back, not even then.
    """
    child = world.family_ready("norfolk")
    who = world.join(child, person, own_phone=own_phone)
    written = write_and_share(who, SENT)
    who.submit("/q/safe-out", answer="2", reader="meeting")
    assert "You said: 2" in who.get("/q/safe-out-why").text, "it is there until it is sent, or this would show nothing"
    who.submit("/q/check")
    world.hands.move(minutes=6)
    sealed = {SENT, "You said: 2"}
    who.never |= sealed
    crawl_all(who, world)
    _try_from_an_older_page(who, written[0].split()[-1])
    who.never.clear()
    proof = {"to": "/sent", "words": who.words}  # type: ignore[attr-defined]
    who.submit("/again", **proof)
    assert SENT in who.get("/sent").text, "it is there behind the words, or this would show nothing"
    desk = world.at_the_desk("priya")
    page = f"/c/{child}"
    desk.submit(page, form=f"{page}/reading-back/{person}/off")
    who.submit("/again", **proof)
    who.never |= sealed
    crawl_all(who, world)
    _try_from_an_older_page(who, written[0].split()[-1])


def _try_from_an_older_page(who: Browser, question: str) -> None:
    """A page that was open before anything was saved, or after that and before it was sent: it is told that something
    was sent, and neither what, nor whether it says the same. The same for a number, tried from 0 to 10."""
    who.get("/q/safe-out-why")
    box = form_fields(who.get(f"/q/{question}").text, f"/q/{question}")
    numbers = form_fields(who.get("/q/safe-out").text, "/q/safe-out")
    tried = [(question, box, {"answer": "Something new"}),
             *(("safe-out", numbers, {"answer": str(number)}) for number in range(11))]  # fmt: skip
    for (ref, fields, typed), back in product(tried, (0, 1)):
        older = {"version": str((int(fields["version"]) - 1) * back), "tab": "e" * 16}
        told = who.post(f"/q/{ref}", {**fields, **typed, **older})
        assert told.status_code == 409 and "An answer to this was sent. It stays as it was." in told.text
        assert "Saved from the other page" not in told.text
        assert ref == "safe-out" or "Something new" in told.text
        again = {"HX-Request": "true"}
        told = who.post(f"/q/{ref}", {**fields, **typed, **older}, headers=again)
        assert told.status_code == 409


def test_log_never_contains_code_or_passphrase(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Right or wrong, cut in two or with other letters: joining, signing in, typing it again, choosing another."""
    caplog.set_level(logging.DEBUG)
    child = world.family_ready("norfolk")
    made = world.invite(child, MUM, take_home=True)
    found = world.browser()
    found.submit("/j", code=made.shown.lower())
    found.submit("/j/word", word="WRONGWORD")
    kit = world.join(child, KIT)
    name, words = kit.name, kit.words  # type: ignore[attr-defined]
    kit.submit("/again?to=/sent", form="/again", words="wrong words for again")
    kit.submit("/again?to=/sent", form="/again", words=words)
    kit.get("/x")
    for typed in ("wrong words for signing in", words.upper(), "x" * 20_000):
        world.browser().submit("/in", name=name, words=typed)
    world.browser().submit("/in", name="nobody-has-this", words=words)
    world.browser().submit("/j", code="ZZZZZ-ZZZZZ")
    said = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records).lower()
    secrets = [made.code, made.shown, made.spoken, "wrongword", "wrong words", "zzzzz", name, words, "nobody-has-this",
               "x" * 100, *world.codes.values()]  # fmt: skip
    assert len(said) > 100, "something is logged, or this would show nothing"
    assert [secret for secret in secrets if secret and secret.lower() in said] == []
