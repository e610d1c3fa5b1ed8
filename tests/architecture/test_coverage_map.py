"""docs/coverage.md is the map of what exists: every requirement once, with a state, an owner and a proof."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT.parent / "shared" / "spec" / "requirements.md"
ROW = re.compile(r"^\| ([A-Z]\d+a?b?) \| (works|partly|not yet) \|([^|]*)\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
STATES = ("works", "partly", "not yet")


def rows() -> list[tuple[str, ...]]:
    return [match.groups() for match in ROW.finditer((ROOT / "docs" / "coverage.md").read_text())]


def test_every_requirement_has_one_row() -> None:
    if not REQUIREMENTS.exists():
        pytest.skip("../shared is not here")
    wanted = re.findall(r"^\| ([A-Z]\d+a?b?) \|", REQUIREMENTS.read_text(), re.MULTILINE)
    assert sorted(row[0] for row in rows()) == sorted(wanted)


def test_what_works_names_its_owner_and_an_existing_proof() -> None:
    assert rows()
    for name, state, owner, _, proof in rows():
        if state == "not yet":
            continue
        packages = re.findall(r"`([\w/.-]+)`", owner)
        proofs = re.findall(r"`([\w/.-]+)`", proof)
        assert packages, f"{name} has no owner"
        assert proofs, f"{name} has no proof"
        for path in [*packages, *proofs]:
            assert (ROOT / path).exists(), f"{name}: {path} does not exist"


def test_what_is_partly_done_says_what_is_missing() -> None:
    for name, state, _, note, _ in rows():
        assert state == "works" or note.strip(), f"{name} does not say what is missing"
