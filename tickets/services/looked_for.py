"""
What is looked for in what others wrote, once an entry goes as a whole.

An entry can be quoted only in a later one. There its sentences go from quotes; from a person's own words only
what nobody writes by chance.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from core.redacting import MARK, Needles, is_telling, texts_in
from tickets.models import TimelineEntry
from tickets.services.timeline import preview_of

MAX_WORDS = 4_000
FEWEST_WORDS = 8
"""So many words in a row nobody else writes by chance."""
_BEGINNING = 90
_MOST_LINES = 300
_QUOTE = re.compile(r"^[>\s]+", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+")
_WORD = re.compile(r"[^\W_]+")
# Two signs of a script without spaces between words count as a word.
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")
_KEY_SIGNS = 12
_ENDS = " .,;:!?…"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[.:/]\d\d")


def stretches(text: str) -> list[str]:
    """
    What of a text may be quoted: all of it, its beginning, lines and sentences, and two lines together.

    What everybody may write is no sign of it, such as "Thanks" or "Not yet" (`is_telling`). Where something
    was taken out before, what is left around it counts as well.
    """
    lines = [line for line in (_QUOTE.sub("", line).strip() for line in text.split("\n")) if line][
        :_MOST_LINES
    ]
    found = list(lines)
    for line in lines:
        found += _SENTENCE_END.split(line)[:_MOST_LINES]
    # Two lines, of which at least one is more than a greeting.
    found += [f"{one} {two}" for one, two in pairwise(lines)]
    if len(text) <= MAX_WORDS:
        found.append(" ".join(lines))
    beginning = preview_of(text)
    found.append(beginning)
    if len(beginning) > _BEGINNING:
        found.append(beginning[:_BEGINNING].rpartition(" ")[0])
    found += [part for one in found if MARK in one for part in one.split(MARK)]
    # Another may end it otherwise.
    found += [one.strip(_ENDS) for one in found]
    return [one for one in dict.fromkeys(found) if is_telling(one.replace(MARK, " ").strip())]


def is_unlikely(words: str) -> bool:
    """Whether nobody else writes these words by chance: so many in a row, or a key."""
    bare = words.replace(MARK, " ")
    if len(_WORD.findall(_SPACELESS.sub(" ", bare))) + len(_SPACELESS.findall(bare)) // 2 >= FEWEST_WORDS:
        return True
    return is_key(bare.strip())


def is_key(word: str) -> bool:
    """Whether a word looks like a code or key: long, with a digit, no address of a page and no time."""
    if any(sign.isspace() for sign in word) or "://" in word or _MOMENT.match(word):
        return False
    return len(word) >= _KEY_SIGNS and any(sign.isdigit() for sign in word)


def keys_in(text: str) -> list[str]:
    """The words of a text that look like keys."""
    words = (one.strip("\"'()[]{}<>.,;:!?") for one in text.split()[: _MOST_LINES * 10])
    return [one for one in dict.fromkeys(words) if MARK not in one and is_key(one)]


class LookedFor:
    """
    What goes from other entries because these go, besides `names`, which go from all.

    `made` is what we composed of them. `all` is for what may be later than every one of them; `first` is the
    number of the earliest.
    """

    def __init__(
        self, entries: Sequence[TimelineEntry], *, made: str = "", names: Iterable[str] = (), also: str = ""
    ) -> None:
        # As they are now: whoever asks takes their words out meanwhile.
        self._own = sorted((one.pk, one.body_text, one.title) for one in entries if one.body_text != MARK)
        self._made, self._also, self._names = stretches(made), stretches(also), list(names)
        self.first = min((one.pk for one in entries), default=0)
        self.names = Needles(self._names)
        self.all = self._of(len(self._own))
        self._some: dict[int, Needles] = {0: self.names}

    def _of(self, count: int) -> Needles:
        own = self._own[:count]
        said = [*self._also, *self._made]
        for _, text, title in own:
            said += [*stretches(text), *stretches(title)]
        words = [one for one in said if is_unlikely(one)]
        quoted = [line for _, text, _ in own for line in text.split("\n")]
        keys = [key for _, text, _ in own for key in keys_in(text)]
        return Needles([*self._names, *words, *keys], said=said, quoted=quoted)

    def at(self, entry: TimelineEntry) -> Needles:
        """What goes from one of the others: only of entries that were there before it."""
        count = sum(pk < entry.pk for pk, _, _ in self._own)
        if count not in self._some:
            if count == len(self._own) or not self._may_stand_in(entry):
                return self.all
            self._some[count] = self._of(count)
        return self._some[count]

    def _may_stand_in(self, entry: TimelineEntry) -> bool:
        texts = (entry.title, entry.body_text, entry.delivery_detail, *texts_in(entry.payload))
        if any(self.all.everywhere.stand_in(one) for one in texts):
            return True
        return self.all.everywhere.in_html(entry.body_html)[1] > 0
