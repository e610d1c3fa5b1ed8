"""
English words that know what they say, so that a program can say it in its reader's language.

What the server words (reasons, causes) is English. `message` beside it has a code and its parameters.
"""

from typing import Any

Message = dict[str, Any]
"""`code` and `params`: text, numbers, messages, and lists of text and messages."""


class Worded(str):
    """
    A text with the `code` and `params` that it was made from.

    Only the whole knows: what is cut from it or put together with it is plain text.
    """

    code: str
    params: dict[str, Any]

    def __new__(cls, text: str, code: str = "", **params: Any) -> "Worded":
        """`text` is what people read; copies are made from it alone, before they get the rest."""
        found = super().__new__(cls, text)
        found.code, found.params = code, params
        return found

    @property
    def message(self) -> Message:
        """The same, to store or send."""
        return {"code": self.code, "params": {name: _sent(value) for name, value in self.params.items()}}

    def cut(self, length: int) -> "Worded":
        """The same message with a shorter text."""
        return Worded(self[:length], self.code, **self.params)


def message_of(text: str) -> Message | None:
    """The message of a text; None for plain text."""
    return text.message if isinstance(text, Worded) and text.code else None


def worded(text: str, message: Message | None) -> str:
    """A stored text with its stored message."""
    return Worded(text, message["code"], **message["params"]) if message else text


def _sent(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_sent(one) for one in value]
    return message_of(value) or str(value) if isinstance(value, str) else value
