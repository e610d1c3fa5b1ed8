"""The built-in engine: the project's own vectors, classifiers and extraction behind the protocol."""

from collections.abc import Mapping, Sequence

from assistant.engines.builtin import choosing, heads, playing, reader, writing
from assistant.engines.builtin.confidence import confidence_of
from assistant.engines.protocol import (
    Answer,
    AnswerRequest,
    Choice,
    ChooseRequest,
    Classification,
    ClassifyRequest,
    Extraction,
    Judgement,
    JudgeRequest,
    Label,
    OnText,
    PlayRequest,
    Queries,
    QueryRequest,
    Text,
    Turn,
    Unsupported,
    Vector,
)
from assistant.reading.entities import entities_of
from assistant.reading.intents import intents_of
from assistant.reading.mood import complexity_of, sentiment_of, urgency_of
from core.languages import Surroundings, language_of
from kb.embedding import WORDLLAMA

VERSION = "builtin-1"
UNFIT = 0.3
EXACT = 0.85
"""The answering section's heading has the code that was asked for, or asks the same question."""


class BuiltinEngine:
    """Answers with verbatim text from the articles, in their language; it never writes anything itself."""

    @property
    def name(self) -> str:
        return VERSION

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        return WORDLLAMA.embed(texts)

    def classify(self, request: ClassifyRequest) -> Classification:
        text = f"{request.subject}\n{request.text}".strip()
        kind, kind_version = heads.predict("type", text)
        area, area_version = heads.predict("product_area", text)
        sentiment, urgency = sentiment_of(request.text), urgency_of(text)
        complexity = complexity_of(text, kind.label if kind is not None else "")
        earlier = tuple(turn.text for turn in request.history if turn.role == "customer")
        language, certainty = language_of(request.text, Surroundings(earlier=earlier))
        fields = {
            "sentiment": Label(sentiment.value, sentiment.confidence),
            "urgency": Label(urgency.value, urgency.confidence),
            "complexity": Label(complexity.value, complexity.confidence),
            "language": Label(language, certainty),
        }
        if kind is not None:
            fields["type"] = Label(kind.label, kind.confidence)
        if area is not None and (not request.areas or area.label in request.areas):
            fields["product_area"] = Label(area.label, area.confidence if not area.is_refused else 0.0)
        return Classification(
            fields=fields,
            entities=entities_of(text),
            engine=f"{VERSION} type={kind_version} product_area={area_version}",
        )

    def answer(self, request: AnswerRequest, on_text: OnText | None = None) -> Answer:
        reading = reader.read(request.question, request.passages, request.history, request.sections)
        confidence = confidence_of(reading.features)
        if reading.features.get("misses") or reading.features.get("code_absent"):
            # It depends on text that is not shown, or is about another error.
            confidence = min(confidence, UNFIT)
        elif reading.features.get("code_headed") or reading.features.get("own_sentence"):
            confidence = max(confidence, EXACT)
        if intents_of(request.question).is_injection:
            # Somebody who addresses the machine instead of asking a question gets a person.
            confidence = min(confidence, 0.1)
        return Answer(
            text=reading.text,
            citations=reading.citations,
            confidence=confidence,
            engine=VERSION,
            features=reading.features,
            open_parts=reading.open_parts,
        )

    def choose(self, request: ChooseRequest) -> Choice | None:
        return choosing.chosen(request)

    def summarise(self, turns: Sequence[Turn], *, subject: str = "") -> Text:
        return Text(writing.summary_of(turns, subject), VERSION)

    def extract(self, text: str, fields: Mapping[str, str]) -> Extraction:
        return Extraction(writing.extracted(text, fields), VERSION)

    def rewrite(self, text: str, style: str) -> Text:
        if style == "shorter":
            return Text(writing.shortened(text), VERSION)
        raise Unsupported("The built-in engine can only shorten a text. Choose a model for other styles.")

    def translate(self, text: str, language: str) -> Text:
        raise Unsupported("The built-in engine does not translate. Choose a model for translations.")

    def query(self, request: QueryRequest) -> Queries:
        raise Unsupported("The insights put questions into queries by patterns of their own.")

    def judge(self, request: JudgeRequest) -> Sequence[Judgement]:
        raise Unsupported("The built-in engine scores nothing by reading. Choose a model for it.")

    def play(self, request: PlayRequest) -> Text:
        return Text(playing.said_by(request), VERSION)
