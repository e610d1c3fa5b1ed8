"""What every engine can do, and the plain data that goes in and comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.actions.configured import Input

Vector = NDArray[np.float32]
OnText = Callable[[str], None]
"""Called with each further piece of an answer as it is written."""

CAPABILITIES = (
    "embed",
    "classify",
    "answer",
    "choose",
    "summarise",
    "extract",
    "rewrite",
    "translate",
    "query",
    "judge",
    "play",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message: `role` is `customer`, `assistant` or `agent`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """
    A piece of an article that the reader may see.

    `score` orders the passages of one search, best first; `lexical` is the share of the question's words it
    contains, weighted by rarity, and `similarity` the cosine of meanings: of words, and if `by_sentences` of
    sentences, too; with `is_across` the passage is in another language than the question, and the cosine is
    one across languages. `code` holds the article's lines of code, `links` the texts of its links to other
    articles.
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
    by_sentences: bool = False
    is_across: bool = False
    language: str = "en"
    audience: str = "public"
    code: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: `quote` is verbatim from the article."""

    article_id: int
    title: str
    url: str
    quote: str
    heading: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form used by the API and in the message's payload."""
        return {
            "article_id": self.article_id,
            "title": self.title,
            "url": self.url,
            "quote": self.quote,
            "heading": self.heading,
        }


@dataclass(frozen=True, slots=True)
class VoiceExample:
    """How the company would answer one question."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Voice:
    """The company's guide to its tone, with examples. It says how things are said, never what."""

    guide: str = ""
    examples: tuple[VoiceExample, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.guide or self.examples)


NO_VOICE = Voice()


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """
    One question and everything that may be used to answer it.

    Text is shown while it is being written only if the engine's confidence is at least `threshold`.
    `sections` holds the best articles in full, by id, in reading order. Engines that write follow `voice`.
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
    voice: Voice = NO_VOICE


@dataclass(frozen=True, slots=True)
class Answer:
    """
    A grounded answer, or why there is none.

    `confidence` is the probability, from 0 to 1, that the answer resolves the question. `uncited` holds
    statements that no passage supports; they are not part of `text`. `is_unclear` asks the customer a
    question instead, and `text` then holds it. `open_parts` are those of several questions that it leaves
    open, in the customer's words, and `answered_parts` the others; `confidence` is for what is answered.
    """

    text: str
    citations: tuple[Citation, ...]
    confidence: float
    engine: str
    uncited: tuple[str, ...] = ()
    is_unclear: bool = False
    features: Mapping[str, float] = field(default_factory=dict)
    open_parts: tuple[str, ...] = ()
    answered_parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A predicted value with the probability that it is right."""

    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ClassifyRequest:
    """One message and what is known around it; `areas` are the installation's product areas."""

    text: str
    subject: str = ""
    history: Sequence[Turn] = ()
    areas: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """The labels of one message by field (`type`, `product_area`, `sentiment`, …), and its entities."""

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
    """Values found for the fields of a template; fields without a value are absent."""

    fields: Mapping[str, Label]
    engine: str


@dataclass(frozen=True, slots=True)
class Tool:
    """An action that may be used for a question; `examples` are questions it is for."""

    key: str
    about: str
    is_write: bool = False
    examples: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    min_score: float = 1.0


@dataclass(frozen=True, slots=True)
class ChooseRequest:
    """One question of a customer, and the actions that are allowed for it."""

    question: str
    tools: Sequence[Tool]
    history: Sequence[Turn] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Choice:
    """An action for a question, with values for its inputs that nobody has checked; `score` from 0 to 1."""

    key: str
    inputs: Mapping[str, str]
    score: float
    engine: str


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """
    A colleague's question about figures, and the only language that it may be put in.

    `names` are what a query may name, by field; `today` is the date that periods are counted from.
    """

    question: str
    grammar: str
    names: Mapping[str, Sequence[str]]
    today: str


@dataclass(frozen=True, slots=True)
class Queries:
    """What a question may mean, as queries that nobody has checked; none where it cannot be put."""

    texts: tuple[str, ...]
    engine: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion of a rubric: what it is about, and what its levels mean, the lowest first."""

    key: str
    name: str
    about: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """
    A conversation and the rubric to score one side's part by.

    The role of a turn is `customer`, `reviewed` for the side that is scored, or `other`; `side` says who that
    is.
    """

    turns: Sequence[Turn]
    rules: Sequence[Rule]
    side: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A level of a rule, None for "cannot tell", with why and verbatim quotes that nobody has checked."""

    rule: str
    level: int | None
    why: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayRequest:
    """
    A former conversation that somebody practices, and how far they are.

    `said` are the customer's own messages of then, without personal data; of `turns`, the role is `customer`
    or `agent`, who practices.
    """

    subject: str
    said: Sequence[str]
    turns: Sequence[Turn]


class Unsupported(Exception):
    """This engine cannot do this; another engine or a person has to."""


class Engine(Protocol):
    """
    One way of doing the assistant's work.

    Every method may raise UpstreamFailed when a provider does not answer in time, and Unsupported.
    """

    @property
    def name(self) -> str:
        """Engine and version, stored with everything it produces."""
        ...

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        """A unit vector for each text; None if nothing can be embedded."""
        ...

    def classify(self, request: ClassifyRequest) -> Classification:
        """Triage of one message."""
        ...

    def answer(self, request: AnswerRequest, on_text: OnText | None = None) -> Answer:
        """An answer from the passages alone."""
        ...

    def choose(self, request: ChooseRequest) -> Choice | None:
        """The action that a question is for, or None; it does nothing itself."""
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

    def query(self, request: QueryRequest) -> Queries:
        """A question about figures in a restricted language; whoever asks it checks the result."""
        ...

    def judge(self, request: JudgeRequest) -> Sequence[Judgement]:
        """How well one side did in a conversation, by a rubric."""
        ...

    def play(self, request: PlayRequest) -> Text:
        """What the customer of a former ticket would say next; empty where they have nothing to add."""
        ...
