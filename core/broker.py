"""
Celery's way to Redis, with one client for each pool of connections.

kombu makes a client for each message that it sends, takes or acknowledges, which costs more than all the rest
of it: a client sets up tables of commands and callbacks. A client keeps no state between commands, and its
pool is made for threads.
"""

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """As kombu's, but for the client of ordinary commands."""

    _ordinary: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        # Those for waiting hold a connection of their own.
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[misc]  # the stubs lack it
        if self._ordinary is None or self._ordinary.connection_pool is not self.pool:
            self._ordinary = super()._create_client()  # type: ignore[misc]  # as above
        return self._ordinary


class Transport(redis.Transport):
    """As kombu's, with these channels."""

    Channel = Channel
