"""Reads of the settings of the workspace and its brands."""

from dataclasses import dataclass

from core import ports
from core.actors import Actor
from core.errors import NotFound
from people.models import Brand, BrandLogo, Workspace
from people.policy import require
from people.selectors import brands


@dataclass(frozen=True)
class BrandInFull:
    """A brand with what hangs on it: numbers by kind (`open_tickets`, `mailboxes`)."""

    brand: Brand
    holds: dict[str, int]


def workspace() -> Workspace:
    """What holds for all brands; before the first change the default brand's name and nothing more."""
    found = Workspace.objects.select_related("changed_by").first()
    if found is not None:
        return found
    first = next(iter(brands()), None)
    return Workspace(pk=Workspace.THE_ONE, name=first.name if first is not None else "Candor")


def workspace_get(*, actor: Actor) -> Workspace:
    """The workspace's settings. Raises Forbidden."""
    require(actor, "brand.write")
    return workspace()


def brands_in_full(*, actor: Actor) -> list[BrandInFull]:
    """All brands, the default one first and archived ones last. Raises Forbidden."""
    require(actor, "brand.write")
    found = Brand.objects.select_related("changed_by").order_by("is_archived", "-is_default", "name")
    return [BrandInFull(brand, holds_of(brand.pk)) for brand in found]


def brand_in_full(*, actor: Actor, brand_id: int) -> BrandInFull:
    """One brand, also an archived one. Raises Forbidden, NotFound."""
    require(actor, "brand.write")
    found = Brand.objects.select_related("changed_by").filter(pk=brand_id).first()
    if found is None:
        raise NotFound("There is no such brand.")
    return BrandInFull(found, holds_of(found.pk))


def holds_of(brand_id: int) -> dict[str, int]:
    """What hangs on a brand, by kind, from every app that holds something of it."""
    return {kind: count for answer in ports.brand_holds.answers() for kind, count in answer(brand_id).items()}


def brand_of_host(host: str) -> Brand | None:
    """The brand whose help center answers on a host name, as DNS writes it."""
    return next((brand for brand in brands() if host and brand.host == host), None)


def logo_find(digest: str) -> BrandLogo | None:
    """A logo by its digest."""
    return BrandLogo.objects.filter(pk=digest).first()
