"""Recording the steps of "Show me" on a page of the product: begun in the workspace, stored in the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as installation
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Forbidden, Invalid
from kb import selectors as knowledge
from kb import services as kb_services
from kb.models import Article
from people.actors import staff_actor
from people.models import Brand
from people.policy import require
from people.selectors import brands
from people.selectors import internal as everybody
from widget.origins import allows, normalize, origin_of
from widget.recording import SECONDS, Pass, RecordingOver, read, signed, with_pass
from widget.selectors import settings_of
from widget.selectors.allowing import origins_of

VERB = "widget.write"


@dataclass(frozen=True, slots=True)
class Begun:
    """The page to open, with the pass behind its `#`."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Recording:
    """What a pass opens: an article's working copy, for whoever began."""

    actor: Actor
    article: Article
    brand: Brand


def recording_begin(*, actor: Actor, article_id: int, brand: Brand, address: str, now: datetime) -> Begun:
    """
    A way to a page of the product that opens in recorder mode, for half an hour and for this person.

    Raises NotFound, Forbidden for who may not set the widget or write the article, Invalid for a page whose
    origin the brand does not list.
    """
    require(actor, VERB)
    require(actor, "article.draft")
    if actor.user_id is None or actor.scopes is not None:
        # The pass acts with the whole rights of the person, which a token for some areas does not have.
        raise Forbidden("Only a person can record, or a token that is not limited to some areas.")
    article = knowledge.article_get(actor=actor, article_id=article_id)
    origin = origin_of(address.strip())
    parts = urlsplit(address.strip()) if origin else None
    if parts is None or not _is_open(brand, origin):
        raise Invalid(
            "Give the address of a page that carries this brand's widget. Its origin must be on the list in"
            " the settings of the widget.",
            errors={"address": ["Not a page of the brand's origins."]},
        )
    given = signed(Pass(actor.user_id, article.pk, brand.pk, origin))
    with transaction.atomic():
        audit.record(
            actor=actor,
            action="widget.recording_begun",
            target=f"article:{article.pk}",
            data={"brand": brand.pk, "origin": origin},
            now=now,
        )
    page = parts._replace(fragment=with_pass(parts.fragment, given)).geturl()
    return Begun(page, now + timedelta(seconds=SECONDS))


def recording_open(*, token: str, origin: str) -> Recording:
    """
    The article behind a pass, on a page of the origin that it is for.

    Everything is asked anew: whether the person is still with us and may, and whether the origin is still
    listed. Raises RecordingOver, NotFound, Forbidden.
    """
    given = read(token)
    user = everybody.user_find(given.user_id)
    brand = next((one for one in brands() if one.pk == given.brand_id), None)
    if (
        user is None
        or brand is None
        or normalize(origin) != given.origin
        or not _is_open(brand, given.origin)
    ):
        raise RecordingOver("This recording has ended. Start it again from the article.")
    actor = staff_actor(user)
    require(actor, VERB)
    require(actor, "article.draft")
    return Recording(actor, knowledge.article_get(actor=actor, article_id=given.article_id), brand)


def recording_save(
    *, token: str, origin: str, version: int, steps: Sequence[dict[str, Any]], now: datetime
) -> Recording:
    """
    Keep recorded steps in the article's working copy; its readers keep what they have.

    Raises as `recording_open`, Invalid, and PreconditionFailed if the article is not at `version` any more.
    """
    found = recording_open(token=token, origin=origin)
    article = kb_services.article_update(
        actor=found.actor,
        article_id=found.article.pk,
        changes={"steps": list(steps), "note": "Steps recorded on the page"},
        expected_version=version,
        goes_live=False,
        now=now,
    )
    return Recording(found.actor, article, found.brand)


def _is_open(brand: Brand, origin: str) -> bool:
    return allows([*origins_of(settings_of(brand)), normalize(installation.PUBLIC_URL)], origin)
