"""What binds a translation to its original: access, brands, area and pages are the original's alone."""

from collections.abc import Mapping
from typing import Any

from core.errors import Conflict
from kb.languages import base
from kb.models import Article, Status

SHARED = (
    "audience", "audience_segments", "audience_company_ids", "audience_team_ids", "audience_keys",
    "brand_ids", "product_area", "page_paths", "tags",
)  # fmt: skip


class FollowsOriginal(Conflict):
    """What a translation has of its original is changed there."""

    code = "kb.follows_original"


class OriginalNotPublished(Conflict):
    """A translation is read only where its original is."""

    code = "kb.original_not_published"


class LanguageTaken(Conflict):
    """The article is already there in this language."""

    code = "kb.language_taken"


def must_follow(article: Article, data: Mapping[str, Any]) -> None:
    """
    Raise FollowsOriginal for a change that belongs to the original, LanguageTaken for an original that would
    get the language of a translation.
    """
    changed = {
        name for name in (*SHARED, "language") if name in data and data[name] != getattr(article, name)
    }
    if article.translation_of_id is not None:
        if changed:
            raise FollowsOriginal(
                "Audience, brands, area, pages, tags and language of a translation are those of its original."
                " Change them there."
            )
    elif "language" in changed:
        known = Article.objects.filter(translation_of=article.pk).order_by("pk")
        if base(str(data["language"])) in {base(code) for code in known.values_list("language", flat=True)}:
            raise LanguageTaken("There is a translation into this language. Delete it first.")


def must_have_original(article: Article) -> None:
    """Raise OriginalNotPublished for a translation that is about to be read before its original is."""
    if article.translation_of_id is None:
        return
    if not Article.objects.filter(pk=article.translation_of_id, status=Status.PUBLISHED).exists():
        raise OriginalNotPublished("Publish the article that this translates first.")


def translations_locked(article: Article) -> list[Article]:
    """The translations of a locked original, locked themselves."""
    return list(Article.objects.select_for_update().filter(translation_of=article.pk).order_by("pk"))
