"""What was sent is sealed from its own author's phone, and nothing that proves who somebody is stands in a log."""

from __future__ import annotations

import logging

import pytest

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
    write_and_share(who, SENT)
    world.hands.move(minutes=6)
    who.never.add(SENT)
    crawl_all(who, world)
    who.never.clear()
    proof = {"to": "/sent", "words": who.words}  # type: ignore[attr-defined]
    who.submit("/again", **proof)
    assert SENT in who.get("/sent").text, "it is there behind the words, or this would show nothing"
    desk = world.at_the_desk("priya")
    page = f"/c/{child}"
    desk.submit(page, form=f"{page}/reading-back/{person}/off")
    who.submit("/again", **proof)
    who.never.add(SENT)
    crawl_all(who, world)


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
