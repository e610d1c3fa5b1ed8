import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.supervisor import folders as folders_module
from helpdesk.supervisor.children import Nursery
from helpdesk.supervisor.folders import Folders, ServiceError, can_enter, prepare_folders, private_folder
from helpdesk.supervisor.services import PostgreSQL, find_postgres, find_redis


@pytest.fixture
def home() -> Iterator[Path]:
    # Not tmp_path: its parents are closed to the account that PostgreSQL gets when the tests run as root.
    path = Path(tempfile.mkdtemp(prefix="candor-services-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path)
    yield nursery
    nursery.stop()


def start_postgres(home: Path, nursery: Nursery) -> PostgreSQL:
    server = find_postgres(prepare_folders(home), is_throwaway=True)
    server.initialize()
    nursery.add(server.program())
    nursery.wait_until(server.is_ready, what="PostgreSQL", seconds=30)
    server.create_database()
    return server


def test_cluster_has_the_collation_and_the_vector_type(home: Path, nursery: Nursery) -> None:
    server = start_postgres(home, nursery)
    locale = server.query("candor", "SELECT datlocale FROM pg_database WHERE datname = 'candor'")
    assert locale == "PG_UNICODE_FAST"
    assert server.query("candor", "SELECT '[3,4]'::vector <-> '[0,0]'::vector") == "5"


def test_killed_postgres_comes_back_with_what_was_committed(home: Path, nursery: Nursery) -> None:
    server = start_postgres(home, nursery)
    server.query("candor", "CREATE TABLE kept AS SELECT 42 AS answer")
    server.query("candor", "CHECKPOINT")
    old = int((server.data / "postmaster.pid").read_text().split()[0])
    os.kill(old, signal.SIGKILL)

    def is_new() -> bool:
        file = server.data / "postmaster.pid"
        return file.exists() and file.read_text().split()[0] != str(old) and server.is_ready()

    nursery.wait_until(is_new, what="PostgreSQL", seconds=30)
    assert server.query("candor", "SELECT answer FROM kept") == "42"


def test_start_waits_for_a_server_that_still_works_in_the_folder(home: Path, nursery: Nursery) -> None:
    server = start_postgres(home, nursery)
    assert server.clear_remains() is False
    assert (server.data / "postmaster.pid").exists()


def test_pid_file_of_a_dead_server_does_not_block_even_if_its_number_lives(
    home: Path, nursery: Nursery
) -> None:
    server = find_postgres(prepare_folders(home), is_throwaway=True)
    server.initialize()
    # As after a restart of a container: the number in the file belongs to somebody else, here to us.
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n{int(time.time())}\n5432\n")
    (server.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert server.clear_remains() is True
    nursery.add(server.program())
    nursery.wait_until(server.is_ready, what="PostgreSQL", seconds=30)


def test_creation_that_was_killed_half_way_starts_over(home: Path) -> None:
    server = find_postgres(prepare_folders(home), is_throwaway=True)
    unfinished = server.folder / "data.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    server.initialize()
    assert not unfinished.exists()
    assert (server.data / "base").is_dir()


def test_cluster_of_another_major_version_is_refused(home: Path) -> None:
    server = find_postgres(prepare_folders(home))
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServiceError, match="PostgreSQL 17"):
        server.initialize()


def test_redis_answers_only_through_its_private_socket(home: Path, nursery: Nursery) -> None:
    server = find_redis(prepare_folders(home))
    nursery.add(server.program())
    nursery.wait_until(server.is_ready, what="Redis", seconds=30)
    assert server.socket_path.stat().st_mode & 0o077 == 0
    assert server.socket_path.parent.stat().st_mode & 0o077 == 0
    assert any(path.name.startswith("appendonly") for path in server.folder.iterdir())


def test_folder_of_somebody_else_is_refused(home: Path) -> None:
    folder = home / "run"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, 12345, 12345)
        with pytest.raises(ServiceError, match="belongs to another user"):
            private_folder(folder, None)
    else:
        # Only root can give a folder away; /proc/1 belongs to root.
        with pytest.raises(ServiceError, match="belongs to another user"):
            private_folder(Path("/proc/1"), None)


def test_home_out_of_reach_keeps_its_permissions(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root below a closed folder, PostgreSQL's files live elsewhere and `home` links to them."""
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    state = home / "state"
    monkeypatch.setattr(folders_module, "_SHARED_STATE", state)
    deep = closed / "home"
    first = prepare_folders(deep)
    assert closed.stat().st_mode & 0o777 == 0o700
    if os.geteuid() == 0:
        assert first.den is not None
        assert (deep / "postgres").readlink() == first.postgres
        assert can_enter(first.account, first.postgres)
    else:
        assert first.den is None
    assert paths(prepare_folders(deep)) == paths(first)


def paths(folders: Folders) -> list[Path]:
    return [folders.postgres, folders.redis, folders.sockets, folders.logs]
