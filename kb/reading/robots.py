"""What a website allows programs to read (RFC 9309), by the library that Scrapy uses."""

from protego import Protego

AGENT = "Candor"
MAX_DELAY = 30.0
NOTHING = "User-agent: *\nDisallow: /\n"


class Robots:
    """The rules of one site; an empty text allows everything."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    def allows(self, url: str) -> bool:
        """Whether we may read this address."""
        return bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """The seconds between two requests that it asks for, at most half a minute."""
        return min(float(self._rules.crawl_delay(AGENT) or 0), MAX_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names."""
        return [str(url) for url in self._rules.sitemaps][:20]
