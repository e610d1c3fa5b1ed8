"""The engine that needs neither a key nor a network."""

from assistant.engines.builtin.engine import BuiltinEngine

__all__ = ["BuiltinEngine"]
