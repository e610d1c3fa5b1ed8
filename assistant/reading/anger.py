# ruff: noqa: E501 - patterns read better whole
"""
How annoyed a customer sounds, from 0 to 1.

`intents` knows what only angry people say. Here lesser signs add up: a linear model over groups of phrases in
English and German, manners of writing, and English words and pairs of words, in `anger.json` with where its
numbers come from. `manage.py evaluate sentiment` fits it and measures it.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log, log1p, sqrt
from pathlib import Path
from typing import Any

from assistant.reading.topics import plain_text

FILE = Path(__file__).with_name("anger.json")
# Feelings show at the beginning and at the end.
HEAD, TAIL = 6000, 2000
SIGN_SCALE = 0.1
"""How far a sign goes before the penalty on large weights holds it; more of it was worse on dialogues not seen."""
_WORD = re.compile(r"[a-zäöüß]+(?:'[a-z]+)?|[!?]+|\.\.+")

_SIGNS = {
    "insult": r"stupid|idiots?|idiotic|dumb(?:o|ass)?|dummy|morons?|moronic|useless|worthless|incompeten(?:t|ce)|pathetic|clowns?|losers?|scam(?:mers?)?|liars?|lying|bitch"
    r"|dumme[rsn]?|blöd(?:e[rsn]?|sinn)?|deppen?|trottel|unfähig(?:e[rsn]?)?|inkompetent(?:e[rsn]?)?|nutzlos(?:e[rsn]?)?|lächerlich(?:e[rsn]?)?|betrüger|lügner|abzocke(?:r)?|saftladen|sauladen",
    "swearing": r"damn(?:ed|it)?|dammit|darn(?:it)?|hell|crap(?:py)?|shit(?:ty)?|fuck(?:ing|ed)?|bloody|freak(?:ing|in)|friggin|wtf|bullshit|sucks?|screw(?:ed)?|heck|piss(?:ed)?"
    r"|verdammt(?:e[rsn]?)?|scheiß(?:e|ß)?|scheiss(?:e)?|mist|verflixt|zum teufel|zur hölle|himmelherrgott|sauerei|schweinerei",
    "sound": r"u+r?g+h*|a+r+g+h+|je+z+|gee+z+|sighs?|omg|oh my god|good grief|come ?on|duh+|seriously|whatever|pff+|hello+\?+|helloo+|sheesh|for the love of|for god's sake"
    r"|boah|mann ey|menno|ernsthaft|na toll|ach komm|meine güte|um himmels willen|hallo+\?+",
    "haste": r"hurry|right now|right away|immediately|asap|this instant|pronto|speed (?:it|this) up|about time|don'?t have (?:all day|time)|tak(?:es?|en|ing) (?:so |too |this |a really |such a )?(?:long|forever)|forever|so slow|very slow|still waiting|been waiting|(?:have|i) waited|get it done|done now"
    r"|sofort|unverzüglich|beeil(?:en|t|ung)|warte(?:n)? (?:schon |noch |immer noch |jetzt |seit |nun )+|seit (?:tagen|wochen|monaten|stunden)|dauert (?:ewig|viel zu lange|schon)|ewigkeiten|endlich|zeitverschwendung",
    "again": r"already (?:told|said|gave|provided|tried|answered|explained|sent|asked|wrote)|(?:told|said) (?:you|that|it|so) (?:already|before|earlier|twice|\d+)|i just (?:told|said|gave)|(?:as|like) i said|how many (?:more )?times|(?:second|third|fourth|fifth|\d+(?:nd|rd|th)) time|\d+ times|repeat myself|(?:again and|over and over) again|over and over|once more|yet again"
    r"|(?:habe|hatte) (?:ich |wir |das |es |ihnen |euch )*(?:doch |schon |bereits |mehrfach |mehrmals )+|(?:zum|das) (?:zweiten?|dritten?|vierten?|fünften?|x-?ten|\d+\.?) mal|wie oft (?:noch|soll|muss)|schon wieder|immer wieder|mehrfach|mehrmals|wie gesagt",
    "sarcasm": r"thanks? (?:you )?for (?:absolutely )?nothing|yeah,? (?:yeah|right)|typical|big help|great help|sure,? whatever|not (?:very |so |exactly )(?:smart|helpful|nice|impressive)|some help|good for nothing|thought you were|supposed to (?:be|help|work)|big surprise|great job|well done indeed"
    r"|danke für (?:gar )?nichts|vielen dank auch|typisch|toller? (?:service|support|laden|kundendienst)|na super|sehr witzig|wie immer|soll das ein witz",
    "giving_up": r"forget (?:it|this|you)|i give up|get lost|go(?:ing)? elsewhere|look elsewhere|had enough|no use|not worth|leave me alone|stop it|shut up|never (?:again|use|buy|come back|order|stay)|last time i|cancel everything|switch(?:ing)? to (?:a|your|another)"
    r"|vergessen sie(?: es)?|vergiss es|(?:gebe|geb) (?:es )?auf|mir reicht(?:'?s| es)|es reicht|nie wieder|lassen sie mich|ich kündige|schnauze voll|genug davon|zur konkurrenz|anwalt",
    "upset": r"annoy(?:ed|ing|s)?|frustrat(?:ed|ing|ion)|angry|anger|furious|infuriat(?:ed|ing)|upset|disappoint(?:ed|ing|ment)|terrible|horrible|awful|ridiculous|unacceptable|outrage(?:d|ous)|(?:poor|bad|lousy) (?:service|support)|nonsense|hate|sick of|tired of|fed up|(?:losing|lost|lose) (?:my )?patience|worst|garbage|rubbish|a joke|unbelievable|insane|absurd|disgust(?:ed|ing)|shame(?:ful)?|unhelpful"
    r"|verärgert|ärger(?:lich|t|n)?|genervt|nerv(?:t|en|ig)|frustrier(?:t|end)|sauer|wütend|wut|stinksauer|enttäusch(?:t|end|ung)|empör(?:t|end)|unverschämt(?:heit)?|frech(?:heit)?|unmöglich|inakzeptabel|unzumutbar|katastroph(?:e|al)|schrecklich|furchtbar|miserabel|unterirdisch|zumutung|geduld|skandal|schlecht(?:er|e|este[rn]?) (?:service|support)|satt",
    "blame": r"wrong with you|(?:do|doing|learn to do) your job|your job|you should (?:already )?know|don'?t you (?:already )?(?:know|have|see|listen|care)|why can'?t you|you (?:aren'?t|are not|don'?t|never|didn'?t|did not) (?:even )?(?:listen(?:ing)?|help(?:ing)?|understand|read|care|answer|reply|respond)|you (?:messed|screwed)|you(?:'d)? better|you (?:guys|people)|are you (?:kidding|serious|even|deaf|blind|listening)|(?:your|yours) business|no help|wast(?:e|ing) (?:of )?(?:my |our )?time|how (?:hard|difficult) (?:can|is) (?:it|that|this)|(?:no ?one|nobody|noone) (?:\w+ )?(?:answers|replies|responds|cares|helps|answered|replied|responded|called)"
    r"|niemand (?:\w+ )?(?:antwortet|meldet|hilft|reagiert|zuständig)|keine(?:r)? (?:antwort|reaktion|hilfe|antwortet|meldet)|sie (?:hören|lesen|verstehen|helfen) (?:mir |mich |ja |gar |überhaupt )*(?:nicht|nie)|ihr (?:job|fehler)|was (?:soll das|ist (?:los|falsch) (?:mit|bei)|stimmt nicht mit)|wollen sie mich|können sie (?:nicht|überhaupt)|kümmert sich",
}  # fmt: skip
_PATTERNS = {name: re.compile(rf"\b(?:{source})(?!\w)", re.IGNORECASE) for name, source in _SIGNS.items()}
_MANNERS = {
    "marks": re.compile(r"!!+|\?!|!\?|\?\?+"),
    "capitals": re.compile(r"\b[A-ZÄÖÜ]{4,}(?: +[A-ZÄÖÜ]{2,})+\b"),
    "stretched": re.compile(r"([a-z])\1\1", re.IGNORECASE),
}
SIGNS = (*_PATTERNS, *_MANNERS, "all")
"""The names of the signs' weights; `all` is how many there are in all."""
WEAK = frozenset(["haste", "all", *_MANNERS])


