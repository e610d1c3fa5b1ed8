"""A receiver of webhooks that fails on demand."""

from tests.standins.receiver.server import Received, Receiver

__all__ = ["Received", "Receiver"]
