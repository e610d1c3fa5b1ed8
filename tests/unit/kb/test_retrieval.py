"""Retrieval over the database: words, meaning, codes, and who may read."""

from typing import Any

from core.actors import SYSTEM
from kb import selectors, services
from kb.models import Article
from tests.cast import NOW, Cast


def write(title: str, body: str, **more: Any) -> Article:
    return services.article_create(
        actor=SYSTEM, values={"title": title, "body": body, "status": "published"} | more, now=NOW
    )


def embed() -> None:
    while services.passages_embed(now=NOW):
        pass


def titles(text: str, reader: Any = None, **more: Any) -> list[str]:
    return [found.title for found in selectors.retrieve(reader, text, per_article=1, **more)]


def test_words_are_found_at_once_and_meaning_after_embedding(cast: Cast) -> None:
    write("Reset your password", "## Forgotten\n\nChoose **Forgot password** on the sign-in page.")
    write("Backfill a destination", "Load past days again into Snowflake.")
    assert titles("password") == ["Reset your password"]
    embed()
    assert titles("I cannot log in any more, lost my credentials")[0] == "Reset your password"
