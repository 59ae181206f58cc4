"""A pack for a meeting as a Word document: real headings, languages marked, no fields, nothing of the machine.

python-docx is asked for inside: whoever takes no document does not need it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from portal.domain.errors import NotFound
from portal.domain.pack import Pack
from portal.exchange.pack_lines import TITLE, Line, Sort, is_right_to_left, lines, shown

if TYPE_CHECKING:
    from docx.document import Document

_ALWAYS = (2000, 1, 1, 0, 0, 0)  # a moment here would only tell of the machine
_HEADINGS = {Sort.TITLE: 1, Sort.PART: 2, Sort.PIECE: 3}
_OWN_WORDS = "Own words"
ENGLISH = "en-GB"


def is_there() -> bool:
    """Whether documents can be written here."""
    return find_spec("docx") is not None


def write(pack: Pack) -> bytes:
    """The whole document; the same pack gives the same bytes. Raises NotFound where python-docx is not there."""
    try:
        import docx
    except ImportError as missing:
        raise NotFound("A Word document needs python-docx: install the extra `docx`.") from missing

    document = docx.Document()
    _say_nothing_of_us(document, pack)
    _speak(document, ENGLISH)
    for line in lines(pack):
        _write(document, line)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_moments(buffer.getvalue())


def _write(document: Document, line: Line) -> None:
    level = _HEADINGS.get(line.sort)
    style = _OWN_WORDS if line.sort is Sort.WORDS else "Normal"
    paragraph = document.add_heading(level=level) if level else document.add_paragraph(style=style)
    for number, part in enumerate(shown(line.text).split("\n")):
        if number:
            paragraph.add_run().add_break()
        _mark(paragraph.add_run(part), line.language, is_right_to_left(part))
    if is_right_to_left(line.text):
        paragraph._p.get_or_add_pPr().append(_element("w:bidi"))


def _mark(run: Any, language: str, right_to_left: bool) -> None:
    """In which language these words are, for whoever has them read out, and in which direction they go."""
    if language == "en" and not right_to_left:
        return
    properties = run._r.get_or_add_rPr()
    if right_to_left:
        properties.append(_element("w:rtl"))
    properties.append(_element("w:lang", val=language, **({"bidi": language} if right_to_left else {})))


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _speak(document: Document, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm

    for found in document.styles.element.iter(qn("w:lang")):
        for key, value in (("val", language), ("eastAsia", language), ("bidi", language)):
            found.set(qn(f"w:{key}"), value)
    for each in list(document.styles.element.iter(qn("w:color"))):  # black on white, whoever prints it
        each.getparent().remove(each)
    words = document.styles.add_style(_OWN_WORDS, WD_STYLE_TYPE.PARAGRAPH)
    words.base_style = document.styles["Normal"]
    words.paragraph_format.left_indent = Cm(1)


def _say_nothing_of_us(document: Document, pack: Pack) -> None:
    known = document.core_properties
    known.author = known.last_modified_by = known.comments = known.keywords = known.category = known.subject = ""
    known.title, known.language, known.revision = TITLE, ENGLISH, 1
    known.created = known.modified = datetime.combine(pack.made_on, time(), UTC).replace(tzinfo=None)
    for name, part in list(document.part.package.rels.items()):
        if part.reltype.endswith(("/thumbnail", "/extended-properties")):  # of the pattern that python-docx brings
            del document.part.package.rels[name]


def _without_moments(whole: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            file = zipfile.ZipInfo(name, _ALWAYS)
            file.create_system = 0  # the same on every machine
            kept.writestr(file, made.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
