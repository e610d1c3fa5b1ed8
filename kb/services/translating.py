"""Translations: begun from the words of an article, and noted as saying what its newest version says."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, Invalid, PreconditionFailed
from kb import selectors
from kb.languages import base, normalized
from kb.models import Article, Status
from kb.selectors.articles import version_get
from kb.services.articles import article_create
from kb.services.family import SHARED, FollowsOriginal, LanguageTaken
from kb.services.keeping import record, save
from people.policy import require


class NoTranslation(Conflict):
    """What was asked for is there for translations only."""

    code = "kb.no_translation"


def translation_create(*, actor: Actor, article_id: int, language: str, now: datetime) -> Article:
    """
    Begin a translation of an article: a draft with its words, to be written anew in `language`.

    The words are those that readers get, or the working copy of what nobody reads yet. Whoever begins owns
    it. Raises NotFound, Forbidden, Invalid, LanguageTaken, and NoTranslation for what a source keeps.
    """
    require(actor, "article.draft")
    code = normalized(language)
    if not code:
        raise Invalid("Give a code such as de or pt-br.", errors={"language": ["There is no such language."]})
    with transaction.atomic():
        original = selectors.article_for_update(actor=actor, article_id=article_id)
        _must_translate(original)
        taken = Article.objects.filter(translation_of=original.pk).order_by("pk")
        codes = [original.language, *taken.values_list("language", flat=True)]
        if base(code) in {base(one) for one in codes}:
            raise LanguageTaken("The article is already there in this language.", language=code)
        version = version_get(article=original, number=original.published_version or original.content_version)
        return article_create(
            actor=actor,
            values={
                "title": version.title,
                "body": version.body_markdown,
                "body_format": version.body_format,
                "steps": version.steps,
                "language": code,
                "status": Status.DRAFT,
                "review_interval_days": original.review_interval_days,
                "is_review_paced": original.is_review_paced,
                "note": f"From version {version.number} in {original.language}"[:300],
            }
            | {name: getattr(original, name) for name in SHARED if name != "audience_keys"},
            translates=(original, version.number),
            now=now,
        )


def translation_confirm(*, actor: Actor, article_id: int, version: int, now: datetime) -> Article:
    """
    Note that a translation says what `version` of its original says, the newest one that is published.

    Raises NotFound, Forbidden, NoTranslation, and PreconditionFailed if the original was published anew.
    """
    require(actor, "article.draft")
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        if article.translation_of_id is None:
            raise NoTranslation("This is an original. Open the translation that is up to date.")
        original = Article.objects.get(pk=article.translation_of_id)
        newest = original.published_version or original.content_version
        if version != newest:
            raise PreconditionFailed(
                "The original was published anew in between. Look at what has changed.", version=newest
            )
        if article.translated_version != newest:
            article.translated_version = newest
            save(article, now)
            record(actor, "kb.translation_confirmed", article, now, {"version": newest})
    return article


def _must_translate(original: Article) -> None:
    if original.translation_of_id is not None:
        raise FollowsOriginal("This is a translation itself. Translate its original.")
    if original.source_id is not None:
        raise NoTranslation(
            "This is read from a source, which brings its own languages. Translate it where it comes from."
        )
    if original.status == Status.ARCHIVED:
        raise NoTranslation("The article is archived. Take it back to draft first.")
