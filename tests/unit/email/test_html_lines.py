import pytest

from integrations.email.mime import html_lines


def text(source: str) -> str:
    return html_lines.text_of(html_lines.lines(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a &amp; b &lt;c&gt; &nbsp; d", "a & b <c> d"),
        ("<script>x<p></script>a<style>b</style>", "a"),
        ("<!-- no -->a<!--[if mso]>no<![endif]-->", "a"),
        ("<!-- never closed <p>a", "never closed\n\na"),
        ("1 < 2 <3", "1 < 2 <3"),
        ('<a href="x>y">a</a>', "a"),
        ("<a href='x", ""),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ('<div style="display: none">no</div>yes', "yes"),
        ("&#99999999999999999999;a", ";a"),
        ('<img alt="🎉"><img alt="a logo">', "🎉"),
    ],
)
def test_reads_html_as_people_see_it(source: str, expected: str) -> None:
    assert text(source) == expected


def test_knows_what_mail_programs_marked() -> None:
    found = html_lines.lines(
        'a<div class="gmail_quote">b<blockquote>c</blockquote></div><div id="Signature">d</div>'
    )
    assert [(line.text, line.depth, line.is_signature) for line in found if line.text] == [
        ("a", 0, False),
        ("b", 1, False),
        ("c", 2, False),
        ("d", 0, True),
    ]
