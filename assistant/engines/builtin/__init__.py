"""The engine that needs no key and no network."""

from assistant.engines.builtin.engine import BuiltinEngine

__all__ = ["BuiltinEngine"]
