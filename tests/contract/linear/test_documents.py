"""Our documents against Linear's published schema, and the stand-in's cut against it too."""

import gzip
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from integrations.linear import queries
from tests.standins.linear.server import SCHEMA
from tests.standins.linear.trim import trimmed

ROOT = Path(__file__).resolve().parents[3]
PLACES = [place / "shared/contracts/linear/schema.graphql.gz" for place in ROOT.parents[:2]]
PUBLISHED = next((place for place in PLACES if place.exists()), None)


@pytest.mark.parametrize("name", sorted(queries.ALL))
def test_every_document_fits_the_cut(name: str) -> None:
    assert validate(SCHEMA, parse(queries.ALL[name])) == []


@pytest.mark.skipif(PUBLISHED is None, reason="Linear's schema lies outside of the repository")
def test_every_document_fits_the_published_schema_and_the_cut_is_of_it() -> None:
    assert PUBLISHED is not None
    source = gzip.decompress(PUBLISHED.read_bytes()).decode()
    schema = build_schema(source)
    assert [name for name, one in queries.ALL.items() if validate(schema, parse(one))] == []
    kept = (ROOT / "tests/standins/linear/schema.graphql").read_text()
    assert kept == trimmed(source)


def test_the_stand_in_refuses_what_the_schema_does_not_have() -> None:
    assert validate(SCHEMA, parse("{ issue(id: 1) { id } }"))
    assert validate(SCHEMA, parse("{ viewer { id } }"))
