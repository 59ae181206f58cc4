"""How words were given, in a sentence for whoever brings them to a meeting."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.preparation import How


def how_given(how: How | None, helper: str, written_by: str) -> str:
    """ "" for what somebody gave by themselves."""
    name = helper or _("a worker")
    if how is None:
        return ""
    if how is How.OWN_HANDS:
        return str(_("In their own words, with %(name)s beside them.", name=name))
    if how is How.ALONE:
        return str(_("In their own words, alone at the screen of %(name)s.", name=name))
    if how is How.HELPED:
        return str(_("In their words, helped by %(name)s, read back and agreed.", name=name))
    if how is How.WRITTEN_DOWN:
        return str(_("Said by them, written down by %(name)s, read back and agreed.", name=name))
    if written_by:
        return str(_("On paper, written by %(other)s, typed by %(name)s, read back and agreed.", other=written_by,
                     name=name))  # fmt: skip
    return str(_("On paper, typed by %(name)s, read back and agreed.", name=name))
