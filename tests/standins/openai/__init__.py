"""A stand-in for OpenAI's API."""

from tests.standins.openai.server import Failure, OpenAIStandIn

__all__ = ["Failure", "OpenAIStandIn"]
