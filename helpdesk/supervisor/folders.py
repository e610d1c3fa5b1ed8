"""Where the embedded services keep their files, and who may reach them."""

import os
import pwd
import secrets
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from helpdesk.environment import socket_dir
from helpdesk.supervisor.processes import Account

# In order of preference: PostgreSQL refuses to run as root, and we create no accounts on anybody's machine.
_ACCOUNT_NAMES = ("postgres", "nobody")
_SHARED_STATE = Path("/var/lib/candor")


class ServiceError(Exception):
    """A service cannot run here; the text tells the person at the terminal why and what to do."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders below one CANDOR_HOME. `den` is set if the services' account cannot reach `home`."""

    home: Path
    postgres: Path
    redis: Path
    sockets: Path
    logs: Path
    account: Account | None
    den: Path | None = None


def service_account(owned: Path | None = None) -> Account | None:
    """
    The account PostgreSQL runs as: None (our own) unless we are root.

    An existing owner of `owned` is kept, so that a cluster made by an ordinary user or by another candidate
    stays readable.
    """
    if os.geteuid() != 0:
        return None
    if owned is not None and owned.exists() and (uid := owned.stat().st_uid) != 0:
        entry = pwd.getpwuid(uid)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in _ACCOUNT_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise ServiceError(
        "PostgreSQL refuses to run as root and this machine has neither a 'postgres' nor a 'nobody' user. "
        "Run as another user, or set DATABASE_URL."
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """Whether `account` may enter `folder`; asks the kernel, so that access control lists count too."""
    if account is None:
        return os.access(folder, os.X_OK)
    answer = subprocess.run(
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    return answer.returncode == 0


def private_folder(path: Path, account: Account | None) -> Path:
    """Make `path` a folder that only its owner may enter; the owner is `account`, or the current user."""
    path.mkdir(mode=0o700, exist_ok=True)
    state = path.stat()
    uid = account.uid if account else os.geteuid()
    if state.st_uid != uid and account and state.st_uid == os.geteuid():
        os.chown(path, account.uid, account.gid)
    elif state.st_uid != uid:
        raise ServiceError(f"{path} belongs to another user. Remove it, or choose another CANDOR_HOME.")
    if stat.S_IMODE(state.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def make_home(home: Path) -> None:
    """Create `home` if missing; nobody else may list it, but PostgreSQL's account can pass through."""
    home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)


def prepare_folders(home: Path) -> Folders:
    """
    Create what is missing below `home` and return where everything is.

    As root with a `home` that the services' account cannot reach (below /root, say), PostgreSQL's files go to
    a separate folder below /var/lib/candor and `home` links to them: the permissions of folders above `home`
    are never changed.
    """
    account = service_account(home / "postgres")
    make_home(home)
    (home / "static").mkdir(exist_ok=True)
    logs = home / "log"
    logs.mkdir(exist_ok=True, mode=0o700)
    redis = home / "redis"
    redis.mkdir(exist_ok=True, mode=0o700)

    den = None if can_enter(account, home) else _den(home)
    sockets = socket_dir(home)
    if den:
        _link(home / "postgres", private_folder(den / "postgres", account))
    if sockets.parent != home:
        _link(home / "run", private_folder(sockets, account))
    elif den:
        _link(sockets, private_folder(den / "run", account))
    postgres = private_folder((home / "postgres").resolve(), account)
    real_sockets = private_folder(sockets.resolve(), account)
    return Folders(home, postgres, redis, real_sockets, logs, account, den)


def _den(home: Path) -> Path:
    link = home / "postgres"
    if link.is_symlink():
        return link.resolve().parent
    if link.exists():
        raise ServiceError(f"{link} cannot be reached by PostgreSQL's account. Choose another CANDOR_HOME.")
    den = _SHARED_STATE / secrets.token_hex(6)
    for folder in (_SHARED_STATE, den):
        folder.mkdir(exist_ok=True)
        # Not with mkdir's own mode, from which a strict umask would remove the right to pass.
        folder.chmod(0o711)
    return den


def _link(path: Path, target: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        path.rmdir()
    path.symlink_to(target)
