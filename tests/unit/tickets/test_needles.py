"""What a redaction of a whole entry looks for in what others wrote."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.redacting import MARK, Needles
from tickets.models import TimelineEntry
from tickets.services.looked_for import stretches
from tickets.services.made_from import made_forgets, made_from, made_words

SHORT = st.sampled_from(
    [
        "Test",
        "Yes",
        "Not yet",
        "Ja",
        "Danke!",
        "Thanks",
        "ok",
        "No problem",
        "Noch nicht",
        "Hi",
        "Best regards",
    ]
)
OTHERS = st.lists(
    st.sampled_from(
        [
            "yesterday",
            "the",
            "latest",
            "tests",
            "not",
            "yet",
            "Yes",
            "yes",
            "Jahr",
            "nothing",
            "Not",
            "Hi\n>",
            ".",
        ]
    )
    | st.text(max_size=9),
    max_size=30,
).map(" ".join)


@given(st.lists(SHORT, min_size=1, max_size=1), OTHERS)
def test_short_words_of_one_change_nothing_of_others(entry: list[str], other: str) -> None:
    assert Needles(stretches("\n".join(entry))).in_text(other) == (other, 0)


def test_sentences_of_a_line_are_looked_for() -> None:
    text = "Hello there! Can you delete the records about my treatment at Elmtree Road? Thanks."
    found = stretches(text)
    assert "Can you delete the records about my treatment at Elmtree Road?" in found
    assert "Thanks." not in found
    assert stretches("Not yet") == []


def _entry(pk: int, text: str, **more: Any) -> TimelineEntry:
    wanted = {"kind": "message", "author_kind": "contact", "visibility": "public", "payload": {}} | more
    return TimelineEntry(pk=pk, ticket_id=1, body_text=text, **wanted)


def test_what_we_made_of_words_goes_with_them() -> None:
    ours = {"kind": "ai", "author_kind": "assistant", "visibility": "internal"}
    said = "Hi! Can you delete the records about my treatment?"
    summary = "Amos writes: Can you delete the records about my treatment?\nWhy a person: No article fits"
    entries = [
        _entry(1, said),
        _entry(2, summary, payload={"step": "handoff", "summary": summary, "handoff_id": 7}, **ours),
        _entry(3, "Asked for something else", payload={"step": "handoff"}, **ours),
        _entry(4, "I can delete the records about it", author_kind="staff", kind="note"),
    ]
    made = made_from(entries, {1})
    assert made == {2}
    assert made_from(entries, {1}, {1}) == {2, 3}
    assert "No article" not in made_words(entries, made)
    assert made_forgets(entries[1])
    assert entries[1].body_text == MARK
    assert entries[1].payload == {"step": "handoff", "summary": MARK, "handoff_id": 7}
    assert not made_forgets(entries[1])
