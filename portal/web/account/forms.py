"""The account's forms."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from portal.web.kit.forms import Form


class CodeForm(Form):
    code = StringField()


class WordForm(Form):
    word = StringField()


class SignInForm(Form):
    """`here`: asked by a page that is covered and wants to stay where it is."""

    name = StringField()
    words = PasswordField()
    here = StringField()
    to = StringField()


class PhoneForm(Form):
    phone = StringField()


class WordsForm(Form):
    offer = StringField()
    phrase = StringField()
    words = StringField()


class AgainForm(Form):
    """`here`: asked by a page that is covered and wants to stay where it is."""

    words = PasswordField()
    to = StringField()
    here = StringField()


class NewWordsForm(Form):
    now = PasswordField()
    offer = StringField()
    phrase = StringField()
    words = StringField()


class WhosePhoneForm(Form):
    phone = StringField()
    words = PasswordField()
