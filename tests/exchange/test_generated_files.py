"""Whatever file comes in: it is read or refused with a sentence, and nothing in it reaches who must not see it."""

from __future__ import annotations

from tests.generated_files import send_through
from tests.world import World


def test_five_hundred_files_valid_and_broken_end_in_a_copy_or_a_sentence(world: World) -> None:
    done = send_through(world, 500)
    assert sum(done.values()) >= 500
    assert done["broken: refused"] > 100, done
    assert done["valid: published"] > 100, done
