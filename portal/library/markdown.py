"""Words from content/ → safe HTML: the one place that sanitises.

Two walls: Markdown with raw HTML off, then bleach with a short list of tags. Only ever on text
from content/. What people type is never rendered as HTML at all.
"""

from __future__ import annotations

from html import escape

import bleach
from markdown_it import MarkdownIt

TAGS = frozenset({"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br"})
ATTRIBUTES = {"a": ["href"]}
PROTOCOLS = frozenset({"https"})

_markdown = MarkdownIt("js-default")


def to_html(words: str) -> str:
    """Markdown as HTML that holds nothing but the allowed tags. Headings begin at h2."""
    return clean(_markdown.render(words))


def behind(title: str, words: str) -> str:
    """Heavy words, closed until the reader opens them; works without JavaScript."""
    return f"<details>\n<summary>{escape(title)}</summary>\n{to_html(words)}</details>\n"


def clean(html: str) -> str:
    return bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
