"""How soon everybody who has a ticket open sees a reply."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import websockets


def fan_out(
    *, url: str, tokens: Sequence[str], number: int, reply: Callable[[], int], watchers: int, rounds: int
) -> list[float]:
    """
    Milliseconds from sending a reply to its arrival, one value per watcher and round.

    Includes the whole request, so it is longer than the delay after the commit. The watchers share the
    `tokens`, of which each may hold a limited number of sockets (`LiveConsumer.max_sockets`).
    """
    return asyncio.run(_fan_out(url, tokens, number, reply, watchers, rounds))


async def _fan_out(
    url: str, tokens: Sequence[str], number: int, reply: Callable[[], int], watchers: int, rounds: int
) -> list[float]:
    address = f"ws://{urlsplit(url).netloc}/ws/live/?token="
    topic = f"ticket:{number}"
    sockets = [await websockets.connect(f"{address}{tokens[n % len(tokens)]}") for n in range(watchers)]
    durations: list[float] = []
    try:
        for socket in sockets:
            await socket.send(json.dumps({"type": "subscribe", "topic": topic}))
        await asyncio.gather(*(_until(socket, "subscribed", topic) for socket in sockets))
        for _ in range(rounds):
            arrivals = [asyncio.create_task(_until(socket, "event", topic)) for socket in sockets]
            started = time.perf_counter()
            await asyncio.to_thread(reply)
            durations += [(at - started) * 1000 for at in await asyncio.gather(*arrivals)]
            await asyncio.sleep(0.1)
    finally:
        for socket in sockets:
            await socket.close()
    return durations


async def _until(socket: websockets.ClientConnection, kind: str, topic: str) -> float:
    """When the first frame of this kind arrived; it is parsed afterwards, as a screen would paint."""
    while True:
        frame = await asyncio.wait_for(socket.recv(), 30)
        at = time.perf_counter()
        parsed = json.loads(frame)
        if parsed["type"] == "denied":
            raise RuntimeError(parsed["detail"])
        is_reply = kind != "event" or parsed.get("name") == "tickets.reply_posted"
        if parsed["type"] == kind and parsed["topic"] == topic and is_reply:
            return at
