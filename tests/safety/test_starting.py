"""The portal does not start on secrets that are no secrets, nor on a host name that tells what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from portal.config import CASEWORK_SECRETS, FAMILY_SECRETS, BadSettings, Settings, Side, make_secrets


def environment(data: Path) -> dict[str, str]:
    """All that a desk needs, out of the secrets that were made for it."""
    make_secrets(data)
    found = {"PORTAL_DATA": str(data), "PORTAL_FAMILY_ADDRESS": "https://family.example.org",
             "PORTAL_TRUSTED_HOSTS": "desk.example.org"}  # fmt: skip
    for name in FAMILY_SECRETS + CASEWORK_SECRETS:
        found[f"PORTAL_{name}"] = (data / "secrets" / name.lower()).read_text().strip()
    return found


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as refused:
        Settings.from_env(environ, Side.DESK)
    return str(refused.value)


@pytest.mark.parametrize("name", FAMILY_SECRETS + CASEWORK_SECRETS)
def test_no_side_starts_on_a_secret_that_is_missing_short_plain_or_anothers(tmp_path: Path, name: str) -> None:
    environ, setting = environment(tmp_path), f"PORTAL_{name}"
    Settings.from_env(environ, Side.DESK)
    (tmp_path / "secrets" / name.lower()).unlink()
    for bad in ("", "tiny", "a" * 64, "changeme" * 8, "0123456789" * 2):
        said = refusal(environ | {setting: bad})
        assert setting in said
        assert not bad or bad not in said, "it repeats no secret"
    for other in FAMILY_SECRETS + CASEWORK_SECRETS:
        if other != name and other.endswith("_KEYS") == name.endswith("_KEYS"):
            said = refusal(environ | {setting: environ[f"PORTAL_{other}"]})
            assert "Each secret must be its own" in said
            assert environ[f"PORTAL_{other}"] not in said


def test_a_key_that_stands_twice_in_one_list_is_refused(tmp_path: Path) -> None:
    environ = environment(tmp_path)
    one = Fernet.generate_key().decode()
    assert "PORTAL_FAMILY_KEYS" in refusal(environ | {"PORTAL_FAMILY_KEYS": f"{one},{one}"})


def test_nothing_that_ships_is_a_secret(tmp_path: Path) -> None:
    """Without anything set there is no default that would do."""
    said = refusal(
        {"PORTAL_DATA": str(tmp_path), "PORTAL_FAMILY_ADDRESS": "http://localhost:8000", "PORTAL_HTTPS": "0"}
    )
    for name in FAMILY_SECRETS + CASEWORK_SECRETS:
        assert f"PORTAL_{name}:" in said


@pytest.mark.parametrize(
    "host", ["safeguarding.example.org", "stop-gangs.example.org", "cse.example.org", "my-cce.example.org"]
)
def test_no_side_starts_under_a_host_name_that_tells_what_it_is_about(tmp_path: Path, host: str) -> None:
    assert "PORTAL_FAMILY_ADDRESS" in refusal(environment(tmp_path) | {"PORTAL_FAMILY_ADDRESS": f"https://{host}"})


def test_start_refuses_weak_default_or_equal_secrets(tmp_path: Path) -> None:
    """What people paste out of a guide is refused, whatever its length; one secret for two things is, too."""
    environ = environment(tmp_path)
    for name in ("PEPPER", "FAMILY_SECRET", "FAMILY_AUDIT_KEY", "DESK_SECRET", "CASEWORK_AUDIT_KEY"):
        for pasted in (
            "please-change-this-before-you-go-live-0123456789",
            "changeme-0123456789-abcdefghijklmnopqrstuvw",
            "an-example-of-a-secret-0123456789-abcdefghi",
            "the-default-secret-of-this-portal-0123456789",
            "correct-password-0123456789-abcdefghijklmn",
        ):
            assert f"PORTAL_{name}:" in refusal(environ | {f"PORTAL_{name}": pasted})
        same = environ["PORTAL_PEPPER" if name != "PEPPER" else "PORTAL_DESK_SECRET"]
        assert "Each secret must be its own" in refusal(environ | {f"PORTAL_{name}": same})
    for name in ("FAMILY_KEYS", "CASEWORK_KEYS"):
        for bad in ("not-a-key", Fernet.generate_key().decode()[:-4], "a" * 44 + ","):
            assert f"PORTAL_{name}:" in refusal(environ | {f"PORTAL_{name}": bad})


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "DEBUG"])
def test_no_side_starts_for_families_with_debugging_on(tmp_path: Path, name: str) -> None:
    assert f"{name}:" in refusal(environment(tmp_path) | {name: "1"})
    Settings.from_env(environment(tmp_path) | {name: "0"}, Side.DESK)


def test_no_side_starts_under_an_address_without_tls(tmp_path: Path) -> None:
    environ = environment(tmp_path) | {"PORTAL_FAMILY_ADDRESS": "http://family.example.org"}
    assert "PORTAL_FAMILY_ADDRESS: begin it with https://" in refusal(environ)
    assert "PORTAL_HTTPS" in refusal(environ | {"PORTAL_HTTPS": "0"})


@pytest.mark.parametrize("host", ["police.example.org", "social-care.example.org", "my-cce.example.org"])
def test_the_family_side_answers_to_no_host_name_that_tells_what_it_is_about(tmp_path: Path, host: str) -> None:
    environ = environment(tmp_path) | {"PORTAL_TRUSTED_HOSTS": f"family.example.org,{host}"}
    with pytest.raises(BadSettings, match="PORTAL_TRUSTED_HOSTS"):
        Settings.from_env(environ, Side.FAMILY)


def test_a_side_without_a_folder_for_the_ledger_does_not_start(tmp_path: Path) -> None:
    environ = {name: value for name, value in environment(tmp_path).items() if name != "PORTAL_DATA"}
    assert "PORTAL_LEDGER" in refusal(environ)
