"""Lanes beside each other: each is told in one piece, none is stopped by another, and one failure is seen."""

import re
import sys

import pytest

from tests import lanes

SLOW = "for i in range(20): print('slow', i, flush=True); time.sleep(0.02)"
BROKEN = "print('2 failed'); sys.exit(1)"


def lane(name: str, code: str) -> lanes.Lane:
    return lanes.Lane(name, (sys.executable, "-c", f"import sys, time\n{code}"))


def test_each_lane_is_told_in_one_piece(capfd: pytest.CaptureFixture[str]) -> None:
    tracks = ((lane("slow", SLOW), lane("after", "print('4 passed')")), (lane("beside", SLOW),))
    assert lanes.run((tracks,)) == 0
    told = capfd.readouterr().out
    pieces = re.split(r"^=== (?=\w+:)", told, flags=re.MULTILINE)[1:]
    assert sorted(piece.partition(":")[0] for piece in pieces) == ["after", "beside", "slow"]
    for piece in pieces:
        said = re.findall(r"^slow (\d+)$", piece, re.MULTILINE)
        assert said == ([] if piece.startswith("after") else [str(i) for i in range(20)])
    assert re.search(r"^ok +after +\d+ s  4 passed$", told, re.MULTILINE)


def test_a_lane_that_fails_stops_no_other_and_fails_the_whole(capfd: pytest.CaptureFixture[str]) -> None:
    stages = (
        ((lane("broken", BROKEN), lane("next", "print('1 passed')")),),
        ((lane("later", "print('3 passed')"),), (lanes.pytest("gone", folder="tests/nowhere"),)),
    )
    assert lanes.run(stages) == 1
    table = capfd.readouterr().out.splitlines()[-4:]
    assert [line.split()[:2] for line in table] == [
        ["absent", "gone"], ["FAILED", "broken"], ["ok", "next"], ["ok", "later"],
    ]  # fmt: skip
    assert table[1].endswith("2 failed")


def test_a_stage_waits_for_the_one_before(capfd: pytest.CaptureFixture[str]) -> None:
    """What uses all processors has nothing beside it."""
    stages = (((lane("first", SLOW),),), ((lane("second", "print('5 passed')"),),))
    assert lanes.run(stages) == 0
    told = capfd.readouterr().out
    assert told.index("slow 19") < told.index("=== second")


def test_no_lane_is_left_out() -> None:
    named = [lane.name for stage in lanes.TEST for track in stage for lane in track]
    assert sorted(named) == ["browser", "python", "system", "typescript"]
