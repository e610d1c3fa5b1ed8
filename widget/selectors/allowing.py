"""Which pages may carry which brand's widget."""

from django.core.cache import cache

from widget import selectors
from widget.models import WidgetSettings
from widget.origins import allows, normalize

_ORIGINS_KEY = "widget:origins-of-brands"


def origins_of(settings: WidgetSettings) -> list[str]:
    """A brand's origins: its list and its own site."""
    return [*settings.allowed_origins, normalize(settings.brand.site_url)]


def is_allowed_anywhere(origin: str) -> bool:
    """Whether any brand allows this origin; for preflights, which do not name a brand."""
    return bool(origin) and bool(brands_allowing(origin))


def brands_allowing(origin: str) -> list[int]:
    """The brands whose widget may stand on pages of this origin."""
    known: dict[int, list[str]] | None = cache.get(_ORIGINS_KEY)
    if known is None:
        known = {row.brand_id: origins_of(row) for row in selectors.settings_enabled()}
        cache.set(_ORIGINS_KEY, known, timeout=15)
    return [brand_id for brand_id, origins in known.items() if allows(origins, origin)]
