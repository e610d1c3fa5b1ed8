"""The desk for the tests about assignment."""

from tests.api.routing.conftest import desk

__all__ = ["desk"]
