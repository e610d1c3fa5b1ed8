"""Actions as an admin configures them: part of the assistant's configuration, and so of its versions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from assistant.actions.declared import HTTP, LOOKUP, WRITE

TEXT, INTEGER, AMOUNT, CHOICE = "text", "integer", "amount", "choice"
INPUT_KINDS = (TEXT, INTEGER, AMOUNT, CHOICE)
FACT_KINDS = ("text", "number", "date", "yes_no")
OWNERS = ("company", "contact")
APPROVALS = ("agent", "automatic")
MIN_SCORE = 0.75
PER_CUSTOMER, PER_DAY = 10, 500


@dataclass(frozen=True, slots=True)
class Input:
    """
    A value that is taken from the customer's message.

    `mask` is the form of a text (`actions.inputs`), `choices` are the only values of a choice, `largest` is
    the most that a number or an amount may be.
    """

    name: str
    about: str = ""
    kind: str = TEXT
    mask: str = ""
    choices: tuple[str, ...] = ()
    largest: float | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a request; `secret` names the stored secret that stands in place of `value`."""

    name: str
    value: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A fact in the answer of a system: where it stands (`plan.name`, `items[0].state`), and its kind."""

    name: str
    path: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Request:
    """
    A request to a system, with placeholders in `url` and `body`.

    `sign_with` names the stored secret by which the receiver knows us. `owner_path` is where the answer says
    whose the object is: it must be the external id of the subject's `owner`, or nothing was found.
    """

    method: str = "GET"
    url: str = ""
    headers: tuple[Header, ...] = ()
    body: str = ""
    timeout: float = 5.0
    sign_with: str = ""
    results: tuple[Result, ...] = ()
    owner: str = "company"
    owner_path: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the customer is told, in one language, with the facts as `{name}`."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """
    One action: what it does, for which questions, for whom, how often, and what is said afterwards.

    `source` is the key of a declaration, or `http` with a `request`. `examples` are questions it is for; one
    must be alike by `min_score` at least. Empty `categories` and `segments` mean any. A write of `approval`
    `agent` waits for one; `automatic` ones do only in `automatic_categories`. `check_with` is the lookup that
    must first find what a write with inputs is about, as the customer's own.
    """

    key: str
    label: str
    about: str = ""
    kind: str = LOOKUP
    source: str = HTTP
    option: str = ""
    is_on: bool = False
    examples: tuple[str, ...] = ()
    min_score: float = MIN_SCORE
    categories: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    answers: tuple[Words, ...] = ()
    per_customer: int = PER_CUSTOMER
    per_day: int = PER_DAY
    amount_input: str = ""
    max_amount: float | None = None
    approval: str = "agent"
    automatic_categories: tuple[str, ...] = ()
    check_with: str = ""
    request: Request = field(default_factory=Request)

    @property
    def secret_names(self) -> set[str]:
        """The stored secrets that its request carries."""
        named = {self.request.sign_with, *(one.secret for one in self.request.headers)}
        return {name for name in named if name}

    @property
    def is_write(self) -> bool:
        """Whether it changes something."""
        return self.kind == WRITE

    def is_for(self, *, category: str, segment: str) -> bool:
        """Whether it is on, for questions of this category from customers of this segment."""
        fits = not self.categories or category in self.categories
        return self.is_on and fits and (not self.segments or segment in self.segments)

    def is_automatic_in(self, category: str) -> bool:
        """Whether it needs nobody's approval for questions of this category."""
        return not self.is_write or (
            self.approval == "automatic" and bool(category) and category in self.automatic_categories
        )

    def words_in(self, language: str) -> str:
        """What is said in a language; empty where there are no words for it."""
        return next((one.text for one in self.answers if one.language == language[:2]), "")


def read_actions(rows: Sequence[Mapping[str, Any]]) -> tuple[Action, ...]:
    """The actions that a version stores; what a row leaves out has its default."""
    return tuple(map(read_action, rows))


def read_action(row: Mapping[str, Any]) -> Action:
    """One action as it is stored."""
    values: dict[str, Any] = _known(row, Action)
    for name in ("examples", "categories", "segments", "automatic_categories"):
        values[name] = tuple(row.get(name, ()))
    values["inputs"] = tuple(
        Input(**_known(one, Input) | {"choices": tuple(one.get("choices", ()))})
        for one in row.get("inputs", ())
    )
    values["answers"] = tuple(Words(**_known(one, Words)) for one in row.get("answers", ()))
    values["request"] = _request(row.get("request") or {})
    return Action(**values)


def _request(row: Mapping[str, Any]) -> Request:
    return Request(
        **_known(row, Request)
        | {
            "headers": tuple(Header(**_known(one, Header)) for one in row.get("headers", ())),
            "results": tuple(Result(**_known(one, Result)) for one in row.get("results", ())),
        }
    )


def _known(row: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    names = [one.name for one in fields(kind)]
    return {name: row[name] for name in names if name in row}


def action_json(action: Action) -> dict[str, Any]:
    """An action as it is stored."""
    found: dict[str, Any] = _listed(asdict(action))
    return found


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(one) for name, one in value.items()}
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def action_find(actions: Collection[Action], key: str) -> Action | None:
    """An action by its key, or None."""
    return next((one for one in actions if one.key == key), None)
