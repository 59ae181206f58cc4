"""What docs/deploy says is what docs/adopting.md promises: to each side its own secrets, to nobody more than they need.

Docker is not needed to read it. What it names is compared with the portal's own settings and commands.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.cli import _parser
from portal.config import CASEWORK_SECRETS, FAMILY_SECRETS, Settings, Side, make_secrets

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("family", "desk", "init", "tool")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CADDY = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with what follows it, its lines joined."""
    plain = "\n".join(line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n\s*", " ", plain)
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines() if line.strip()]


# -- compose.yaml -----------------------------------------------------------------------------------------


def test_the_family_side_is_given_nothing_of_the_casework() -> None:
    family = SERVICES["family"]
    said = str({key: value for key, value in family.items() if key != "build"})
    for name in (*CASEWORK_SECRETS, "CASEWORK", "DESK", "OIDC", "owner"):
        assert name.lower() not in said.lower(), name
    assert {name.upper() for name in family["secrets"]} >= set(FAMILY_SECRETS)


def test_each_container_has_the_secrets_that_its_settings_name_and_no_other() -> None:
    for name in OURS:
        service = SERVICES[name]
        files = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in service["secrets"]}, name
        secret = [key for key in service["environment"] if re.search("KEY|SECRET|PEPPER|TOKEN|DATABASE", key)]
        assert [key for key in secret if not key.endswith("_FILE")] == [], name
    assert set(COMPOSE["secrets"]) == {secret for service in SERVICES.values() for secret in service.get("secrets", [])}


