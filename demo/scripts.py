"""
The hand-written conversations: `data/scripts/*.yaml` that may happen to anybody, `data/featured/*.yaml` once.

A script has `asks` (subject and first message, one pair for each variant) and `steps`. A step is a mapping
whose first key names its kind; a list of texts holds one for each variant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data"
# The C parser is ten times faster where it was built.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STEP_KINDS = frozenset(
    {
        "contact", "ai", "clarify", "handoff", "agent", "note", "issue", "event", "solve", "reopen", "rate",
    }
)  # fmt: skip
SEGMENTS = ("enterprise", "mid_market", "smb", "self_serve")


@dataclass(frozen=True, slots=True)
class Step:
    """
    One thing that happens.

    `value` is what stands behind the kind; `at` is in minutes from now, `after` in minutes from the step
    before, both None where the teller chooses.
    """

    kind: str
    value: Any
    at: float | None = None
    after: float | None = None
    by: str = ""
    then: str = ""
    via: str = ""
    sender: str = ""
    cc: tuple[str, ...] = ()
    sure: float = 0.9
    unsure: bool = False
    wants: str = ""
    why: str = ""
    tried: tuple[str, ...] = ()
    says: Any = ""

    def text(self, variant: int, value: Any = None) -> str:
        """The text of a variant."""
        value = self.value if value is None else value
        return str(value[variant % len(value)] if isinstance(value, list) else value)

    @property
    def citations(self) -> list[tuple[str, str]]:
        """(slug, heading) of each passage that an assistant's answer quotes."""
        references = self.value if isinstance(self.value, list) else [self.value]
        pairs = [str(reference).partition("#") for reference in references]
        return [(slug, heading) for slug, _, heading in pairs]


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation; `number`, `at` and `person` are set for featured tickets only."""

    key: str
    asks: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    area: str
    type: str
    tier: str
    team: str
    priority: str
    tags: tuple[str, ...]
    segments: tuple[str, ...] = SEGMENTS
    locale: str = "en"
    number: int = 0
    at: float = 0.0
    person: str = ""
    channel: str = ""
    assignee: str = ""
    handled_by: str = ""
    within_days: float = 90.0
    page: dict[str, str] = field(default_factory=dict)


def _step(source: dict[str, Any]) -> Step:
    kind = next(iter(source))
    if kind not in STEP_KINDS:
        raise ValueError(f"{kind} is not a kind of step")
    rest = {name: value for name, value in source.items() if name != kind}
    if "from" in rest:
        rest["sender"] = rest.pop("from")
    for name in ("tried", "cc"):
        if name in rest:
            rest[name] = tuple(rest[name])
    return Step(kind=kind, value=source[kind], **rest)


def _script(source: dict[str, Any], key: str) -> Script:
    fields = {name: value for name, value in source.items() if name not in ("key", "asks", "steps", "brands")}
    asks = source["asks"]
    # A featured ticket has one pair instead of a list of pairs.
    pairs = [asks] if isinstance(asks[0], str) else asks
    for name in ("tags", "segments"):
        if name in fields:
            fields[name] = tuple(fields[name])
    return Script(
        key=key,
        asks=tuple((str(subject), str(text)) for subject, text in pairs),
        steps=tuple(_step(step) for step in source["steps"]),
        **fields,
    )


def _read(folder: Path, name: str) -> list[Script]:
    scripts = []
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe one
        for source in document[name]:
            merged = {**document["defaults"], **source}
            scripts.append(_script(merged, str(source.get("key") or f"featured-{source['number']}")))
    return scripts


def load_scripts() -> list[Script]:
    """The conversations that may happen to anybody. Raises ValueError for an unknown kind of step."""
    return _read(FOLDER / "scripts", "scripts")


def load_featured() -> list[Script]:
    """The tickets with a number of their own, oldest first."""
    return sorted(_read(FOLDER / "featured", "tickets"), key=lambda script: script.at)


def variants(scripts: Sequence[Script]) -> list[tuple[Script, int]]:
    """Every script with each of its openings."""
    return [(script, variant) for script in scripts for variant in range(len(script.asks))]
