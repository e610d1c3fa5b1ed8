"""
The sentences of notices that the server words.

Each has a code, by which the workspace says the same in its reader's language (`reasons` of
`frontend/src/shared/locales`) and mail too (`said_…` of `integrations/email/page_words`).
"""

from core.wording import Worded

WORDS: dict[str, str] = {
    "readers_still_ask": "{followed} of {known} readers asked within a day of reading it.",
}


def say(code: str, **params: int) -> Worded:
    """The sentence of a code with its parameters."""
    return Worded(WORDS[code].format(**params), code, **params)
