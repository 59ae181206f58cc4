"""Naming a provider: everything that is wrong is said at the start, by the name of its setting."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from portal.cli import main
from portal.config import BadSettings, Settings, Side, make_secrets
from tests.conftest import START
from tests.provider import running

RIGHT = {
    "PORTAL_FAMILY_ADDRESS": "https://page.example.org",
    "PORTAL_TRUSTED_HOSTS": "page.example.org,desk.example.org",
    "PORTAL_DESK_ADDRESS": "https://desk.example.org",
    "PORTAL_OIDC_ISSUER": "https://login.example.org/8f1c/v2.0",
    "PORTAL_OIDC_CLIENT_ID": "portal-desk",
    "PORTAL_OIDC_CLIENT_SECRET": "made-by-the-provider",
}


@pytest.fixture
def right(tmp_path: Path) -> dict[str, str]:
    make_secrets(tmp_path)
    return {**RIGHT, "PORTAL_DATA": str(tmp_path)}


def said(environ: dict[str, str], **changed: str) -> str:
    with pytest.raises(BadSettings) as problem:
        Settings.from_env({**environ, **changed}, Side.DESK)
    return str(problem.value)


def test_a_provider_that_is_named_rightly_takes_the_place_of_the_desks_own_way_in(right: dict[str, str]) -> None:
    found = Settings.from_env(right, Side.DESK)
    assert found.provider and found.provider.issuer == RIGHT["PORTAL_OIDC_ISSUER"]
    assert (found.provider.factors, found.provider.roles, found.provider.tenant) == (("mfa",), "roles", "")
    assert not found.local_sign_in
    assert Settings.from_env({**right, "PORTAL_LOCAL_SIGN_IN": "1"}, Side.DESK).local_sign_in
    assert "made-by-the-provider" not in repr(found)


def test_without_a_provider_the_desk_has_its_own_way_in(right: dict[str, str]) -> None:
    plain = {name: value for name, value in right.items() if "OIDC" not in name}
    found = Settings.from_env(plain, Side.DESK)
    assert found.provider is None and found.local_sign_in


def test_the_family_side_never_has_a_provider(right: dict[str, str]) -> None:
    assert Settings.from_env(right, Side.FAMILY).provider is None


def test_the_secret_may_stand_in_a_file(right: dict[str, str], tmp_path: Path) -> None:
    del right["PORTAL_OIDC_CLIENT_SECRET"]
    file = tmp_path / "elsewhere"
    file.write_text("out-of-a-file-of-its-own\n")
    found = Settings.from_env({**right, "PORTAL_OIDC_CLIENT_SECRET_FILE": str(file)}, Side.DESK).provider
    assert found and found.client_secret == "out-of-a-file-of-its-own"


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("OIDC_ISSUER", "http://login.example.org", "beginning with https://"),
        ("OIDC_ISSUER", "http://localhost:9000", "beginning with https://"),
        ("OIDC_ISSUER", "login.example.org", "beginning with https://"),
        ("OIDC_ISSUER", "https://login.example.org/?x=1", "beginning with https://"),
        ("OIDC_ISSUER", "https://[broken", "beginning with https://"),
        ("OIDC_ISSUER", "https://login.microsoftonline.com/common/v2.0", "your own tenant"),
        ("OIDC_ISSUER", "https://login.microsoftonline.com/{tenantid}/v2.0", "your own tenant"),
        ("OIDC_ISSUER", "", "PORTAL_OIDC_CLIENT_ID: it means nothing without PORTAL_OIDC_ISSUER"),
        ("OIDC_CLIENT_ID", "", "missing"),
        ("OIDC_CLIENT_SECRET", "", "missing"),
        ("OIDC_CLIENT_SECRET", "short", "too short"),
        ("OIDC_MFA", "claim=x", "acr=VALUE"),
        ("OIDC_MFA", " , ", "acr=VALUE"),
        ("DESK_ADDRESS", "", "beginning with https://"),
        ("DESK_ADDRESS", "https://desk.example.org/desk", "nothing after it"),
        ("DESK_ADDRESS", "https://another.example.org", "PORTAL_TRUSTED_HOSTS"),
        ("LOCAL_SIGN_IN", "no", "0 or 1"),
    ],
)
def test_what_is_wrong_is_said_by_its_name(right: dict[str, str], setting: str, value: str, sentence: str) -> None:
    found = said(right, **{f"PORTAL_{setting}": value})
    assert f"PORTAL_{setting}" in found and sentence in found
    assert "made-by-the-provider" not in found


def test_nobody_is_locked_out_by_switching_off_the_only_way_in(right: dict[str, str]) -> None:
    plain = {name: value for name, value in right.items() if "OIDC" not in name}
    assert "nobody could sign in" in said(plain, PORTAL_LOCAL_SIGN_IN="0")


def test_packages_that_are_missing_are_named(right: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "authlib" else found(name))
    assert "portal[oidc]" in said(right)


def test_plain_http_is_for_a_provider_on_this_machine_in_a_test_alone(right: dict[str, str]) -> None:
    here = {**right, "PORTAL_OIDC_ISSUER": "http://localhost:9000", "PORTAL_DEMO": "1"}
    assert Settings.from_env(here, Side.DESK).provider
    assert "https://" in said(here, PORTAL_OIDC_ISSUER="http://login.example.org")


def test_doctor_says_whether_the_provider_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_secrets(tmp_path)
    here = {**RIGHT, "PORTAL_DATA": str(tmp_path), "PORTAL_TESTING": "1"}
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    for name, value in here.items():
        monkeypatch.setenv(name, value)
    with running(lambda: START) as provider:
        monkeypatch.setenv("PORTAL_OIDC_ISSUER", provider.issuer)
        assert main(["init"]) == 0
        main(["doctor"])
        assert "work accounts: the council's own sign-in answers." in capsys.readouterr().out
        provider.metadata = {"issuer": "https://another.example.org"}
        assert main(["doctor"]) == 1
        found = capsys.readouterr().out
    assert "work accounts: it does not answer" in found and "PORTAL_OIDC_ISSUER" in found
    assert RIGHT["PORTAL_OIDC_CLIENT_SECRET"] not in found
