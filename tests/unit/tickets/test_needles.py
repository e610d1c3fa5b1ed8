"""What a redaction of a whole entry looks for in what others wrote."""

from hypothesis import given
from hypothesis import strategies as st

from core.redacting import Needles
from tickets.services.redacting import stretches

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
        "yesterday the latest tests failed not yet Yes test yes danke Jahr nothing Not problem okay Hi\n> .".split(
            " "
        )
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
