"""What routing, clocks and scheduled replies say, and the words of the workspace for it, hold together."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant.models.handoffs import Reason
from core.wording import Worded, message_of, worded
from notices.wording import WORDS as OF_NOTICES
from people.models import Presence
from routing.models import Feedback
from routing.signals import COMPLEXITY, IMPACT, SENTIMENT, URGENCY
from routing.wording import ALSO, WORDS, listed, say
from sla.wording import CODES
from tickets.wording import WORDS as OF_TICKETS

LOCALES = Path(__file__).resolve().parents[3] / "frontend/src/shared/locales"
# Codes that the workspace makes of others, or needs besides.
ITS_OWN = {"assigned_alone", "escalated", "everybody", "handed_on"}
SENTENCES = WORDS | OF_TICKETS | OF_NOTICES
NAMES = {
    "handoff": Reason.values,
    "feedback": Feedback.Reason.values,
    "presence": Presence.values,
    "impact": IMPACT,
    "urgency": URGENCY,
    "sentiment": SENTIMENT,
    "complexity": COMPLEXITY,
}


def words(locale: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((LOCALES / f"{locale}.json").read_text(encoding="utf-8"))["reasons"]
    return found


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_sentence_has_words(locale: str) -> None:
    assert set(words(locale)["code"]) == {*SENTENCES, *ALSO, *CODES, *ITS_OWN}
    assert {name: set(known) for name, known in words(locale)["value"].items()} == {
        name: set(known) for name, known in NAMES.items()
    }


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("code", SENTENCES)
def test_the_words_name_the_parameters_of_the_sentence(code: str, locale: str) -> None:
    asked = {name.replace("count", "number") for name in re.findall(r"{(\w+)}", SENTENCES[code])}
    assert set(re.findall(r"{{(\w+)}}", words(locale)["code"][code])) == asked


def test_english_is_the_same_on_both_sides() -> None:
    ours = words("en")["code"]
    for code, text in SENTENCES.items():
        assert ours[code].replace("{{", "{").replace("}}", "}").replace("{number}", "{count}") == text


def test_a_sentence_knows_what_it_says_and_its_parts_do_not() -> None:
    full = say("full", load=3, capacity=3)
    assert full == "full, 3 of 3"
    assert message_of(full) == {"code": "full", "params": {"load": 3, "capacity": 3}}
    assert message_of(full[:4]) is None
    assert message_of(f"{full}.") is None
    assert copy.deepcopy(full).message == full.message


def test_a_message_holds_messages_and_can_be_stored() -> None:
    absent = Worded("absent until 9:00", "absent", until="x")
    said = say("leaves", name="Ines", why=say("is_absent", why=absent))
    assert said == "Ines is absent until 9:00"
    stored = json.loads(json.dumps(said.message))
    assert stored["params"]["why"]["params"]["why"] == {"code": "absent", "params": {"until": "x"}}
    assert message_of(worded(str(said), stored)) == stored
    assert listed(["one"]) == "one"
    assert message_of(listed([say("unknown"), "two"])) == {
        "code": "list", "params": {"items": [{"code": "unknown", "params": {}}, "two"]},
    }  # fmt: skip
