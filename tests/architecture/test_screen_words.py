"""What the server names, screens say in both languages: places of data, and errors by their code."""

import ast
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from core import kept, persons
from core.persons import Person
from tests.architecture.modules import ROOT, packages

LANGUAGES = ("en", "de")
NOBODY = Person(frozenset(), frozenset(), ())


def words(path: str, language: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"frontend/src/{path}/locales/{language}.json").read_text())
    return found


def leaves(tree: Mapping[str, Any], above: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in tree.items():
        found |= leaves(value, f"{above}{name}.") if isinstance(value, dict) else {above + name: value}
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_person_has_words(language: str) -> None:
    places = {place for _, holder in persons.holders() for place in holder.counts(NOBODY)}
    assert {"portal_sessions", "routing", "mail"} <= places
    assert places - words("features/privacy", language)["person"]["places"].keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_redaction_has_words(language: str) -> None:
    # Those of the timeline are counted by the redaction itself.
    places = {keeper.place for keeper in kept.keepers()} | {"entries"}
    assert {"signals", "questions", "reviews", "originals"} <= places
    assert places - words("features/privacy", language)["found"]["places"].keys() == set()


CODED = (
    "tickets/services/siding.py", "people/services/privacy.py", "people/services/merging.py",
    "tickets/services/combining/merging.py", "tickets/services/combining/splitting.py",
    "insights/services/telling.py", "insights/services/acting.py", "insights/services/asking.py",
    "quality/services/reviewing.py", "integrations/importers/services/acting.py",
    "integrations/importers/services/files.py", "core/api/uploads.py", "tickets/services/redacting.py",
)  # fmt: skip
"""Their refusals stand in dialogs of the workspace as they are."""
OWN_CLASSES = ("integrations/importers/services/acting.py",)
"""Of these the errors of classes of their own, too."""
PLAIN = {
    "state must be one of": "a program's mistake: screens send no other",
    "There is no such step.": "the same",
    "There is no such source.": "the same",
    "This day cannot be.": "the same: a calendar offers no other day",
}


def refusals(path: str) -> Iterator[tuple[str, str]]:
    """
    What a module refuses, also by a function that makes the error and by a class of its own.

    Each is a code, with its `reason_code` as screens join them, empty without one, and a text.
    """
    tree = ast.parse((ROOT / path).read_text())
    kinds = dict.fromkeys(("Invalid", "Conflict", "PreconditionFailed", "TooLarge"), "")
    kinds |= {"PreconditionFailed": "version_changed", "TooLarge": "too_large"}
    for node in ast.walk(tree) if path in OWN_CLASSES else ():
        if isinstance(node, ast.ClassDef) and {ast.unparse(base) for base in node.bases} & kinds.keys():
            kinds[node.name] = next(
                ast.literal_eval(one.value) for one in node.body
                if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "code"
            )  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in kinds and node.args:
            given = {one.arg: ast.unparse(one.value).strip("'") for one in node.keywords}
            code, why = given.get("code", kinds[ast.unparse(node.func)]), given.get("reason_code", "")
            yield (f"{code}_{why}" if why else code), ast.unparse(node.args[0]).strip("f'\"")


def test_what_dialogs_show_has_a_code_with_words_in_both_languages() -> None:
    found = [one for path in CODED for one in refusals(path)]
    known = [leaves(words("shared", language)["problem"]) for language in LANGUAGES]
    assert len(found) > 15
    assert known[0].keys() == known[1].keys()
    bare = {text for code, text in found if code not in known[0]}
    assert {text for text in bare if not text.startswith(tuple(PLAIN))} == set()


REASONED = {
    "people.merge_direction": ("people/merge_rules.py", "Reason"),
    "people.merge_stands": ("people/merge_preview.py", "Reason"),
    "tickets.merge_refused": ("tickets/merge_rules.py", "Refusal"),
}
"""Codes that say why in a second word, and where those words are."""


@pytest.mark.parametrize("code", sorted(REASONED))
def test_every_reason_of_a_refusal_has_words(code: str) -> None:
    path, name = REASONED[code]
    calls = [
        node for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]  # fmt: skip
    known = leaves(words("shared", "de")["problem"])
    reasons = {str(one.args[0].value) for one in calls if isinstance(one.args[0], ast.Constant)}
    assert len(reasons) > 1
    assert {f"{code}_{one}" for one in reasons} - known.keys() - {"people.merge_stands_gone"} == set()


def test_other_refusals_of_merges_and_queries_have_words() -> None:
    known = leaves(words("shared", "de")["problem"])
    assert {
        "people.already_merged",
        "tickets.merge_stands_merged_since",
        "tickets.merge_stands_too_late",
    } <= set(known)
    assert {f"insights.unreadable_query_{one}" for one in ("near", "part", "whole")} <= set(known)


def is_in(code: str, source: str) -> bool:
    """Whether a program has a code: alone, or with the word that says why behind it."""
    parts = [(code[:at], code[at + 1 :]) for at, sign in enumerate(code) if sign == "_"]
    return f'"{code}"' in source or any(f'"{one}"' in source and f'"{why}"' in source for one, why in parts)


def test_no_words_are_left_of_a_code_that_is_gone() -> None:
    source = "\n".join(
        path.read_text()
        for package in packages()
        for path in package.rglob("*.py")
        if "tests" not in path.parts
    )
    for code in leaves(words("shared", "en")["problem"]):
        assert is_in(code, source), code


def test_screens_know_what_an_erased_person_is_called() -> None:
    source = (ROOT / "frontend/src/shared/ui/person-name.tsx").read_text()
    assert f"ERASED = '{persons.ERASED}';" in source
    assert words("shared", "de")["erasedPerson"] != words("shared", "en")["erasedPerson"]