@pytest.mark.parametrize("name", OURS)
def test_the_settings_that_a_container_gets_are_enough_to_start(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_secrets(tmp_path)
    made = tmp_path / "secrets"
    (made / "monitor_token").write_text("m" * 20 + "0123456789abcdef")
    (made / "oidc_client_secret").write_text("o" * 20 + "0123456789abcdef")
    for url in ("casework_database_url", "family_database_url_of_the_owner", "family_database_url_of_the_family"):
        (made / url).write_text("postgresql+psycopg://somebody:words@store/portal")
    given = {"FAMILY_HOST": "here.example.org", "DESK_HOST": "desk.example.org", "SECURITY_CONTACT": "mailto:a@b.org",
             "OIDC_ISSUER": "https://login.example.org/tenant", "OIDC_CLIENT_ID": "portal",
             "GUIDES_HOST": "guides.example.org",
             "BACKUP_RECIPIENT": "age1"}  # fmt: skip
    environ = {}
    for key, value in SERVICES[name]["environment"].items():
        filled = re.sub(r"\$\{(\w+)(?::[^}]*)?\}", lambda m: given[m[1]], value)
        environ[key] = filled.replace("/run/secrets", str(made)).replace("/ledger", str(tmp_path))
    side = Side.FAMILY if name == "family" else Side.DESK
    found = Settings.from_env(environ, side)
    assert (found.https, found.proxies, found.testing, found.demo) == (True, 1, False, False)
    families = ("here.example.org", "guides.example.org")
    assert found.trusted_hosts == (families if name == "family" else ("desk.example.org",))


def test_nobody_is_root_and_nothing_can_be_written_where_code_stands() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name == "door" or re.fullmatch(r"[1-9]\d+:[1-9]\d+", service["user"]), name
        assert not service.get("privileged")
        assert "docker.sock" not in str(service)
    assert SERVICES["door"]["cap_add"] == ["NET_BIND_SERVICE"]


def test_only_the_door_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["door"]
    assert SERVICES["door"]["ports"] == ["80:80", "443:443"]


def test_no_side_reaches_the_other_and_families_reach_nobody_outside() -> None:
    networks = COMPOSE["networks"]
    of = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert of["family"] & of["desk"] == set()
    assert all(networks[name].get("internal") for name in of["family"])
    assert [name for name in of["desk"] if not networks[name].get("internal")] == ["provider"]
    assert of["door"] & of["store"] == set()
    assert set(networks) == set().union(*of.values())


def test_every_image_has_a_version() -> None:
    images = {service["image"] for service in SERVICES.values()} | {
        rest.split(" ")[0] for word, rest in instructions() if word == "FROM"
    }
    assert len(images) == 5
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*", image), image


def test_the_commands_that_containers_run_are_commands_of_ours() -> None:
    said = re.findall(
        r"compose\.yaml run --rm (\w+) ?([a-z -]*)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    )
    assert said
    for name in OURS:
        parsed = _parser().parse_args([str(part) for part in SERVICES[name]["command"]])
        assert callable(parsed.run)
    assert SERVICES["family"]["command"][-2:] == SERVICES["desk"]["command"][-2:] == ["--listen", "0.0.0.0"]


def test_the_host_for_guides_leads_to_the_families_side_by_the_same_rules() -> None:
    site = CADDY[CADDY.index("https://{$FAMILY_HOST}, https://{$GUIDES_HOST} {") :]
    assert "reverse_proxy family:8000" in site[: site.index("\n}")]
    assert "http://{$GUIDES_HOST}" in CADDY
    door = SERVICES["door"]["environment"]
    assert set(re.findall(r"\{\$(\w+)\}", CADDY)) == set(door)
    assert door["GUIDES_HOST"] == "${GUIDES_HOST:-localhost}"


def test_the_database_writes_no_statement_and_no_value_into_its_log() -> None:
    said = " ".join(SERVICES["store"]["command"])
    for setting in ("log_statement=none", "log_parameter_max_length=0", "log_parameter_max_length_on_error=0",
                    "log_min_duration_statement=-1"):  # fmt: skip
        assert setting in said


# -- the image --------------------------------------------------------------------------------------------


def test_the_image_is_built_from_locked_lists_and_runs_as_nobody_in_particular() -> None:
    words = [word for word, _rest in instructions()]
    assert {"ADD", "MAINTAINER", "SHELL"} & set(words) == set()
    assert words[-4:] == ["USER", "EXPOSE", "ENTRYPOINT", "CMD"]
    assert ("USER", "10001:10001") in instructions()
    installs = [rest for word, rest in instructions() if "pip install" in rest]
    assert installs
    assert all("--require-hashes" in rest for rest in installs)
    assert "npm ci --ignore-scripts" in DOCKERFILE
    assert not re.search(r"curl|wget|sudo|apt-get|:latest|ENV .*(SECRET|KEY|PEPPER)", DOCKERFILE)


def test_the_image_holds_the_portal_its_words_and_its_translations_and_nothing_else_of_ours() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    for *sources, _target in copied:
        for source in sources:
            assert (ROOT / source).exists(), source
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert re.findall(r"^COPY (?!--from)(\S+)", last, re.MULTILINE) == ["portal", "content", "translations"]
    front = (DEPLOY / "vendor.js").read_text(encoding="utf-8")
    assert "sha256" in front
    assert "throw" in front


def test_a_build_sees_what_is_copied_and_no_secret_and_git_never_takes_one() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    assert kept[0] == "*"
    assert {line[1:] for line in kept if line.startswith("!")} == {each for sources in copied for each in sources}
    assert "/docs/deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_page_names_every_file_of_secrets_that_the_containers_want() -> None:
    page = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")
    part = page.partition("### 3. Secrets")[2].partition("\n### 4.")[0]
    assert [name for name in COMPOSE["secrets"] if name not in part] == []
    assert "( umask 077;" in part
    for name in ("desk", "tool"):
        assert "PORTAL_BACKUP_RECIPIENT" in SERVICES[name]["environment"]


def test_the_list_of_extras_is_the_one_that_the_tests_run_with() -> None:
    def blocks(path: Path) -> dict[str, str]:
        found = re.findall(r"^([A-Za-z0-9_.-]+)(==(?:.|\n(?=\s))*)", path.read_text(encoding="utf-8"), re.MULTILINE)
        return {name: re.sub(r"\s*# via.*", "", rest).strip() for name, rest in found}

    extras, tested = blocks(DEPLOY / "requirements-extras.txt"), blocks(ROOT / "requirements-dev.txt")
    assert {"psycopg", "psycopg-binary", "authlib", "requests"} <= set(extras)
    assert {name: tested.get(name) for name in extras} == extras
    assert set(extras) & set(blocks(ROOT / "requirements.txt")) == set()


# -- the door ---------------------------------------------------------------------------------------------


def test_the_door_repeats_no_form_that_came_in_the_clear_and_writes_no_addresses_down() -> None:
    http = CADDY[CADDY.index("http://") : CADDY.index("https://{$FAMILY_HOST}")]
    assert "@pages method GET HEAD" in http
    assert 'respond "Use https." 403' in http
    assert not re.search(r"^\s*log\s*(\{|$)", CADDY.partition("(portal)")[2], re.MULTILINE), "an access log"
    assert "max_header_size 16KB" in CADDY
    for host in ("FAMILY_HOST", "DESK_HOST"):
        site = CADDY[CADDY.index(f"\nhttps://{{${host}}}") :].partition("\n}")[0]
        assert "/metrics /readyz" in site
        assert "reverse_proxy" in site
    assert not re.search(r"\bcache\b|trusted_proxies", CADDY)


# -- the page ---------------------------------------------------------------------------------------------


def test_the_page_for_councils_names_settings_and_commands_that_are_there() -> None:
    page = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "portal").rglob("*.py"))
    named = set(re.findall(r"PORTAL_([A-Z_]+[A-Z])", page))
    assert len(named) > 12
    known = code + "FAMILY_DATABASE_URL CASEWORK_DATABASE_URL"  # put together from the name of a cupboard
    missing = {name for name in named if name.removesuffix("_FILE") not in known}
    assert missing == set()
    for line in re.findall(r"`portal ([a-z][^`]*)`", page):
        assert re.search(rf"^    {line.split()[0]} ", _parser().format_help(), re.MULTILINE), line


def test_the_page_says_who_does_what_from_a_clean_server_to_the_first_family() -> None:
    page = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")
    for who in ("| **IT**", "data protection officer", "safeguarding lead", "manager", "worker", "key holders"):
        assert who.lower() in page.lower(), who
    for what in ("Before anything else", "keys", "backup", "retention run", "proxy", "query", "16 KB", "rehearse",
                 "left", "monitor", "first family"):  # fmt: skip
        assert what.lower() in page.lower(), what
    for file in ("compose.yaml", "Dockerfile", "Caddyfile"):
        assert file in page
