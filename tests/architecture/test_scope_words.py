"""What the workspace says of each scope's area is what the registry says."""

import json
from pathlib import Path

from people.scopes import AREAS

LOCALES = Path(__file__).parents[2] / "frontend" / "src" / "features" / "developers" / "locales"


def test_the_words_of_the_areas_are_those_of_the_registry() -> None:
    assert json.loads((LOCALES / "en.json").read_text())["about"] == AREAS


def test_every_area_has_words_in_both_languages() -> None:
    for name in ("en", "de"):
        texts = json.loads((LOCALES / f"{name}.json").read_text())
        for part in ("area", "about"):
            assert list(texts[part]) == list(AREAS), f"{name}: {part}"
            assert all(texts[part].values())
