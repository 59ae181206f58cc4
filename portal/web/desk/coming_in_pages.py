"""What the pages of signing in at the desk are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.web.desk.pages import Errors


@dataclass(frozen=True)
class SignInPage:
    """`demo_digits`: the six digits of now, in a demo; "" in real life.

    `local`, `provider`: which ways in there are. `leave_at`: the provider's own page for signing out there too.
    `anew`: the provider is to ask who they are.
    """

    title: str
    name: str = ""
    errors: Errors = ()
    demo_digits: str = ""
    local: bool = True
    provider: bool = False
    leave_at: str = ""
    anew: bool = False


@dataclass(frozen=True)
class SetUpPage:
    title: str
    code: str = ""
    errors: Errors = ()


@dataclass(frozen=True)
class EnrolPage:
    """`picture` is a QR code as SVG; `secret` the same for typing."""

    title: str
    picture: str
    secret: str
    errors: Errors = ()
    demo_digits: str = ""


@dataclass(frozen=True)
class CodesPage:
    """Recovery codes, shown once. `is_new_set`: they take the place of the ones before."""

    title: str
    codes: tuple[str, ...]
    is_new_set: bool


@dataclass(frozen=True)
class AgainPage:
    """Is it still you? `kept` is what was sent, name by name, and goes along unseen; `action` is where it went.

    `by_provider`: it is shown at the council's provider, through which nothing goes along: `back` is the page to
    which they come back, `typed` what they had better copy. `locked`: somebody of the family sits at this screen; the
    page then says nothing of anybody, and nothing goes along.
    """

    title: str
    action: str
    kept: tuple[tuple[str, str], ...]
    errors: Errors = ()
    demo_digits: str = ""
    by_provider: bool = False
    back: str = "/"
    typed: tuple[str, ...] = ()
    locked: bool = False


@dataclass(frozen=True)
class SessionLine:
    """Where somebody is signed in. `handle` says which, and opens nothing."""

    handle: str
    began_at: datetime
    seen_at: datetime
    is_this: bool
    by_provider: bool


@dataclass(frozen=True)
class SessionsPage:
    title: str
    sessions: tuple[SessionLine, ...]
