"""The account's forms."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from portal.web.kit.forms import Form


class CodeForm(Form):
    code = StringField()


class SignInForm(Form):
    name = StringField()
    words = PasswordField()


class PhoneForm(Form):
    phone = StringField()


class WordsForm(Form):
    offer = StringField()
    phrase = StringField()
    words = StringField()


class AgainForm(Form):
    words = PasswordField()
    to = StringField()
