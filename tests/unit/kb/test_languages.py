"""In which of the known languages a reader reads."""

import pytest

from kb.languages import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr,de;q=0.5", "de"), ("de-AT", "de"), ("en;q=0.3,de;q=0.8", "de"), ("pt", "pt-br"),
        ("fr", ""), ("", ""), ("fr,de;q=0", ""), ("de;q=0,en;q=0.1", "en"),
    ],
)  # fmt: skip
def test_the_most_wanted_language_that_is_known(header: str, language: str) -> None:
    assert preferred(header, ["en", "de", "pt-br"]) == language
