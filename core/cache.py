"""A Redis cache whose loss costs time, never correctness."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class LastingClient(RedisCacheClient):
    """Keeps its client: making one for every call, as Django does, costs more than the call itself."""

    def get_client(self, key: Any = None, *, write: bool = False) -> "redis.Redis":
        if (known := self.__dict__.get("_lasting")) is None:
            known = self._lasting = super().get_client(key, write=True)
        client: redis.Redis = known
        return client


class ForgivingRedisCache(RedisCache):
    """While Redis is down, reads miss and writes are dropped; the database remains the source of truth."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient

    def count(self, key: str, *, timeout: int) -> int:
        """
        Count one more use of `key`, in one round trip; returns the number of uses since the first.

        The count expires `timeout` seconds after the first use. It is 1 while Redis is down.
        """
        name = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(name, write=True).pipeline(transaction=False) as pipe:
                pipe.set(name, 0, ex=timeout, nx=True)
                pipe.incr(name)
                return int(pipe.execute()[1])
        except (RedisError, OSError):
            _degraded("count")
            return 1

    def collect(self, found: Mapping[str, Iterable[int]], *, timeout: int) -> None:
        """Add numbers to sets, in one round trip; each set expires `timeout` seconds after its last one."""
        try:
            with self._cache.get_client("", write=True).pipeline(transaction=False) as pipe:
                for key, numbers in found.items():
                    name = self.make_and_validate_key(key)
                    pipe.sadd(name, *numbers)
                    pipe.expire(name, timeout)
                pipe.execute()
        except (RedisError, OSError):
            _degraded("collect")

    def collected(self, keys: Sequence[str], *, but: Mapping[str, int]) -> dict[str, set[int]]:
        """These sets by key, without those that hold just as many numbers as `but` says."""
        try:
            client = self._cache.get_client("")
            with client.pipeline(transaction=False) as pipe:
                for key in keys:
                    pipe.scard(self.make_and_validate_key(key))
                sizes = dict(zip(keys, pipe.execute(), strict=True))
            changed = [key for key in keys if sizes[key] != but.get(key, 0)]
            return {key: set(map(int, client.smembers(self.make_and_validate_key(key)))) for key in changed}
        except (RedisError, OSError):
            _degraded("collected")
            return {}

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except (RedisError, OSError):
            _degraded("get")
            return default

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        try:
            return super().get_many(keys, version)
        except (RedisError, OSError):
            _degraded("get_many")
            return {}

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except (RedisError, OSError):
            _degraded("set")

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        try:
            return bool(super().add(key, value, timeout, version))
        except (RedisError, OSError):
            _degraded("add")
            return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        try:
            return bool(super().delete(key, version))
        except (RedisError, OSError):
            _degraded("delete")
            return False

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return int(super().incr(key, delta, version))
        except (RedisError, OSError):
            _degraded("incr")
            return delta

    def has_key(self, key: Any, version: int | None = None) -> bool:
        try:
            return bool(super().has_key(key, version))
        except (RedisError, OSError):
            _degraded("has_key")
            return False


def count(key: str, *, timeout: int) -> int:
    """`ForgivingRedisCache.count` of the default cache."""
    return forgiving().count(key, timeout=timeout)


def forgiving() -> ForgivingRedisCache:
    """The default cache, with what Django's own do not have."""
    cache = caches["default"]
    if not isinstance(cache, ForgivingRedisCache):
        raise TypeError("The default cache must be core.cache.ForgivingRedisCache.")
    return cache


def _degraded(operation: str) -> None:
    logger.warning("Redis cache is away", extra={"operation": operation})
