"""
What an app above the house tells the roof about itself, in its `system.py`.

The settings read these before Django is set up, so they import no model and no setting. What a lower floor
has to know of them (verbs, scopes), it reads from `settings.DECLARED`.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from core.variables import flag, number

T = TypeVar("T")


@dataclass(frozen=True)
class Variable:
    """
    One variable of the environment, which becomes the setting of the same name.

    The default's type is the setting's: text, a number, yes or no. `is_url` cuts slashes at the end.
    `docs/configuration.md` explains each.
    """

    name: str
    default: str | int | bool = ""
    is_url: bool = False

    def read(self, environment: Mapping[str, str]) -> str | int | bool:
        """Its value there, the default where it is unset or empty. Raises ValueError for another type."""
        if isinstance(self.default, bool):
            return flag(self.name, default=self.default, environment=environment)
        if isinstance(self.default, int):
            return number(self.name, self.default, environment)
        value = environment.get(self.name, "") or self.default
        return value.rstrip("/") if self.is_url else value


@dataclass(frozen=True)
class Declaration:
    """
    One app's part in what the roof puts together; names are Python paths.

    `verbs` maps a role to what it and all stronger ones may do; `scopes` an area of tokens to what it opens.
    `routes` sends tasks (patterns allowed) to a queue of `queues`, `beat` runs tasks every so many seconds.
    `channels` are the traits (`tickets.channel_kinds.ChannelKind`) of the channels that it brings.
    `api_urls` are below `/api/v1/`, `root_urls` beside it. `enums` names choices in the description of the
    API, `worker_steps` are parts of the worker's own process.
    """

    verbs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    queues: tuple[str, ...] = ()
    routes: Mapping[str, str] = field(default_factory=dict)
    beat: Mapping[str, float] = field(default_factory=dict)
    channels: Mapping[str, Any] = field(default_factory=dict)
    api_urls: str = ""
    root_urls: str = ""
    variables: tuple[Variable, ...] = ()
    enums: Mapping[str, str] = field(default_factory=dict)
    worker_steps: tuple[str, ...] = ()


def declared(apps: Iterable[str]) -> list[Declaration]:
    """The declarations of those apps that have a `system.py`; TypeError where it declares nothing."""
    found = []
    for app in apps:
        if find_spec(f"{app}.system") is None:
            continue
        made = getattr(import_module(f"{app}.system"), "SYSTEM", None)
        if not isinstance(made, Declaration):
            raise TypeError(f"{app}/system.py has no SYSTEM = Declaration(…).")
        found.append(made)
    return found


def merged(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    """One table of several. Raises ValueError for a name that two of them give."""
    found: dict[str, T] = {}
    for part in parts:
        twice = found.keys() & part.keys()
        if twice:
            raise ValueError(f"Declared twice: {', '.join(sorted(twice))}.")
        found |= part
    return found


def values_of(declarations: Iterable[Declaration]) -> dict[str, str | int | bool]:
    """The settings that the variables of these become."""
    return merged(
        {variable.name: variable.read(os.environ)} for one in declarations for variable in one.variables
    )
