"""What carries meaning survives cleaning; what could do harm does not."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.html import clean_html, html_to_text, text_to_html
from integrations.email.mime.framing import document
from widget.rich_text import tree

ATTACKS = Path(__file__).resolve().parents[4] / "shared" / "data" / "xss_dompurify" / "cases_dev.jsonl"
_RUNNING = re.compile(r"<(script|style|iframe|object|embed|svg|math|form|input|link|meta|base)\b")
KEPT = [
    '<ol start="3" type="a" reversed=""><li value="7">x</li></ol>',
    '<ul type="square"><li>x</li></ul>',
    '<p dir="rtl" lang="ar">x</p>',
    '<p align="right">x</p>',
    '<p style="text-align:center">x</p>',
    '<table width="50%"><colgroup><col span="2" width="30"></colgroup><caption>c</caption><thead><tr>'
    '<th id="cell-a" scope="col" abbr="x">h</th></tr></thead><tbody><tr>'
    '<td headers="cell-a" colspan="2" rowspan="3" align="right">x</td></tr></tbody>'
    "<tfoot><tr><td>f</td></tr></tfoot></table>",
    "<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>",
    '<abbr title="World Wide Web">WWW</abbr>',
    '<del datetime="2026-11-28">a</del><ins cite="https://a.example/x">b</ins>',
    "H<sub>2</sub>O x<sup>2</sup>",
    "<pre>  a\n\tb   c</pre>",
    "<code>a  b</code>",
    '<blockquote cite="https://a.example/x">q</blockquote>',
    '<details open=""><summary>s</summary>d</details>',
    "<dl><dt>t</dt><dd>d</dd></dl>",
    "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
    '<time datetime="2026-11-28T10:00">today</time>',
    "<q>said</q><kbd>x</kbd><samp>x</samp><var>x</var><small>x</small><mark>x</mark>",
    '<span style="font-weight:bold;text-decoration:line-through">x</span>',
    '<bdo dir="rtl">x</bdo><bdi>x</bdi>',
]
BLOCKS = [
    "<p>one</p><p>two</p>",
    "<div>one</div><div>two</div>",
    "<ul><li>one</li><li>two</li></ul>",
    "<ol><li>one</li><li>two</li></ol>",
    "<ul><li>one<ul><li>two</li></ul></li></ul>",
    "<dl><dt>one</dt><dd>two</dd></dl>",
    "<h1>one</h1><h6>two</h6>",
    "<h5>one</h5>two",
    "<table><tr><td>one</td><td>two</td></tr></table>",
    "<table><tr><th>one</th></tr><tr><td>two</td></tr></table>",
    "<table><caption>one</caption><tr><td>two</td></tr></table>",
    "<section>one</section><section>two</section>",
    "<article>one</article>two",
    "<header>one</header><main>two</main>",
    "<footer>one</footer><nav>two</nav>",
    "<aside>one</aside><address>two</address>",
    "<center>one</center><center>two</center>",
    "<details><summary>one</summary>two</details>",
    "<fieldset><legend>one</legend>two</fieldset>",
    "<form>one</form><form>two</form>",
    "<select><option>one</option><option>two</option></select>",
    "<button>one</button><button>two</button>",
    "<label>one</label><label>two</label>",
    "one<br>two",
    "one<hr>two",
    "<pre>one</pre><pre>two</pre>",
    "<blockquote>one</blockquote>two",
    "<figure>one<figcaption>two</figcaption></figure>",
    "<menu><li>one</li><li>two</li></menu>",
    "<CENTER>one</CENTER\n>two",
    "<custom>one</custom><p>two</p>",
]


def words_of_tree(nodes: object) -> str:
    """The text of the widget's tree, with a space at the edges of elements."""
    if isinstance(nodes, str):
        return nodes
    if isinstance(nodes, dict):
        return f" {words_of_tree(nodes.get('c', []))} "
    assert isinstance(nodes, list)
    return "".join(words_of_tree(node) for node in nodes)


