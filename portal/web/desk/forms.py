"""The desk's forms."""

from __future__ import annotations

from flask import request
from flask_wtf.file import FileField
from wtforms import PasswordField, StringField

from portal.web.kit.forms import Form


class SignInForm(Form):
    name = StringField()
    words = PasswordField()
    digits = StringField()


class EnrolForm(Form):
    digits = StringField()


class SetUpForm(Form):
    code = StringField()
    words = PasswordField()
    again = PasswordField()


class CaseFileForm(Form):
    file = FileField()
    dry_run = StringField()


class AllocateForm(Form):
    sign_in = StringField()
    tie = StringField()
    team = StringField()


class ReasonForm(Form):
    reason = StringField()


class AnswerForm(Form):
    answer = StringField()
    reason = StringField()


class CameForm(Form):
    kind = StringField()
    answer = StringField()
    reason = StringField()


class TaskForm(Form):
    answer = StringField()
    on = StringField()
    by = StringField()
    how = StringField()
    answered = StringField()


class BackForm(Form):
    to = StringField()


def shown_ids() -> list[str]:
    """Which words stood on the page on which somebody said something of all of them."""
    return request.form.get("shown", "").split()
