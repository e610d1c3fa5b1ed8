"""Reads of translations: what there is in which language, what is missing, what is behind its original."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from core.actors import Actor
from core.errors import Invalid
from kb.audience import ANONYMOUS, Reader
from kb.languages import base, fitting, normalized
from kb.models import Article, HelpCenter, Status
from kb.models.articles import ArticleQuerySet
from kb.selectors.articles import articles_visible, help_articles
from people.models import Brand
from people.policy import require
from people.selectors import brands


@dataclass(frozen=True, slots=True)
class Translation:
    """How far an article is in one language; `article` is None where it is missing."""

    language: str
    article: Article | None
    is_original: bool = False

    @property
    def state(self) -> str:
        """`original`, `missing`, `behind`, or how far its publication is."""
        if self.is_original:
            return "original"
        if self.article is None:
            return "missing"
        if is_behind(self.article):
            return "behind"
        return "current" if self.article.status == Status.PUBLISHED else "unpublished"


def is_behind(article: Article) -> bool:
    """Whether its original was published anew since it was translated; the original has to be loaded."""
    original = article.translation_of
    if original is None or original.published_version is None:
        return False
    return (article.translated_version or 0) < original.published_version


BEHIND = Q(translation_of__published_version__gt=F("translated_version"))


def original_of(article: Article) -> Article:
    """The article that this one translates, or itself."""
    return article.translation_of or article


def translations_of(ids: Collection[int]) -> dict[int, list[Article]]:
    """The translations of these articles by id, without their words; each with its original."""
    found: dict[int, list[Article]] = {pk: [] for pk in ids}
    rows = Article.objects.filter(translation_of__in=found).select_related("translation_of")
    for row in rows.defer("body_markdown", "body_html").order_by("language"):
        found[row.translation_of_id or 0].append(row)
    return found


def translations(*, actor: Actor, article: Article) -> list[Translation]:
    """
    An article and its translations: the original first, then the languages of its brands and all others.

    The caller has asked whether the article may be seen; translations are seen by whoever sees the original.
    """
    original = original_of(article)
    visible = articles_visible(actor).filter(translation_of=original.pk).select_related("translation_of")
    known = {row.language: row for row in visible.defer("body_markdown").order_by("language")}
    wanted = [code for code in languages_of(original.brand_ids) if base(code) != base(original.language)]
    codes = [code for code in wanted if not fitting(code, list(known))] + list(known)
    rows = [Translation(code, known.get(code)) for code in sorted(codes)]
    return [Translation(original.language, original, is_original=True), *rows]


def languages_of(brand_ids: Iterable[int]) -> list[str]:
    """The languages that the help centers of these brands speak, the first brand's own first; none: all."""
    wanted = list(brand_ids)
    known = [brand for brand in brands() if not wanted or brand.pk in wanted]
    added = dict(HelpCenter.objects.filter(brand__in=known).order_by("pk").values_list("pk", "languages"))
    codes = [brand.language for brand in known] + [
        code for brand in known for code in added.get(brand.pk, [])
    ]
    return list(dict.fromkeys(codes))


def center_of(brand: Brand) -> HelpCenter:
    """What holds for a brand's help center."""
    return HelpCenter.objects.filter(pk=brand.pk).first() or HelpCenter(brand_id=brand.pk)


def languages_known(*, actor: Actor) -> list[str]:
    """The languages of all help centers and of the articles that the actor may see. Raises Forbidden."""
    require(actor, "article.read")
    used = articles_visible(actor).filter(source=None).order_by("language").values_list("language", flat=True)
    return sorted({*languages_of([]), *filter(None, map(normalized, used.distinct()))})


def narrowed(
    found: ArticleQuerySet, *, language: str = "", missing_in: str = "", behind_in: str = ""
) -> ArticleQuerySet:
    """
    Articles of one language; originals without a translation into one; translations into one that are behind
    their original. Raises Invalid.
    """
    asked = {"language": language, "missing_in": missing_in, "behind_in": behind_in}
    codes = {name: normalized(code) for name, code in asked.items() if code}
    wrong = {name: ["Give a code such as de or pt-br."] for name, code in codes.items() if not code}
    if wrong:
        raise Invalid("There is no such language.", errors=wrong)
    if code := codes.get("language"):
        found = found.filter(_in(code))
    if code := codes.get("missing_in"):
        there = Article.objects.filter(_in(code), translation_of=OuterRef("pk")).exclude(
            status=Status.ARCHIVED
        )
        missing = found.originals().exclude(_in(code)).exclude(status=Status.ARCHIVED)
        found = missing.filter(~Exists(there))
    if code := codes.get("behind_in"):
        found = found.filter(_in(code), BEHIND).exclude(status=Status.ARCHIVED)
    return found


def _in(code: str) -> Q:
    return Q(language__iexact=code) | Q(language__istartswith=f"{base(code)}-")


def listed_with_versions(
    *, brand: Brand, language: str, limit: int
) -> tuple[list[Article], dict[int, list[Article]]]:
    """
    What everybody can read in a help center by address, at most `limit`: in one language, or in all without
    one. And by the original of each of them the versions of it, in whatever language.
    """
    rows = help_articles(reader=ANONYMOUS, brand=brand).at_home().order_by("slug")
    rows = rows.only("slug", "updated_at", "language", "translation_of")
    listed = list((rows.filter(_in(base(language))) if language else rows)[:limit])
    originals = {row.translation_of_id or row.pk for row in listed}
    versions: dict[int, list[Article]] = {}
    for row in rows.filter(Q(pk__in=originals) | Q(translation_of__in=originals)):
        versions.setdefault(row.translation_of_id or row.pk, []).append(row)
    return listed, versions


def in_language(articles: Iterable[Article], language: str) -> list[Article]:
    """
    Of articles and their translations each once: in the language if it is there, else the original.

    They keep the order of the originals.
    """
    rows = list(articles)
    originals = [article for article in rows if article.translation_of_id is None]
    found = {
        article.translation_of_id: article
        for article in sorted(rows, key=lambda one: one.language)
        if article.translation_of_id is not None and base(article.language) == base(language)
    }
    chosen = {
        article.pk: article if base(article.language) == base(language) else found.get(article.pk, article)
        for article in originals
    }
    return list(chosen.values())


def alternates(*, reader: Reader, brand: Brand, article: Article) -> list[Article]:
    """An article in all languages in which this reader gets it here, the original first; at least itself."""
    family = Q(pk=article.translation_of_id or article.pk) | Q(
        translation_of=article.translation_of_id or article.pk
    )
    rows = help_articles(reader=reader, brand=brand).filter(family)
    found = list(rows.only("slug", "language", "translation_of", "updated_at", "published_title"))
    return sorted(found, key=lambda one: (one.translation_of_id is not None, one.language))


def slugs_in(*, reader: Reader, brand: Brand, slugs: Collection[str], language: str) -> Mapping[str, str]:
    """Of these slugs of originals, those that have a translation which this reader gets, with its slug."""
    if not slugs or not language:
        return {}
    rows = help_articles(reader=reader, brand=brand).filter(_in(language), translation_of__slug__in=slugs)
    return dict(rows.order_by("pk").values_list("translation_of__slug", "slug"))
