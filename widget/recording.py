"""The pass with which an admin records the steps of "Show me" on a page of their own."""

from dataclasses import dataclass

from django.core import signing

from core.errors import Forbidden

SALT = "widget.recording"
SECONDS = 30 * 60
FRAGMENT = "candor-record="
"""Behind the `#` of the page's address, which no server ever gets."""


class RecordingOver(Forbidden):
    """The pass has expired, is none, or is not for this page."""

    code = "widget.recording_over"


@dataclass(frozen=True, slots=True)
class Pass:
    """Who records for which article, on pages of which origin, with which brand's widget."""

    user_id: int
    article_id: int
    brand_id: int
    origin: str


def signed(given: Pass) -> str:
    """The pass as text, good for half an hour."""
    values = {"u": given.user_id, "a": given.article_id, "b": given.brand_id, "o": given.origin}
    return signing.dumps(values, salt=SALT)


def with_pass(fragment: str, given: str) -> str:
    """
    What stands behind the `#`: the pass, as a parameter of the route where the page keeps its route there.

    An anchor within a page gives way.
    """
    if not fragment.removeprefix("!").startswith("/"):
        return f"{FRAGMENT}{given}"
    return f"{fragment}{'&' if '?' in fragment else '?'}{FRAGMENT}{given}"


def read(text: str) -> Pass:
    """A pass that we have signed in the last half hour. Raises RecordingOver."""
    try:
        values = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise RecordingOver("This recording has ended. Start it again from the article.") from error
    return Pass(user_id=values["u"], article_id=values["a"], brand_id=values["b"], origin=values["o"])
