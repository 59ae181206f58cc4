"""Words on the command line: what is wrong with content and translations."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from portal.config import ROOT


def content_folder() -> Path:
    return Path(os.environ.get("PORTAL_CONTENT", ROOT / "content"))


def translations_folder() -> Path:
    return Path(os.environ.get("PORTAL_TRANSLATIONS", ROOT / "translations"))


def check(args: argparse.Namespace) -> int:
    from portal.library.checks import check_content, check_dates

    faults = list(check_content(content_folder()))
    if args.today:
        faults += check_dates(content_folder(), date.today())
    for fault in faults:
        print(fault)
    if not faults:
        print("Every pack, guide and question can be read, and nothing is wrong with its words.")
    return 1 if faults else 0


def i18n_extract(args: argparse.Namespace) -> int:
    from portal.library.catalogues import template_path
    from portal.library.interface_words import extract

    path = template_path(translations_folder())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(extract(ROOT))
    print(path)
    return 0


def i18n_update(args: argparse.Namespace) -> int:
    from portal.library.interface_words import update

    for path in update(ROOT):
        print(path)
    return 0


def i18n_compile(args: argparse.Namespace) -> int:
    from portal.library.catalogues import compile_all

    for path in compile_all(translations_folder(), translations_folder() / "compiled"):
        print(path)
    return 0


def i18n_check(args: argparse.Namespace) -> int:
    from portal.library.interface_words import check as check_words

    faults = check_words(ROOT)
    for fault in faults:
        print(fault)
    return 1 if faults else 0
