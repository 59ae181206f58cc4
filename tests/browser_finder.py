"""Where the browser of the browser tests is, and how to get one.

Standard library only: `dev.py` loads this file before anything is installed, the tests' `conftest.py`
takes the path that Playwright is to start. Finding never installs; only `dev.py test` calls
`install_chromium`. Any Chromium will do: the one that Playwright was made for, or the system's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

DEBIAN_PACKAGES = ("chromium-headless-shell", "fonts-noto-core")

PLAYWRIGHT_FILES = (
    "chromium_headless_shell-*/*/chrome-headless-shell",
    "chromium_headless_shell-*/*/chrome-headless-shell.exe",
    "chromium_headless_shell-*/*/headless_shell",
    "chromium_headless_shell-*/*/headless_shell.exe",
    "chromium-*/*/chrome",
    "chromium-*/*/chrome.exe",
    "chromium-*/*/*.app/Contents/MacOS/*",
)
SYSTEM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
)
MAC_APPS = ("Chromium", "Google Chrome", "Microsoft Edge")
WINDOWS_FILES = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


def find_chromium() -> str | None:
    """The browser to use: PORTAL_CHROMIUM, else Playwright's own, else the system's."""
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((str(path) for path in [*_playwrights_own(), *_systems()] if os.access(path, os.X_OK)), None)


def install_chromium(python: str | Path) -> str | None:
    """Try to install one; `python` is the interpreter that has Playwright."""
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"no Chromium here: installing {' and '.join(DEBIAN_PACKAGES)}", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt_get = [apt, "-qq", "-o", "DPkg::Lock::Timeout=300"]
        subprocess.call([*apt_get, "update"], env=env)
        install = [*apt_get, "-o", "Dpkg::Use-Pty=0", "install", "-y", "--no-install-recommends"]
        subprocess.call([*install, *DEBIAN_PACKAGES], env=env)
    if not find_chromium():
        print("no Chromium here: trying Playwright's own", flush=True)
        subprocess.call([str(python), "-m", "playwright", "install", "chromium"])
    return find_chromium()


def _playwrights_own() -> Iterator[Path]:
    """The headless shell before the whole browser, and of each the newest."""
    for pattern in PLAYWRIGHT_FILES:
        yield from sorted(_playwrights_folder().glob(pattern), key=_revision, reverse=True)


def _playwrights_folder() -> Path:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local", "ms-playwright")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "ms-playwright")


def _revision(path: Path) -> int:
    found = re.search(r"chromium\w*-(\d+)", path.as_posix())
    return int(found[1]) if found else 0


def _systems() -> Iterator[Path]:
    for name in SYSTEM_NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    if sys.platform == "darwin":
        for app in MAC_APPS:
            yield Path("/Applications", f"{app}.app", "Contents", "MacOS", app)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            for file in WINDOWS_FILES:
                yield Path(os.environ.get(variable, "C:/"), file)
