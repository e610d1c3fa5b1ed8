"""
Which engine does what.

The setting AI_ENGINE names one engine for everything (`builtin`, `openai`), or a default followed by engines
for single capabilities: `openai,classify=builtin,translate=openai`.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from django.conf import settings

from assistant.engines.builtin import BuiltinEngine
from assistant.engines.protocol import CAPABILITIES, Engine, Unsupported
from core.errors import Invalid, UpstreamFailed
from tickets.clearance import Cleared

logger = logging.getLogger(__name__)
R = TypeVar("R")
BUILTIN, OPENAI = "builtin", "openai"


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """A result, and whether it came from the fallback because the chosen engine failed."""

    result: R
    fell_back: bool = False
    problem: str = ""


def plan(setting: str) -> dict[str, str]:
    """The engine for each capability; raises Invalid for unknown names."""
    chosen = dict.fromkeys(CAPABILITIES, BUILTIN)
    for part in filter(None, (piece.strip() for piece in setting.split(","))):
        capability, separator, name = part.partition("=")
        if not separator:
            capability, name = "", part
        if name not in (BUILTIN, OPENAI) or (capability and capability not in CAPABILITIES):
            raise Invalid(f"AI_ENGINE does not know {part}.")
        chosen |= {capability: name} if capability else dict.fromkeys(CAPABILITIES, name)
    return chosen


@lru_cache(maxsize=1)
def builtin() -> BuiltinEngine:
    """The engine that always works."""
    return BuiltinEngine()


def engine_for(capability: str, cleared: Cleared) -> Engine:
    """The engine that the settings assign to this capability, as far as the leave to read goes."""
    if not isinstance(cleared, Cleared):
        raise TypeError("An engine reads nothing without the leave to (tickets.clearance).")
    if plan(settings.AI_ENGINE)[capability] == OPENAI and not cleared.is_local:
        from assistant.engines.openai.engine import openai_engine

        return openai_engine()
    return builtin()


def with_engine(capability: str, cleared: Cleared, work: Callable[[Engine], R]) -> Done[R]:
    """
    Do something with the chosen engine, or with the built-in one if that fails.

    Raises Unsupported or UpstreamFailed if the built-in one cannot do it either.
    """
    engine = engine_for(capability, cleared)
    try:
        return Done(work(engine))
    except (UpstreamFailed, Unsupported) as error:
        if engine is builtin():
            raise
        logger.warning("The built-in engine takes over", extra={"capability": capability, "why": str(error)})
        problem = str(error)
    try:
        return Done(work(builtin()), fell_back=True, problem=problem)
    except Unsupported as error:
        raise UpstreamFailed(f"{problem} {error}") from error
