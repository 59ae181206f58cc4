"""Whatever stands in content comes out as safe HTML: two sanitisers say so independently."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, tostring

import html5lib
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.library.markdown import ATTRIBUTES, PROTOCOLS, TAGS, clean, to_html

# What an editor may write, and what somebody might try.
PIECES = (
    *("# ", "## ", "- ", "1. ", "> ", "**", "*", "`", "```\n", "---\n", "\n\n", "\n", "  \n"),
    *("| a | b |\n| - | - |\n", "www.example.org", "<https://example.org>", "</a>", "<!--", "-->"),
    *("[words](guide:the-levels)", "[words](https://example.org/a?b=c&d)", "[words](//example.org)"),
    *('[words](https://example.org "title")', "![picture](https://example.org/x.png)"),
    *("[words](javascript:alert(1))", "[words](JaVaScRiPt&colon;alert(1))", "[words](vbscript:x)"),
    *("[words](data:text/html,<script>)", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
    *('<a href="javascript:x" onclick="x">', "<svg><style><img>", "<![CDATA[", "<p onmouseover=x>"),
    *("&lt;script&gt;", "&#106;avascript:", '<noscript><p title="</noscript><img src=x onerror=x>">'),
    "<math><mi><mglyph>",
)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
MARKDOWN = st.lists(st.one_of(st.sampled_from(PIECES), st.text(LETTERS, max_size=12)), max_size=12).map("".join)


class Tags(HTMLParser):
    """Every tag with its attributes, by a third reader of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tree(html: str) -> str:
    found: Element = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return tostring(found, encoding="unicode")


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
def test_bleach_and_nh3_agree_about_what_is_safe(words: str) -> None:
    html = to_html(words)
    second = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel=None,
    )
    assert tree(second) == tree(html)


@settings(max_examples=300, deadline=None)
@given(MARKDOWN)
def test_nothing_that_runs_ever_comes_out(words: str) -> None:
    for tag, attributes in Tags(to_html(words)).found:
        assert tag in TAGS
        assert set(attributes) <= {"href"}
        target = (attributes.get("href") or "").lower()
        assert target.startswith("https:") or ":" not in target.partition("/")[0]


@settings(max_examples=100, deadline=None)
@given(MARKDOWN)
def test_cleaning_twice_changes_nothing(words: str) -> None:
    once = to_html(words)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("## Part\n\nSome **bold** words.", "<h2>Part</h2>\n<p>Some <strong>bold</strong> words.</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("[a](https://example.org)", '<p><a href="https://example.org">a</a></p>\n'),
    ],
)
def test_what_an_editor_writes_comes_out(words: str, html: str) -> None:
    assert to_html(words) == html


@pytest.mark.parametrize("tag", ["script", "style", "iframe", "img", "svg", "form", "input", "object", "h1"])
def test_a_tag_that_is_not_on_the_list_goes_even_past_the_first_wall(tag: str) -> None:
    assert f"<{tag}" not in clean(f'<{tag} src="x" onload="x">words</{tag}>')


@pytest.mark.parametrize("scheme", ["javascript", "data", "http", "vbscript", "tel", "mailto", "guide"])
def test_a_link_leads_nowhere_but_to_https(scheme: str) -> None:
    assert "href" not in clean(f'<a href="{scheme}:x">words</a>')
