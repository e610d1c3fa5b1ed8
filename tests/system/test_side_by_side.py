"""Two copies on one machine share nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.stack import Stack

pytestmark = pytest.mark.system


@pytest.fixture
def pair(folder: Path) -> Iterator[tuple[Stack, Stack]]:
    first, second = Stack(folder / "first"), Stack(folder / "second")
    try:
        for stack in (first, second):
            stack.start()
            stack.begin()
        yield first, second
    finally:
        for stack in (first, second):
            if stack.process is not None and stack.process.poll() is None:
                stack.stop()


def test_two_copies_run_side_by_side(pair: tuple[Stack, Stack]) -> None:
    first, second = pair
    assert first.port != second.port
    with first.client() as client:
        body = {"subject": "Only here", "body": "Hello", "requester": {"email": "a@customer.test"}}
        assert client.post("tickets", json=body).status_code == 201
        assert len(client.get("tickets").json()["results"]) == 1
    with second.client() as client:
        assert client.get("tickets").json()["results"] == []
        stolen = {"Authorization": f"Bearer {first.token}"}
        assert client.get("tickets", headers=stolen).status_code == 401
    assert first.stop() == 0
    assert second.readiness()[0] == 200
    assert second.processes()
    assert second.stop() == 0
    assert not second.processes()
