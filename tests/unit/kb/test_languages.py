"""Languages of articles: which a reader reads, what they are called, in which direction they are written."""

import pytest

from kb.languages import direction_of, name_in, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr,de;q=0.5", "de"), ("de-AT", "de"), ("en;q=0.3,de;q=0.8", "de"), ("pt", "pt-br"),
        ("fr", ""), ("", ""), ("fr,de;q=0", ""), ("de;q=0,en;q=0.1", "en"),
    ],
)  # fmt: skip
def test_the_most_wanted_language_that_is_known(header: str, language: str) -> None:
    assert preferred(header, ["en", "de", "pt-br"]) == language


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [("ar", "Arabisch", "rtl"), ("he", "Hebräisch", "rtl"), ("pt-br", "Brasilianisches Portugiesisch", "ltr"),
     ("xx", "xx", "auto")],
)  # fmt: skip
def test_names_and_directions(code: str, name: str, direction: str) -> None:
    assert (name_in(code, "de"), direction_of(code)) == (name, direction)
