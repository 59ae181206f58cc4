"""How words were given, in a sentence for whoever brings them to a meeting."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.pack import PackPiece
from portal.domain.preparation import How
from portal.domain.sharing import Words


def how_given(piece: Words | PackPiece) -> str:
    """ "" for what somebody gave by themselves. Whether it was read back is said where another hand typed it,
    and it was noted.
    """
    name = piece.helper or _("a worker")
    if piece.how is None:
        return ""
    if piece.how is How.OWN_HANDS:
        return str(_("In their own words, with %(name)s beside them.", name=name))
    if piece.how is How.ALONE:
        return str(_("In their own words, alone at the screen of %(name)s.", name=name))
    if piece.how is How.HELPED:
        said = _("In their words, helped by %(name)s.", name=name)
    elif piece.how is How.WRITTEN_DOWN:
        said = _("Said by them, written down by %(name)s.", name=name)
    elif piece.written_by:
        said = _("On paper, written by %(other)s, typed by %(name)s.", other=piece.written_by, name=name)
    else:
        said = _("On paper, typed by %(name)s.", name=name)
    if piece.agreed is None:
        return str(said)
    agreed = _("Read back and agreed.") if piece.agreed else _("Not read back: they looked at it and shared it by"
                                                               " themselves.")  # fmt: skip
    return f"{said} {agreed}"
