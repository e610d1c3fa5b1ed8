"""
Which action a question is for: one that an admin's example asks nearly word for word, or none.

    score = 2 · common / (words of the question + words of the example)

over stems of the words that carry meaning. Only a question about one's own things counts, and only if no
other action is nearly as close: nothing is done by guess.
"""

import re
from collections.abc import Sequence

from assistant.actions.configured import Action
from assistant.actions.inputs import inputs_in
from assistant.engines.protocol import Choice, ChooseRequest, Tool
from assistant.reading.intents import intents_of
from assistant.reading.parts import parts_of
from assistant.reading.sentences import content_words

VERSION = "builtin-1"
CLEAR_BY = 0.1
"""By how much the best action must be closer than the next."""
MAX_QUESTION, MAX_WORDS = 600, 40
_OWN = re.compile(
    r"\b(?:my|mine|our|ours|we|us|i|me|mein\w{0,2}|unser\w{0,2}|wir|ich|uns|mir|mon|ma|mes|notre|nos|nous|je"
    r"|mi|mis|nuestr[oa]s?|yo)\b",
    re.IGNORECASE,
)
# Words of grammar and courtesy alone: "cancel" or "invoice" must never be overlooked.
_SMALL = frozenset(
    ["hello", "hi", "hey", "dear", "team", "tell", "know", "let", "currently", "actually", "right",
     "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines",
     "ich", "wir", "uns", "unser", "unsere", "unseren", "unserem", "unserer", "mein", "meine",
     "meinen", "meinem", "meiner", "mir", "mich", "sie", "ihr", "ist", "sind", "war", "bin", "sein",
     "habe", "hat", "haben", "hatte", "wird", "werden", "kann", "können", "wie", "was", "wann",
     "wo", "welche", "welcher", "welches", "welchen", "welchem", "wer", "von", "vom", "zu", "zum",
     "zur", "im", "in", "am", "an", "auf", "aus", "bei", "mit", "für", "und", "oder", "auch",
     "noch", "schon", "denn", "eigentlich", "gerade", "aktuell", "mal", "bitte", "hallo", "guten",
     "tag", "morgen", "es", "er", "gern", "le", "la", "les", "un", "une", "des", "du", "de", "au",
     "aux", "je", "nous", "il", "elle", "est", "sont", "mon", "ma", "mes", "notre", "nos", "quel",
     "quelle", "quels", "quelles", "comment", "quand", "que", "qui", "sur", "pour", "avec",
     "bonjour", "avons", "ai", "el", "los", "las", "una", "del", "al", "yo", "es", "son", "está",
     "están", "mi", "mis", "nuestro", "nuestra", "nuestros", "nuestras", "qué", "cuál", "cómo",
     "cuándo", "para", "con", "hola", "tenemos", "tengo", "en"]
)  # fmt: skip


def chosen(request: ChooseRequest) -> Choice | None:
    """The action whose example is closest, with its values; None if that is not clear."""
    text = request.question.strip()
    if len(text) > MAX_QUESTION or intents_of(text).is_injection or not _OWN.search(text):
        return None
    if len(parts_of(text)) > 1:
        return None
    ranked = sorted(
        ((_score(text, tool), tool) for tool in request.tools), key=lambda one: one[0], reverse=True
    )
    if not ranked or ranked[0][0] < ranked[0][1].min_score:
        return None
    best, tool = ranked[0]
    if len(ranked) > 1 and ranked[1][0] > best - CLEAR_BY:
        return None
    values = inputs_in(text, tool.inputs)
    return None if values is None else Choice(tool.key, values, round(best, 3), VERSION)


def scored(text: str, action: Action) -> float:
    """How close a question is to the nearest example of an action, from 0 to 1."""
    tool = Tool(action.key, action.about, examples=action.examples, inputs=action.inputs)
    return round(_score(text.strip()[:MAX_QUESTION], tool), 3)


def _score(text: str, tool: Tool) -> float:
    values = (inputs_in(text, tool.inputs) or {}).values()
    for value in values:
        # What the example leaves open is no word that it lacks.
        text = text.replace(value, " ")
    asked = _words(text)
    return max((_likeness(asked, _words(example)) for example in tool.examples), default=0.0)


def _words(text: str) -> set[str]:
    bare = re.sub(r"\{[a-z0-9_]{1,40}\}", " ", text)
    told = " ".join(word for word in bare.split() if word.strip(".,;:!?'\"").lower() not in _SMALL)
    return set(content_words(told)[:MAX_WORDS])


def _likeness(asked: set[str], example: Sequence[str] | set[str]) -> float:
    wanted = set(example)
    if not asked or not wanted:
        return 0.0
    return 2 * len(asked & wanted) / (len(asked) + len(wanted))
