"""Why an answer was not saved, in a sentence that says what to do. What was typed stays on the page."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.domain.errors import Invalid
from portal.domain.preparation import Answer
from portal.web.kit.render import asks_for_fragment


def said_of_stale(stands: Answer) -> str:
    """Another page saved first. What stands there is shown beside it, but for what may stand on no page."""
    if stands.shared:
        return str(_("An answer to this was sent. It stays as it was. To add what you typed here, press “Save and go"
                     " on”."))  # fmt: skip
    if stands.closed:
        return str(_("This was answered on another page. It is not shown here. To put what you typed in its place,"
                     " press “Save and go on”."))  # fmt: skip
    if asks_for_fragment():
        return str(_("You have another page open with this question. Press “Save and go on” to see both."))
    return str(_("You have another page open with this question. Nothing was overwritten. Both are below."))


def said_of_fault(problem: Invalid) -> tuple[str, str]:
    """The field that it is about, and the sentence."""
    fault = problem.faults[0].message
    if fault.startswith("too-long:"):
        over = int(fault.partition(":")[2])
        return "answer", ngettext("This is %(num)d letter too long. Your words are still here.",
                                  "This is %(num)d letters too long. Your words are still here.", over)  # fmt: skip
    if fault == "code":
        said = _("This looks like it has a code in it. A code is only for you. Take it out, and save again.")
    elif fault == "readers":
        said = _("One of the people you chose is not there any more. Choose again who may read this.")
    elif fault == "how":
        return "how", str(_("Say who wrote this."))
    else:
        said = _("Choose one of the answers on this page.")
    return "answer", str(said)
