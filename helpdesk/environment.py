"""Where the database and Redis are: at given URLs, or the embedded services below the state folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from core.variables import flag, number


def state_folder(root: Path) -> Path:
    """CANDOR_HOME, by default `var` in the repository at `root`; `~` is the calling user's home."""
    return Path(os.environ.get("CANDOR_HOME") or root / "var").expanduser().resolve()


def socket_dir(home: Path) -> Path:
    """
    The private folder for the sockets of the embedded services of state folder `home`.

    Unix socket paths are limited to 107 bytes, so a deep `home` gets a short folder named by its hash, which
    `run` inside `home` links to: the caller may be a different user than the one who started the services.
    """
    inside = home / "run"
    if len(os.fsencode(inside)) <= 70:
        return inside
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    if inside.is_symlink() and inside.readlink().name.endswith(name):
        return inside.readlink()
    return Path("/tmp", f"candor-{os.getuid()}-{name}")  # noqa: S108 - private_folder refuses somebody else's


def database_config(home: Path) -> dict[str, Any]:
    """Django's database settings from DATABASE_URL, or for the embedded PostgreSQL."""
    pool = {"min_size": 1, "max_size": number("DB_POOL_SIZE", 20), "timeout": 10}
    config: dict[str, Any] = {
        "ENGINE": "helpdesk.database",
        "CONN_HEALTH_CHECKS": True,
        # Hot reads are prepared after so many uses; Django's own statements never are (`core.reads`).
        "OPTIONS": {"pool": pool, "prepare_threshold": 2 if flag("DB_PREPARE", default=True) else None},
    }
    url = os.environ.get("DATABASE_URL")
    if not url:
        return config | {
            "NAME": "candor",
            "USER": "candor",
            "HOST": str(socket_dir(home)),
            "PORT": "5432",
        }
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or (unquote(parts.hostname) if parts.hostname else "")
    config["OPTIONS"] |= query
    return config | {
        "NAME": unquote(parts.path.lstrip("/")) or "candor",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or 5432),
    }


@dataclass(frozen=True)
class RedisURLs:
    """One Redis, three uses; the broker's client spells a socket path differently."""

    cache: str
    live: str
    celery: str


def redis_urls(home: Path) -> RedisURLs:
    """Cache, live fan-out and broker on databases 1, 2 and 3 of REDIS_URL or of the embedded Redis."""
    url = os.environ.get("REDIS_URL")
    if url and not url.startswith("unix:"):
        base = url.rstrip("/")
        stem, _, last = base.rpartition("/")
        base = stem if last.isdigit() else base
        return RedisURLs(cache=f"{base}/1", live=f"{base}/2", celery=f"{base}/3")
    path = urlsplit(url).path if url else quote(str(socket_dir(home) / "redis.sock"))
    return RedisURLs(
        cache=f"unix://{path}?db=1",
        live=f"unix://{path}?db=2",
        celery=f"redis+socket://{path}?virtual_host=3",
    )


def encoders() -> tuple[str, ...]:
    """The encoders that this installation uses, from ENCODERS; none if it is empty."""
    named = os.environ.get("ENCODERS", "minilm,use3")
    return tuple(name for part in named.split(",") if (name := part.strip()))


def encoder_socket(home: Path) -> Path:
    """Where the encoders' process of state folder `home` listens."""
    return socket_dir(home) / "encoder.sock"


def is_down(home: Path) -> bool:
    """Whether the embedded PostgreSQL of `home` would be used but is not running."""
    return not os.environ.get("DATABASE_URL") and not (socket_dir(home) / ".s.PGSQL.5432").exists()
