"""A receiver of webhooks that fails on demand."""

from tests.standins.receiver.server import Receiver, Received

__all__ = ["Received", "Receiver"]
