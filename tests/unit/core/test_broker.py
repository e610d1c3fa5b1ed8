"""One client of Redis for each pool of the broker, and none that waits is shared."""

import os
from urllib.parse import urlsplit

from kombu import Connection

from core.broker import Channel
from helpdesk.celery import app


def test_messages_share_a_client_and_a_new_pool_gets_a_new_one() -> None:
    # Tests have a broker in memory: this one is the Redis that they share, under its own names.
    path = urlsplit(os.environ["REDIS_URL"]).path
    assert app.conf.broker_url
    with Connection(f"redis+socket://{path}?virtual_host=3") as connection:
        channel = connection.channel()
        assert type(channel) is Channel
        with channel.conn_or_acquire() as first, channel.conn_or_acquire() as second:
            assert first is second
        assert channel.client is not first
        queue = connection.SimpleQueue("test-broker")
        queue.put({"number": 1})
        message = queue.get(timeout=5)
        message.ack()
        assert message.payload == {"number": 1}
        assert first.hlen(channel.unacked_key) == 0
        queue.close()
        channel._disconnect_pools()  # type: ignore[attr-defined]  # the stubs lack it
        with channel.conn_or_acquire() as third:
            assert third is not first
            assert third.ping()
