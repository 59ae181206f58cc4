"""What looks like a one-time code of ours, as it stands on a card: `K7QF2-9MTXA`."""

from __future__ import annotations

import re

_FIVE = "[0-9A-HJKMNP-TV-Z]{5}"  # Crockford's base 32: no I, L, O, U
_CODE = re.compile(rf"(?<![\w-])(?=[A-Z-]*[0-9])(?=[0-9-]*[A-Z]){_FIVE}-{_FIVE}(?![\w-])", re.IGNORECASE | re.ASCII)


def holds_a_code(text: str) -> bool:
    """Whether a code may stand in these words. Two words with a dash have no digit, a phone number no letter."""
    return _CODE.search(text) is not None
