"""A code as a picture that a camera reads."""

from __future__ import annotations

import segno


def picture_of(words: str) -> str:
    """A QR code as SVG, to stand in a page."""
    drawn: str = segno.make(words, error="m").svg_inline(
        scale=5, border=2, dark="#22303C", light="#FFFFFF", svgclass="qr", lineclass=None, omitsize=True
    )
    return drawn
