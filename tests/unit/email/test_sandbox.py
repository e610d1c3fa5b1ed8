import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.email.mime.parsing import parse
from integrations.email.sandbox import pool
from integrations.email.sandbox.pool import PoisonMail, parse_safely
from integrations.email.sandbox.transfer import Malformed, packed, unpacked

MAIL = (
    b"From: Ann <ann@example.com>\nSubject: Hi\nDate: Tue, 5 Jan 2021 15:04:05 +0100\nContent-Type: "
    b'multipart/mixed; boundary="b"\n\n'
    b"--b\n\nText\n--b\nContent-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:Call\n"
    b"DTSTART:20210105T150000Z\nEND:VEVENT\n"
    b"--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\n"
    b"AAH/gA==\n--b--\n"
)
SLOW = b"Content-Type: text/html\n\n<pre>" + b"a\n" * 490_000


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    pool._pool.close()


def test_reads_as_the_parser_itself_does() -> None:
    assert parse_safely(MAIL) == parse(MAIL)


def test_many_threads_share_two_processes() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: parse_safely(MAIL), range(40)))
    assert found == [parse(MAIL)] * 40
    assert len(pool._pool.idle) <= pool.MAX_CHILDREN


def test_a_mail_that_takes_too_long_is_poison_and_the_next_is_read() -> None:
    with pytest.raises(PoisonMail, match="took more than 1 seconds"):
        parse_safely(SLOW, seconds=1)
    assert parse_safely(MAIL).subject == "Hi"


def test_a_mail_that_is_too_complex_is_poison_and_says_why() -> None:
    with pytest.raises(PoisonMail, match="headers"):
        parse_safely(b"A: b\n" * 5_000)
    assert len(pool._pool.idle) == 1


def test_a_process_that_died_while_it_waited_costs_no_mail() -> None:
    parse_safely(MAIL)
    child = pool._pool.idle[0]
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert parse_safely(MAIL).subject == "Hi"


def test_a_process_that_stays_silent_is_ended() -> None:
    parse_safely(MAIL)
    child = pool._pool.take()
    assert child.hand_over(SLOW, 20)
    os.kill(child.process.pid, signal.SIGSTOP)
    with pytest.raises(PoisonMail):
        child.answer(0.1, len(SLOW))
    child.end()
    assert child.process.returncode is not None


def test_no_secret_reaches_the_process() -> None:
    os.environ["SECRET_OF_TEST"] = "x"
    try:
        parse_safely(MAIL)
        with open(f"/proc/{pool._pool.idle[0].process.pid}/environ", "rb") as file:  # noqa: PTH123 - not a path of ours
            assert b"SECRET_OF_TEST" not in file.read()
    finally:
        del os.environ["SECRET_OF_TEST"]


@pytest.mark.parametrize(
    "header", [b"", b"[]", b"null", b"{", b'{"files": [["a", "b", -1, "", true]]}', b"[" * 100_000]
)
def test_an_answer_that_is_no_mail_is_refused(header: bytes) -> None:
    with pytest.raises(Malformed):
        unpacked(header, b"")


def test_sizes_beyond_what_came_are_refused() -> None:
    header, contents = packed(parse(MAIL))
    with pytest.raises(Malformed):
        unpacked(header, b"".join(contents)[:-1])
