"""Why something could not be read, and what to do: for programs and mail; screens have words of their own."""

from kb.models import Reason

_WORDS: dict[str, str] = {
    Reason.ROBOTS: (
        "robots.txt does not allow reading {detail}. Ask whoever runs the website to allow Candor."
    ),
    Reason.ROBOTS_AWAY: (
        "robots.txt answered {detail}, so nothing may be read. Try again once the website works."
    ),
    Reason.ELSEWHERE: "The address leads to {detail}. If that is right, use it as the address of the source.",
    Reason.STATUS: (
        "The website answered {detail}. Check the address, and that it can be read without signing in."
    ),
    Reason.AWAY: "The website did not answer: {detail} Check the address, or try again later.",
    Reason.UNSAFE: "{detail} is an internal address. An admin can allow it with OUTBOUND_ALLOWED_HOSTS.",
    Reason.NOT_HTML: "The address holds {detail}, no web page. Give that of a page or a sitemap.",
    Reason.NOT_SITEMAP: "The address holds no sitemap. Give that of a page or a sitemap.",
    Reason.EMPTY: "There is no text to read. A page that only scripts fill cannot be read.",
    Reason.NOTHING: "Nothing was found. Check the address and the paths to read, and what was left out.",
    Reason.TOO_LARGE: "It is too large to be read.",
    Reason.TOO_MUCH: "Reading it took too much time or memory.",
    Reason.STOPPED: "It was stopped; what had been read stays.",
    Reason.OURS: "A mistake of ours. Try again; if it stays, tell us with the number of the run.",
}


def fault_words(reason: str, detail: str) -> str:
    """A sentence that says what happened and what to do."""
    words = _WORDS.get(reason) or f"{Reason(reason).label}."
    return words.format(detail=detail or "it")
