"""Documents that the installation serves by itself."""

import re

from tests.answers import Client


def test_the_page_of_errors_leads_nowhere_that_is_not_served() -> None:
    page = Client().get("/docs/errors").content.decode()
    assert '<h3 id="tickets.field_in_use">' in page
    assert re.findall(r'href="([^"#/h][^"]*)"', page) == []
    assert "<code>docs/privacy.md</code>" in page
