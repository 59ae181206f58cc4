"""The forms on one's own copy and one's own dates."""

from __future__ import annotations

from wtforms import StringField

from portal.web.kit.forms import Form


class TellForm(Form):
    """`answer` is what somebody writes: by that name no error's page ever loses it."""

    answer = StringField()


class ReadForm(Form):
    number = StringField()
