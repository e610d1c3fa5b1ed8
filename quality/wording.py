"""The shipped criteria in English, as a model is told them; screens have their own words in each language."""

from collections.abc import Mapping

from quality.rubric import Criterion

Words = tuple[str, str, tuple[str, ...]]
"""A name, what it is about, and what each level means."""
SHIPPED_WORDS: Mapping[str, Words] = {
    "solved": (
        "Solved",
        "Whether the customer got what they came for.",
        ("The problem remains.", "Part of it is solved, or only a way around.", "The problem is solved."),
    ),
    "accurate": (
        "Accurate",
        "Whether what was said is right.",
        (
            "Something decisive is wrong.",
            "Right, but imprecise or beside the question.",
            "All of it is right.",
        ),
    ),
    "empathetic": (
        "Empathetic",
        "Whether the customer's situation was seen and named.",
        ("It was passed over.", "It was seen, in set phrases.", "It was seen, and the reply fits it."),
    ),
    "tone": (
        "Right tone",
        "Whether the manner fits the customer and the company.",
        ("It puts the customer off.", "It is neutral, but does not fit.", "It fits."),
    ),
    "complete": (
        "Complete",
        "Whether every question was answered, with the next step.",
        ("A question was left open.", "The customer had to ask again.", "Nothing was left open."),
    ),
}


def words_of_criterion(one: Criterion) -> Words:
    """Its own words, else the shipped ones."""
    name, about, levels = SHIPPED_WORDS.get(one.key, (one.key, "", ("", "", "")))
    return (
        one.name or name,
        one.about or about,
        tuple(own or shipped for own, shipped in zip(one.levels, levels, strict=True)),
    )
