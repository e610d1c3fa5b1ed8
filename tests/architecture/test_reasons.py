"""Anything that tells a tool to look away says why, on the same line."""

import re
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT

_PYTHON = re.compile(
    r"#\s?(?:type:\s?ignore|noqa)\b(?P<codes>\[[\w, -]+\]|:\s?[A-Z]+\d+(?:,\s?[A-Z]+\d+)*)?(?P<rest>.*)"
)
_SCRIPT = re.compile(
    r"eslint-disable\S*(?P<codes>(?:\s[@\w/-]*\w,?)*)(?P<rest>.*)|@ts-(?:ignore|expect-error)(?P<also>.*)"
)
_WORDS = re.compile(r"[A-Za-z]{2,}")


def missing(line: str, *, is_python: bool) -> bool:
    """Whether a line silences a tool without a code, or without a reason behind it."""
    found = (_PYTHON if is_python else _SCRIPT).search(line)
    if found is None:
        return False
    if is_python and not found["codes"]:
        return True
    rest = found["rest"] if found["rest"] is not None else found["also"]
    return not _WORDS.search(rest)


def _sources() -> list[Path]:
    python = [path for path in ROOT.glob("*/**/*.py") if ROOT / ".venv" not in path.parents]
    script = [path for path in (ROOT / "frontend" / "src").rglob("*") if path.suffix in (".ts", ".tsx")]
    here = [Path(__file__).resolve()]
    return [path for path in python + script if "node_modules" not in path.parts and path not in here]


def test_every_exception_has_its_reason() -> None:
    files = _sources()
    assert len(files) > 500
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if missing(line, is_python=path.suffix == ".py")
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[misc]",
        "x = 1  # type: ignore # because",
        "x = 1  # noqa",
        "x = 1  # noqa: S105",
        "x = 1  # noqa: S105, S106",
    ],
)
def test_python_without_a_reason_is_found(line: str) -> None:
    assert missing(line, is_python=True)
    assert not missing("x = 1  # type: ignore[misc]  # no types", is_python=True)
    assert not missing("x = 1  # noqa: S105, S106 (no secret)", is_python=True)


@pytest.mark.parametrize(
    "line",
    [
        "// eslint-disable-next-line no-console",
        "{/* eslint-disable-next-line jsx-a11y/no-autofocus */}",
        "/* eslint-disable react-hooks/rules-of-hooks, no-console */",
        "// @ts-ignore",
        "// @ts-expect-error",
    ],
)
def test_a_script_without_a_reason_is_found(line: str) -> None:
    assert missing(line, is_python=False)
    assert not missing("// eslint-disable-next-line no-console -- for developers", is_python=False)
    assert not missing("// @ts-expect-error the library has no types", is_python=False)
