"""
No comparison of the clocks and of assignment can change without a test that fails.

One change of every fourth place here; `CANDOR_MUTANTS=each` tries one of each place, and `all` all of them
(`tests/mutants.py`).
"""

import os
import subprocess
import sys

import pytest

from tests.mutants import EQUIVALENT, ROOT, mutants

_EXTENTS = {"all": (), "each": ("--each-place",)}
EXTENT = _EXTENTS.get(os.environ.get("CANDOR_MUTANTS", ""), ("--each-place", "--step", "4"))
HELD = {"sla.clock": "tests/unit/sla/test_clock.py", "routing.assign": "tests/unit/routing/test_assign.py"}


@pytest.mark.parametrize("module", HELD)
def test_every_changed_comparison_fails_a_test(module: str) -> None:
    # A process of its own: this one has imported what is changed.
    words = [sys.executable, "-m", "tests.mutants", module, HELD[module], *EXTENT]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "killed" in done.stdout


def test_a_change_that_no_test_sees_is_told() -> None:
    """The tests of other things say nothing about assignment, whatever it decides."""
    words = [sys.executable, "-m", "tests.mutants", "routing.line", "tests/unit/routing/test_needs.py"]
    done = subprocess.run([*words, "--each-place"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "survived" in done.stdout


def test_what_is_called_equivalent_is_there() -> None:
    for module, reasons in EQUIVALENT.items():
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        known = {str(mutant) for mutant in mutants(source, each_place=False)}
        assert set(reasons) <= known


def test_each_kind_of_decision_is_changed() -> None:
    source = """
def decide(a, b, found):
    if a and not b:
        return min(a, b)
    if found:
        return any(one < a for one in found if one)
    return a in found
"""
    assert {str(mutant) for mutant in mutants(source, each_place=False)} == {
        "a and (not b) -> a or not b",
        "not b -> b",
        "min(a, b) -> max(a, b)",
        "found -> not found",
        "any((one < a for one in found if one)) -> all((one < a for one in found if one))",
        "one < a -> one <= a",
        "one < a -> one >= a",
        "one -> not one",
        "a in found -> a not in found",
    }
