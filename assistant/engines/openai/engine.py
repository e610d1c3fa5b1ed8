"""The protocol on top of a language model, whose every statement is checked."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings

from assistant import masking
from assistant.engines.openai import prompts
from assistant.engines.openai.client import Provider
from assistant.engines.openai.grounding import StatementReader, cited, ground
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
    Voice,
)
from assistant.in_force import in_force
from assistant.reading.entities import entities_of
from assistant.reading.mood import COMPLEXITIES, SENTIMENTS, URGENCIES
from assistant.reading.repeats import is_told
from kb.embedding import DIMENSION
from tickets.models import TicketType

PROMPTS = "p2"
"""Changes with the instructions; part of the engine's name, and so stored with every answer."""
EMBEDDING_MODEL = "text-embedding-3-small"
MAX_PASSAGES = 8
MAX_TEXT = 12_000
MAX_TURNS = 10
MAX_QUERIES = 3
MAX_JUDGED, MAX_JUDGED_TEXT = 40, 2_000
MAX_QUOTES, MAX_QUOTE = 3, 300
ALMOST_SURE = 0.97
PUBLISHED = frozenset(
    {
        "passages",
        "voice",
        "company",
        "language",
        "channel",
        "areas",
        "fields",
        "style",
        "grammar",
        "names",
        "today",
        "rubric",
    }
)
"""What of a request the company itself has written, and nobody's personal data stands in."""
ARTICLE_LANGUAGE = "en"


