"""A conflict never reveals an article that the actor cannot see."""

from typing import TYPE_CHECKING

import pytest

from kb.models import Article
from kb.services import article_create
from tests.cast import NOW

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture
def hidden(cast: "Cast") -> Article:
    """For the front line only; agents of the other team do not see it."""
    return article_create(
        actor=cast.actor(cast.owner),
        values={"title": "Breach", "slug": "breach", "body": "Call.", "audience": "teams",
                "team_ids": [cast.team.pk]},
        now=NOW,
    )  # fmt: skip


def test_an_address_that_a_hidden_article_has_is_made_another(hidden: Article, cast: "Cast") -> None:
    made = cast.api(cast.teammate).post("articles", {"title": "Mine", "body": "So.", "slug": "breach"})
    assert (made.status_code, made.json()["slug"]) == (201, "breach-2")


def test_so_is_one_that_is_changed_to_it(hidden: Article, cast: "Cast") -> None:
    api = cast.api(cast.teammate)
    made = api.post("articles", {"title": "Mine", "body": "So."}).json()
    moved = api.patch(f"articles/{made['id']}", {"slug": "breach"})
    assert (moved.status_code, moved.json()["slug"]) == (200, "breach-2")
    hidden.refresh_from_db()
    assert hidden.slug == "breach"


def test_who_sees_the_other_article_is_told_of_it(hidden: Article, cast: "Cast") -> None:
    api = cast.api(cast.owner)
    taken = api.post("articles", {"title": "Mine", "body": "So.", "slug": "breach"})
    assert (taken.status_code, taken.json()["code"]) == (409, "kb.slug_taken")
    own = api.post("articles", {"title": "Mine", "body": "So."}).json()
    assert api.patch(f"articles/{own['id']}", {"slug": "breach"}).status_code == 409
