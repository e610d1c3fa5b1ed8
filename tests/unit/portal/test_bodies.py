"""A stored body is cleaned once more before it stands in a page, and its images are the portal's."""

import pytest

from portal.bodies import shown_body

FILE = "5b0f3a55-7c1c-4a27-9d51-0d2f5e1f7a11"
FILES = "/help/halyard/requests/x/files/"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("<p>Plain</p>", "<p>Plain</p>"),
        ('<p onclick="x()">Hi</p><script>alert(1)</script>', "<p>Hi</p>"),
        (f'<img src="/api/v1/attachments/{FILE}" alt="a">', f'<img src="{FILES}{FILE}" alt="a">'),
        (f'<img src="/api/v1/widget/attachments/{FILE}/">', f'<img src="{FILES}{FILE}">'),
        ('<img src="https://evil.test/p.png">', "<img>"),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<form action=//evil.test><button>x</button></form>", "<div><div>x</div></div>"),
    ],
)
def test_bodies(stored: str, shown: str) -> None:
    assert shown_body(stored, FILES) == shown