class OpenAIEngine:
    """One provider and model behind the protocol."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    @property
    def name(self) -> str:
        return f"openai:{self._provider.model}:{PROMPTS}"

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        places = [index for index, text in enumerate(texts) if text.strip()]
        found: list[Vector | None] = [None] * len(texts)
        if places:
            mask = masking.Mask(is_on=in_force().masks)
            sent = [mask.hidden(texts[index][:MAX_TEXT]) for index in places]
            vectors = self._provider.embed(sent, DIMENSION)
            for index, vector in zip(places, vectors, strict=True):
                values = np.asarray(vector, dtype=np.float32)
                length = float(np.linalg.norm(values))
                found[index] = values / np.float32(length) if length else None
        return found

    def classify(self, request: ClassifyRequest) -> Classification:
        labels: dict[str, Sequence[str]] = {
            "type": TicketType.values,
            "product_area": ["", *request.areas] if request.areas else (),
            "sentiment": SENTIMENTS,
            "urgency": URGENCIES,
            "complexity": COMPLEXITIES,
        }
        reply = self._asked(
            capability="classify",
            instructions=prompts.CLASSIFY,
            data={
                "subject": request.subject[:300],
                "text": request.text[:MAX_TEXT],
                "history": _history(request.history),
                "areas": list(request.areas),
            },
            schema=prompts.classify_schema(labels),
        )
        fields = {}
        for name, allowed in labels.items():
            label = _label(reply.get(name))
            if label is not None and (not allowed or label.value in allowed):
                fields[name] = label
        text = f"{request.subject}\n{request.text}"
        return Classification(fields=fields, entities=entities_of(text), engine=self.name)

    def answer(self, request: AnswerRequest, on_text: OnText | None = None) -> Answer:
        passages = list(request.passages[:MAX_PASSAGES])
        is_same_language = request.language == ARTICLE_LANGUAGE
        if not passages:
            return Answer(text="", citations=(), confidence=0.0, engine=self.name)
        reader = StatementReader()

        def show(content: str, mask: masking.Mask) -> None:
            if on_text is None or reader.confidence(content) < request.threshold:
                return
            for statement in map(mask.restored, reader.more(content)):
                # Unsupported or repeated text is never shown, not even for a second.
                if is_told(str(statement.get("text", "")), request.history):
                    continue
                if cited(statement, passages, is_same_language=is_same_language) is not None:
                    on_text(f"{statement['text']}\n")

        reply = self._asked(
            capability="answer",
            instructions=prompts.ANSWER,
            data={
                "question": request.question[:MAX_TEXT],
                "language": request.language,
                "channel": request.channel,
                "company": request.brand,
                "page": request.page,
                "history": _history(request.history),
                "passages": [
                    {"number": number, "article": p.title, "heading": p.heading, "text": p.text}
                    for number, p in enumerate(passages)
                ],
                **_voice(request.voice),
            },
            schema=prompts.ANSWER_SCHEMA,
            on_json=show if on_text is not None else None,
        )
        asks = str(reply.get("clarifying_question") or "").strip()
        statements = [part for part in reply.get("statements") or [] if isinstance(part, dict)]
        if asks and not statements:
            return Answer(asks[:500], (), 0.0, self.name, is_unclear=True)
        grounded = ground(statements, passages, is_same_language=is_same_language)
        stated = _probability(reply.get("confidence"))
        confidence = min(stated, ALMOST_SURE) * grounded.supported if reply.get("answers_question") else 0.0
        return Answer(
            text=grounded.text,
            citations=grounded.citations,
            confidence=confidence if grounded.citations else 0.0,
            engine=self.name,
            uncited=grounded.uncited,
            features={"stated": stated, "supported": grounded.supported},
        )

    def choose(self, request: ChooseRequest) -> Choice | None:
        """A model may name an action and values for it; whoever asked checks both again."""
        mask = masking.Mask(is_on=in_force().masks)
        data = {
            "question": request.question[:MAX_TEXT],
            "history": _history(request.history),
            "language": request.language,
        }
        sent = {name: value if name in PUBLISHED else mask.hidden(value) for name, value in data.items()}
        called = self._provider.tool_call(
            capability="choose",
            instructions=f"{prompts.CHOOSE}\n{prompts.MARKS}" if mask.found else prompts.CHOOSE,
            data=sent,
            tools=[prompts.tool_schema(tool) for tool in request.tools],
        )
        if called is None:
            return None
        name, arguments = called
        values = {key: str(mask.restored(value)) for key, value in arguments.items()}
        score = _probability(arguments.get(prompts.SURE))
        values.pop(prompts.SURE, None)
        return Choice(name, values, score, self.name)

    def summarise(self, turns: Sequence[Turn], *, subject: str = "") -> Text:
        data = {"subject": subject[:300], "history": _history(turns)}
        return self._text("summarise", prompts.SUMMARISE, data)

    def extract(self, text: str, fields: Mapping[str, str]) -> Extraction:
        reply = self._asked(
            capability="extract",
            instructions=prompts.EXTRACT,
            data={"text": text[:MAX_TEXT], "fields": dict(fields)},
            schema=prompts.extract_schema(list(fields)),
        )
        found = {name: label for name in fields if (label := _label(reply.get(name))) and label.value}
        return Extraction(found, self.name)

    def rewrite(self, text: str, style: str) -> Text:
        if style not in prompts.STYLES:
            raise Unsupported(f"There is no style {style}.")
        return self._text(
            "rewrite", prompts.REWRITE, {"text": text[:MAX_TEXT], "style": prompts.STYLES[style]}
        )

    def translate(self, text: str, language: str) -> Text:
        return self._text("translate", prompts.TRANSLATE, {"text": text[:MAX_TEXT], "language": language})

    def query(self, request: QueryRequest) -> Queries:
        """What it says is read like what a person types: nothing but the query language ever runs."""
        reply = self._asked(
            capability="query",
            instructions=prompts.QUERY,
            data={
                "question": request.question[:MAX_TEXT],
                "grammar": request.grammar,
                "names": {name: list(values) for name, values in request.names.items()},
                "today": request.today,
            },
            schema=prompts.QUERY_SCHEMA,
        )
        texts = [text.strip() for text in reply.get("queries") or [] if isinstance(text, str)]
        return Queries(tuple(text for text in texts if text)[:MAX_QUERIES], self.name)

    def judge(self, request: JudgeRequest) -> Sequence[Judgement]:
        levels = {rule.key: len(rule.levels) for rule in request.rules}
        reply = self._asked(
            capability="judge",
            instructions=prompts.JUDGE,
            data={
                "conversation": [
                    {"role": turn.role, "text": turn.text[:MAX_JUDGED_TEXT]}
                    for turn in request.turns[-MAX_JUDGED:]
                ],
                "reviewed_side": request.side,
                "rubric": [
                    {"key": rule.key, "name": rule.name, "about": rule.about, "levels": list(rule.levels)}
                    for rule in request.rules
                ],
            },
            schema=prompts.judge_schema(list(levels)),
        )
        given = {key: reply.get(key) for key in levels}
        return [_judgement(key, told, levels[key]) for key, told in given.items() if isinstance(told, dict)]

    def play(self, request: PlayRequest) -> Text:
        data = {
            "subject": request.subject[:300],
            "said": [text[:MAX_JUDGED_TEXT] for text in request.said[:MAX_JUDGED]],
            "history": _history(request.turns),
        }
        return self._text("play", prompts.PLAY, data)

    def _text(self, capability: str, instructions: str, data: Mapping[str, Any]) -> Text:
        reply = self._asked(
            capability=capability, instructions=instructions, data=data, schema=prompts.TEXT_SCHEMA
        )
        return Text(str(reply["text"]).strip(), self.name)

    def _asked(
        self,
        *,
        capability: str,
        instructions: str,
        data: Mapping[str, Any],
        schema: Mapping[str, Any],
        on_json: Callable[[str, masking.Mask], None] | None = None,
    ) -> dict[str, Any]:
        """
        A reply to `data`, of which everything that a customer may have written is masked on its way out.

        `on_json` gets the reply so far as the model writes it, with the marks still in it. Raises
        UpstreamFailed.
        """
        mask = masking.Mask(is_on=in_force().masks)
        sent = {name: value if name in PUBLISHED else mask.hidden(value) for name, value in data.items()}
        reply = self._provider.structured(
            capability=capability,
            instructions=f"{instructions}\n{prompts.MARKS}" if mask.found else instructions,
            data=sent,
            schema=schema,
            on_json=None if on_json is None else lambda content: on_json(content, mask),
        )
        found: dict[str, Any] = mask.restored(reply)
        return found


def _voice(voice: Voice) -> dict[str, Any]:
    """The voice guide as part of what is asked; nothing where there is none."""
    if not voice:
        return {}
    examples = [{"question": one.question, "answer": one.answer} for one in voice.examples]
    return {"voice": {"guide": voice.guide, "examples": examples}}


def _history(turns: Sequence[Turn]) -> list[dict[str, str]]:
    return [{"role": turn.role, "text": turn.text[:4000]} for turn in turns[-MAX_TURNS:]]


def _probability(value: object) -> float:
    return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) else 0.0


def _label(value: object) -> Label | None:
    if not isinstance(value, dict) or not isinstance(value.get("value"), str):
        return None
    return Label(value["value"].strip()[:500], _probability(value.get("confidence")))


def _judgement(key: str, told: Mapping[str, Any], levels: int) -> Judgement:
    level = told.get("level")
    is_level = isinstance(level, int) and not isinstance(level, bool) and 0 <= level < levels
    quotes = told.get("quotes")
    texts = [str(one)[:MAX_QUOTE] for one in quotes] if isinstance(quotes, list) else []
    why = str(told.get("why") or "").strip()[:1000]
    return Judgement(key, level if is_level else None, why, tuple(texts[:MAX_QUOTES]))


@lru_cache(maxsize=4)
def _engine(base_url: str, api_key: str, model: str, timeout: float) -> OpenAIEngine:
    provider = Provider(
        base_url=base_url, api_key=api_key, model=model, embedding_model=EMBEDDING_MODEL, timeout=timeout
    )
    return OpenAIEngine(provider)


def openai_engine() -> OpenAIEngine:
    """The engine that the settings name; one client, with its connections, per process."""
    return _engine(
        settings.OPENAI_BASE_URL,
        settings.OPENAI_API_KEY,
        settings.OPENAI_MODEL,
        settings.OPENAI_TIMEOUT_SECONDS,
    )
