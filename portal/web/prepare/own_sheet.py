"""The questions for whoever asks, and their own sheet: what every page of getting ready begins with."""

from __future__ import annotations

from portal.domain.preparation import QuestionSet
from portal.journeys.family import prepare as journey
from portal.web.kit.doors import family_viewer
from portal.web.kit.locale import OtherLanguage, in_english, language
from portal.web.kit.services import services


def own_questions() -> tuple[QuestionSet, OtherLanguage | None]:
    """This person's set in their language, or whole in English with a line that says so."""
    asked = language()
    found = services().library.question_set(family_viewer().kind, "en" if asked.draft else asked.tag)
    return found, in_english(found.language != asked.tag)


def own_desk(questions: QuestionSet) -> tuple[QuestionSet, journey.Desk]:
    """The questions that fit this person now, and their own sheet."""
    desk = journey.open_sheet(services().family, family_viewer(), questions.id)
    return questions.fitting(desk.member.circle), desk
