"""Which policy and target apply to a ticket: an ordered list, first match wins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sla.defaults import CHANNEL_GROUPS

CONDITIONS = ("segments", "brands", "channels", "priorities", "companies", "types", "tags")
"""What a policy can require; each holds a list, of which any one value suffices."""


@dataclass(frozen=True)
class Subject:
    """The attributes of a ticket that decide its policy; brands and companies by id."""

    segment: str = ""
    brand: int | None = None
    channel: str = ""
    priority: str = ""
    company: int | None = None
    type: str = ""
    tags: tuple[str, ...] = ()


class PolicyLike(Protocol):
    """A policy as far as matching is concerned."""

    @property
    def conditions(self) -> Mapping[str, Sequence[str | int]]: ...


class TargetLike(Protocol):
    """A target row as far as matching is concerned."""

    @property
    def channel(self) -> str: ...

    @property
    def priority(self) -> str: ...


P = TypeVar("P", bound=PolicyLike)
T = TypeVar("T", bound=TargetLike)


def matches(conditions: Mapping[str, Sequence[str | int]], subject: Subject) -> bool:
    """Whether the ticket has one of the values of every condition that names any."""
    return not failing(conditions, subject)


def failing(conditions: Mapping[str, Sequence[str | int]], subject: Subject) -> list[str]:
    """The conditions of which the ticket has none of the values."""
    actual: dict[str, tuple[str | int | None, ...]] = {
        "segments": (subject.segment,),
        "brands": (subject.brand,),
        "channels": (subject.channel,),
        "priorities": (subject.priority,),
        "companies": (subject.company,),
        "types": (subject.type,),
        "tags": subject.tags,
    }
    return [
        name
        for name, wanted in conditions.items()
        if wanted and not any(value in wanted for value in actual[name] if value is not None)
    ]


def first_match(policies: Iterable[P], subject: Subject) -> P | None:
    """The first of `policies` that matches, or None."""
    return next((policy for policy in policies if matches(policy.conditions, subject)), None)


def target_for(targets: Iterable[T], subject: Subject) -> T | None:
    """The row for the ticket's priority and channel; a row for the channel itself precedes its group's."""
    rows = {target.channel: target for target in targets if target.priority == subject.priority}
    return rows.get(subject.channel) or rows.get(CHANNEL_GROUPS.get(subject.channel, ""))