@dataclass(frozen=True, slots=True)
class Read:
    """What the model sees of a text: how often each word and pair of words, and how strong each sign is."""

    words: Mapping[str, float]
    signs: Mapping[str, float]

    @property
    def is_sure(self) -> bool:
        """Whether there is a sign that is more than haste or a manner of writing."""
        return any(name not in WEAK for name in self.signs)


@dataclass(frozen=True, slots=True)
class Model:
    """The weights: of each word with its rarity, and of each sign."""

    words: Mapping[str, tuple[float, float]]
    signs: Mapping[str, float]
    unknown: float
    offset: float
    limits: Mapping[str, float]

    @classmethod
    def of(cls, loaded: Mapping[str, Any]) -> "Model":
        """From the content of the file, or of one that has no limits yet."""
        words = {word: (float(rarity), float(weight)) for word, (rarity, weight) in loaded["words"].items()}
        unknown, offset = float(loaded["unknown"]), float(loaded["offset"])
        return cls(words, loaded["signs"], unknown, offset, loaded.get("limits", {}))


@lru_cache(maxsize=1)
def _model() -> Model:
    return Model.of(json.loads(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Anger:
    """From 0 to 1 how annoyed a text sounds, and what it shows of that."""

    score: float
    is_angry: bool
    is_annoyed: bool


CALM = Anger(0.0, False, False)


@lru_cache(maxsize=64)
def anger_of(text: str) -> Anger:
    """
    Read one message.

    Words and haste alone never make it angry or annoyed: some of the words are what people were annoyed about
    where the model was learned, and not how they said it.
    """
    model, found = _model(), read(text)
    if not found.words and not found.signs:
        return CALM
    grade = score(model, found)
    is_angry, is_annoyed = (found.is_sure and grade >= model.limits[name] for name in ("angry", "annoyed"))
    return Anger(grade, is_angry, is_annoyed)


def score(model: Model, found: Read) -> float:
    """From 0 to 1."""
    rarities = {word: model.words.get(word, (model.unknown, 0.0)) for word in found.words}
    length = sqrt(sum((rarities[word][0] * count) ** 2 for word, count in found.words.items())) or 1.0
    said = sum(rarities[word][0] * rarities[word][1] * count for word, count in found.words.items()) / length
    shown = sum(model.signs[name] * strength for name, strength in found.signs.items())
    return 1 / (1 + exp(-max(min(model.offset + said + shown, 30.0), -30.0)))


def read(text: str) -> Read:
    """What the model sees of a text, also when it learns."""
    plain = plain_text(text).replace("\u2019", "'")
    if len(plain) > HEAD + TAIL:
        plain = f"{plain[:HEAD]}\n{plain[-TAIL:]}"
    words = _WORD.findall(plain.lower())
    counts = Counter([*words, *(f"{one} {other}" for one, other in pairwise(words))])
    shown = {
        name: len({match.group(0).lower() for match in pattern.finditer(plain)})
        for name, pattern in (_PATTERNS | _MANNERS).items()
    }
    shown["all"] = sum(shown.values())
    return Read(
        {word: 1 + log(count) for word, count in counts.items()},
        {name: log1p(count) for name, count in shown.items() if count},
    )
