from typing import Any

from django.conf import settings
from django.core.cache import cache, caches

from core.api.throttling import count_call
from core.cache import ForgivingRedisCache, count


def away() -> ForgivingRedisCache:
    """A cache whose Redis does not exist."""
    return ForgivingRedisCache("unix:///nonexistent/redis.sock", settings.CACHES["default"])


def redis() -> Any:
    """The client behind the default cache."""
    backend: Any = caches["default"]
    return backend._cache.get_client()


def test_it_counts_uses_of_a_key_until_it_is_forgotten() -> None:
    assert [count("visits", timeout=60) for _ in range(3)] == [1, 2, 3]
    assert count("other", timeout=60) == 1
    assert 0 < redis().ttl(cache.make_key("visits")) <= 60


def test_counted_values_are_ordinary_ones() -> None:
    count("visits", timeout=60)
    cache.incr("visits")
    assert cache.get("visits") == 2


def test_without_redis_every_use_is_the_first() -> None:
    absent = away()
    assert [absent.count("visits", timeout=60) for _ in range(2)] == [1, 1]


def test_without_redis_reads_miss_and_writes_are_dropped() -> None:
    absent = away()
    absent.set("name", "value")
    assert absent.get("name", "default") == "default"
    assert absent.get_many(["name"]) == {}
    assert absent.add("name", "value")
    assert not absent.delete("name")
    assert not absent.has_key("name")
    assert absent.incr("name", 4) == 4


def test_calls_over_the_limit_are_refused_until_the_next_window() -> None:
    answers = [count_call("someone", limit=2, window=3600)[:2] for _ in range(3)]
    assert answers == [(True, 1), (True, 0), (False, 0)]
    assert count_call("somebody-else", limit=2, window=3600)[0]


def test_the_connection_is_made_once() -> None:
    assert redis() is redis()
