"""Who is viewing or writing in a record right now: ephemeral, in Redis, gone when they are."""

import time
from typing import Any

import orjson
import redis.asyncio as redis

from core.live.publishing import channel

FRESH_SECONDS = 45
STATES = ("viewing", "replying", "noting", "sending")


def _key(topic: str) -> str:
    return channel(f"presence:{topic}")


async def update(
    client: redis.Redis, *, topic: str, person: dict[str, Any], socket_id: str, state: str
) -> None:
    """Set one socket's presence, or remove it for the state `left`, and tell the topic's followers."""
    key = _key(topic)
    if state == "left":
        await client.hdel(key, socket_id)
    else:
        value = orjson.dumps(person | {"state": state, "at": time.time()})
        await client.hset(key, socket_id, value)
        await client.expire(key, FRESH_SECONDS * 2)
    frame = orjson.dumps({"type": "presence", "topic": topic, "people": await people(client, topic)})
    await client.publish(channel(topic), b"{}\n" + frame)


async def people(client: redis.Redis, topic: str) -> list[dict[str, Any]]:
    """Each person once, in their most active state, sorted by name."""
    entries = [orjson.loads(value) for value in (await client.hgetall(_key(topic))).values()]
    oldest = time.time() - FRESH_SECONDS
    best: dict[Any, dict[str, Any]] = {}
    for entry in entries:
        if entry.pop("at") < oldest:
            continue
        known = best.get(entry["id"])
        if known is None or STATES.index(entry["state"]) > STATES.index(known["state"]):
            best[entry["id"]] = entry
    return sorted(best.values(), key=lambda entry: str(entry["name"]))
