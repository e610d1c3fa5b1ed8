"""What every engine can do, and the plain data that goes in and comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
OnText = Callable[[str], None]
"""Called with each further piece of an answer while it is being written."""

CAPABILITIES = ("embed", "classify", "answer", "summarise", "extract", "rewrite", "translate")


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message: `role` is `customer`, `assistant` or `agent`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A piece of an article that the reader may see.

    `score` orders passages of one search, best first; `lexical` is the share of the question's words in it,
    weighted by rarity, `similarity` the cosine of meanings. `code` holds the article's lines of code,
    `links` the words of its links to other articles.
    """

    key: int
    article_id: int
    title: str
    url: str
    text: str
    heading: str = ""
    score: float = 0.0
    lexical: float = 0.0
    similarity: float = 0.0
    language: str = "en"
    audience: str = "public"
    code: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: `quote` is found word for word in the article."""

    article_id: int
    title: str
    url: str
    quote: str
    heading: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of the API and of the message's payload."""
        return {
            "article_id": self.article_id,
            "title": self.title,
            "url": self.url,
            "quote": self.quote,
            "heading": self.heading,
        }


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """
    One question with all that may be used to answer it.

    Text is shown while it is being written only if the engine is at least as sure as `threshold`. `sections`
    holds the best articles whole, by id, in reading order.
    """

    question: str
    passages: Sequence[Passage]
    history: Sequence[Turn] = ()
    brand: str = ""
    channel: str = "widget"
    language: str = "en"
    page: str = ""
    threshold: float = 1.0
    sections: Mapping[int, Sequence[Passage]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A grounded answer, or why there is none.

    `confidence` is the probability, from 0 to 1, that the answer resolves the question. `uncited` holds
    statements that no passage supports; they are not part of `text`. `is_unclear` asks for one question
    back instead, which `text` then holds. `open_parts` are those of several questions that it leaves open, as
    the customer put them; `confidence` is that of the rest.
    """

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    engine: str
    uncited: tuple[str, ...] = ()
    is_unclear: bool = False
    features: Mapping[str, float] = field(default_factory=dict)
    open_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A predicted value with the probability that it is right."""

    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ClassifyRequest:
    """One message with what is known around it; `areas` are the product areas of the installation."""

    text: str
    subject: str = ""
    history: Sequence[Turn] = ()
    areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """Labels of one message by field (`type`, `product_area`, `sentiment`, …), and its entities."""

    fields: Mapping[str, Label]
    entities: Sequence[Mapping[str, str]]
    engine: str


@dataclass(frozen=True, slots=True)
class Text:
    """A written text and the engine that wrote it."""

    text: str
    engine: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """Values found for the fields of a template; what was not found is absent."""

    fields: Mapping[str, Label]
    engine: str


class Unsupported(Exception):
    """This engine cannot do this; another engine or a person must."""


class Engine(Protocol):
    """
    One way of doing the assistant's work.

    Every method may raise UpstreamFailed when a provider does not answer in time, and Unsupported.
    """

    @property
    def name(self) -> str:
        """Engine and version, stored with everything it makes."""
        ...

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        """A unit vector for each text; None where nothing can be embedded."""
        ...

    def classify(self, request: ClassifyRequest) -> Classification:
        """Triage of one message."""
        ...

    def answer(self, request: AnswerRequest, on_text: OnText | None = None) -> Answer:
        """An answer from the passages alone."""
        ...

    def summarise(self, turns: Sequence[Turn], *, subject: str = "") -> Text:
        """What happened in a conversation, in a few lines."""
        ...

    def extract(self, text: str, fields: Mapping[str, str]) -> Extraction:
        """Values for named fields with their descriptions."""
        ...

    def rewrite(self, text: str, style: str) -> Text:
        """The same content: `shorter`, `warmer` or `more_formal`."""
        ...

    def translate(self, text: str, language: str) -> Text:
        """The text in another language (two-letter code)."""
        ...
