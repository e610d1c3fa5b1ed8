# ruff: noqa: E501 - patterns read better whole
"""How a customer feels and how much it hurts: sentiment, urgency and complexity, with certainty."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from assistant.reading.anger import anger_of
from assistant.reading.intents import intents_of
from assistant.reading.topics import plain_text

SENTIMENTS = ("angry", "negative", "neutral", "positive")
URGENCIES = ("low", "normal", "high", "critical")
COMPLEXITIES = ("T1", "T2", "T3")


@dataclass(frozen=True, slots=True)
class Mood:
    """A value, with the probability that a person would choose it too."""

    value: str
    confidence: float


_CRITICAL = re.compile(
    r"\b(?:production|prod|everything|entire|whole|all (?:of )?(?:our |the )?(?:users|customers|dashboards|sites?|events))\b"
    r".{0,40}\b(?:down|broken|stopped|gone|lost|missing|offline|outage|cannot|can't|fail\w*)\b"
    r"|\b(?:data (?:loss|breach)|outage|losing (?:data|money|orders|customers|events)|nobody (?:can|gets)|no ?one can|completely down)\b",
    re.IGNORECASE,
)
_HIGH = re.compile(
    r"\b(?:urgent(?:ly)?|asap|immediately|right now|blocked|blocking|blocker|deadline|emergency|critical|as soon as possible|"
    r"today|tonight|by (?:end of day|eod|noon|monday|tuesday|wednesday|thursday|friday)|within the hour|board meeting|go[- ]live|"
    r"locked out|can'?t (?:log|sign) ?in|stopped working|keeps? failing|before (?:monday|tomorrow|the))\b",
    re.IGNORECASE,
)
_LOW = re.compile(
    r"\b(?:no (?:rush|hurry)|whenever|when you (?:have|get) (?:a )?(?:time|chance|moment)|just (?:wondering|curious)|"
    r"nice to have|feature request|would be (?:nice|great|cool)|some ?day|low priority|suggestion|roadmap)\b",
    re.IGNORECASE,
)
_DEEP = re.compile(
    r"\b(?:stack ?trace|exception|traceback|segfault|memory leak|race condition|regression|reproduc\w+|corrupt\w*|data loss|"
    r"duplicate(?:d)? (?:rows|events|records)|crash(?:es|ed|ing)?|wrong (?:numbers|results|totals|count)|missing (?:rows|events|data|nights)|"
    r"bug|since the (?:update|release)|after the (?:update|release))\b",
    re.IGNORECASE,
)
_TECHNICAL = re.compile(
    r"\b(?:api|sdk|webhooks?|oauth|saml|scim|sso|idp|okta|azure ad|snowflake|bigquery|redshift|sql|schema|query|queries|endpoint|"
    r"payload|json|curl|proxy|firewall|dns|csp|cors|timeouts?|latency|pipeline|sync|integration|migrat\w+|backfill|connector|"
    r"warehouse|terraform|kafka|token|certificate|key rotation|rate limit|permission denied|[45]\d\d error|[A-Z]{2,6}-\d{3,6})\b",
    re.IGNORECASE,
)


# People express feelings when they begin and when they end.
_HEAD, _TAIL = 900, 300


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the library has no types
    """
    The library's, but for what it compares: it puts all words into lower case for each word, and looks only
    at the three before it and the two after.
    """

    @staticmethod
    def _negation_check(valence: float, words: list[str], start_i: int, i: int) -> float:
        first = max(i - 3, 0)
        check = SentimentIntensityAnalyzer._negation_check
        return float(check(valence, words[first : i + 1], start_i, i - first))

    @staticmethod
    def _special_idioms_check(valence: float, words: list[str], i: int) -> float:
        first = max(i - 3, 0)
        check = SentimentIntensityAnalyzer._special_idioms_check
        return float(check(valence, words[first : i + 3], i - first))


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    return _Analyzer()


def sentiment_of(text: str) -> Mood:
    """One of SENTIMENTS. Anger is separate from a bad mood: it needs a person sooner."""
    plain = plain_text(text)
    if not plain:
        return Mood("neutral", 0.5)
    intents = intents_of(plain)
    read = plain if len(plain) <= _HEAD + _TAIL else f"{plain[:_HEAD]} {plain[-_TAIL:]}"
    score = float(_analyzer().polarity_scores(read)["compound"])
    anger = anger_of(text)
    if (intents.is_angry or anger.is_angry) and score < 0.5:
        return Mood("angry", 0.9 if score < -0.2 or (intents.is_angry and anger.is_angry) else 0.75)
    if score <= -0.6:
        return Mood("negative", min(0.55 + abs(score) / 3, 0.9))
    if anger.is_annoyed and score < 0.5:
        return Mood("negative", 0.6)
    if score <= -0.25:
        # Support messages describe problems: words like "error" and "fail" do not imply a bad mood.
        return Mood("neutral", 0.55)
    if intents.says_solved or score >= 0.6:
        return Mood("positive", min(0.5 + score / 2.5, 0.9))
    return Mood("neutral", 0.8 - abs(score) / 3)


def urgency_of(text: str) -> Mood:
    """One of URGENCIES, from what is at stake and what the customer says about time."""
    plain = plain_text(text)
    if _CRITICAL.search(plain):
        return Mood("critical", 0.8 if _HIGH.search(plain) else 0.7)
    if _HIGH.search(plain):
        return Mood("high", 0.75)
    if _LOW.search(plain):
        return Mood("low", 0.8)
    return Mood("normal", 0.7)


def complexity_of(text: str, kind: str) -> Mood:
    """The tier that the work will need: T1 how-to and account, T2 technical, T3 bugs and engineering."""
    plain = plain_text(text)
    deep = len({match.group(0).lower() for match in _DEEP.finditer(plain)})
    technical = len({match.group(0).lower() for match in _TECHNICAL.finditer(plain)})
    length = min(len(plain) / 900, 1.0)
    score = 0.9 * min(deep, 3) + 0.45 * min(technical, 4) + 0.6 * length
    score += {"bug": 0.8, "integration": 0.6, "billing": -0.5, "question": -0.3, "access": -0.2}.get(
        kind, 0.0
    )
    if score >= 2.3:
        return Mood("T3", min(0.55 + (score - 2.3) / 4, 0.9))
    if score >= 0.9:
        return Mood("T2", 0.55 + min(abs(score - 1.6), 0.3) * -0.5 + 0.2)
    return Mood("T1", min(0.6 + (0.9 - score) / 4, 0.9))


def trend_of(earlier: str, now: str) -> str:
    """`falling`, `rising` or `steady` between two sentiments; empty when one is unknown."""
    if earlier not in SENTIMENTS or now not in SENTIMENTS:
        return ""
    step = SENTIMENTS.index(now) - SENTIMENTS.index(earlier)
    return "steady" if step == 0 else "rising" if step > 0 else "falling"