@pytest.mark.parametrize("source", KEPT)
def test_what_carries_meaning_stays(source: str) -> None:
    cleaned = clean_html(source)
    assert cleaned == source
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ('<p style="TEXT-ALIGN: Right !important; top:0">x</p>', '<p style="text-align:right">x</p>'),
        ('<p style="text-align:expression(alert(1))">x</p>', "<p>x</p>"),
        ('<p style="white-space:url(javascript:x)">x</p>', "<p>x</p>"),
        ('<ol start="9999999999999999" type="javascript:x">x</ol>', "<ol>x</ol>"),
        ('<p dir="javascript:x" align="top">x</p>', "<p>x</p>"),
        ('<blockquote cite="javascript:x">q</blockquote>', "<blockquote>q</blockquote>"),
        ('<p id="root" class="btn" data-plain="x">x</p>', "<p>x</p>"),
        ('<img src="cid:a" width="100000" height="20">', '<img src="cid:a" height="20">'),
        ('<font color="white">x</font>', "x"),
    ],
)  # fmt: skip
def test_values_that_mean_something_else_do_not(source: str, cleaned: str) -> None:
    assert clean_html(source) == cleaned


@pytest.mark.parametrize("source", BLOCKS)
def test_blocks_part_words_in_every_text(source: str) -> None:
    for text in (html_to_text(source), html_to_text(clean_html(source)), words_of_tree(tree(source))):
        assert [word for word in text.replace("*", " ").split() if word.isalpha() and word != "o"] == [
            "one",
            "two",
        ]


def test_numbers_of_a_list_are_those_of_the_html() -> None:
    text = html_to_text(clean_html('<ol start="5"><li>a</li><li value="9">b</li><li>c</li></ol>'))
    assert text.split() == ["5.", "a", "9.", "b", "10.", "c"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Region        Runs   Failed\neu-central     120        4", "columns"),
        ("  if (x > 1) {\n      retry();\n  }", "columns"),
        ("a\tb\nc\td", "columns"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ""),
        ('Traceback (most recent call last):\n  File "a.py", line 1\n    x()', "columns"),
        ("First sentence.  Second sentence.  Third.", "text"),
        ("Line one\n continued", "text"),
        ("Ordinary prose\nwith a second line.", ""),
    ],
)
def test_plain_text_says_where_blanks_mean_something(text: str, kind: str) -> None:
    shown = text_to_html(f"Hi,\n\n{text}")
    found = re.findall('<p data-plain="([a-z]+)">', shown)
    assert found == ([kind] if kind else [])
    assert text.split("\n")[0].replace(">", "&gt;") in shown
    assert clean_html(shown) == shown


def test_the_first_line_keeps_its_indentation() -> None:
    assert text_to_html("\n\n    a = 1\n    b = 2\n") == '<p data-plain="columns">    a = 1<br>    b = 2</p>'


@given(st.text(alphabet=" \t\nab.|", max_size=80))
def test_blanks_stay_within_paragraphs(text: str) -> None:
    shown = text_to_html(text)
    assert clean_html(shown) == shown
    kept = re.sub(r"<[^>]+>", "", shown.replace("<br>", "\n"))
    assert "".join(kept.split()) == "".join(text.split())


def attacks() -> list[dict[str, Any]]:
    if not ATTACKS.is_file():
        return []
    return [json.loads(line) for line in ATTACKS.read_text("utf-8").split("\n") if line]


@pytest.mark.skipif(not ATTACKS.is_file(), reason="the payloads lie in ../shared")
def test_no_known_attack_gets_through_any_cleaner() -> None:
    cases = attacks()
    assert len(cases) > 50
    for case in cases:
        cleaned = clean_html(case["payload"])
        framed = document(case["payload"], title="x", files_by_cid={}).partition("<body>")[2]
        for shown in (cleaned, framed):
            for tag in re.findall(r"<[a-zA-Z][^>]*>", shown.lower()):
                assert not _RUNNING.match(tag), case
                assert not re.search(r"""[\s"'/]on[a-z]+\s*=""", re.sub(r'"[^"]*"', '""', tag)), case
                assert not re.search(r"""(?:href|src|cite)="\s*(?:javascript|vbscript|data):""", tag), case
                assert not re.search(r"""style="[^"]*(?:url|expression|position|behavior)""", tag), case
        assert clean_html(cleaned) == cleaned
        for node in _nodes(tree(case["payload"])):
            assert not str(node.get("href", "https:")).lower().startswith(("javascript", "data", "vbscript"))
            assert not any(name.startswith("on") for name in node.get("a", {}))


def _nodes(nodes: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        if isinstance(node, dict):
            found += [node, *_nodes(node.get("c", []))]
    return found
