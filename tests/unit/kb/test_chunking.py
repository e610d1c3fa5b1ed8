"""Passages: heading paths, budgets, tables, code, and scripts of the world."""

from itertools import pairwise

import pytest

from kb.chunking import MAX_TOKENS, chunk_html, count_tokens
from kb.outline import markdown_to_html

PAGE = """
Intro before any heading.

# Exports

## Snowflake

### Fix HLY-4012

Run the grant again.

### Other errors

Ask support.

## BigQuery

Give the service account a role.
"""


def test_each_passage_keeps_its_heading_path_and_anchor() -> None:
    passages = chunk_html(markdown_to_html(PAGE))
    assert [(p.position, p.headings, p.anchor, p.text) for p in passages] == [
        (0, (), "", "Intro before any heading."),
        (1, ("Exports", "Snowflake", "Fix HLY-4012"), "fix-hly-4012", "Run the grant again."),
        (2, ("Exports", "Snowflake", "Other errors"), "other-errors", "Ask support."),
        (3, ("Exports", "BigQuery"), "bigquery", "Give the service account a role."),
    ]


def test_long_sections_split_within_the_budget_and_overlap() -> None:
    text = " ".join(f"Sentence number {i} says something about exports." for i in range(120))
    passages = chunk_html(f"<h2>Long</h2><p>{text}</p>")
    assert len(passages) > 3
    assert all(count_tokens(p.text) <= MAX_TOKENS for p in passages)
    assert all(p.headings == ("Long",) for p in passages)
    for before, after in pairwise(passages):
        assert after.text.split(".")[0] in before.text
    assert all(f"number {i} " in " ".join(p.text for p in passages) for i in range(120))


def test_tables_keep_their_head_row_in_every_part() -> None:
    rows = "".join(
        f"<tr><td>HLY-{4000 + i}</td><td>Reason {i} of the failed run</td></tr>" for i in range(80)
    )
    passages = chunk_html(f"<table><tr><th>Code</th><th>Meaning</th></tr>{rows}</table>")
    assert len(passages) > 2
    assert all(p.text.startswith("Code | Meaning") for p in passages)
    assert "HLY-4079 | Reason 79" in passages[-1].text


def test_code_splits_only_between_lines() -> None:
    lines = [f"grant usage on warehouse wh_{i} to role loader;" for i in range(60)]
    passages = chunk_html("<pre><code>" + "\n".join(lines) + "</code></pre>")
    assert len(passages) > 1
    assert set("\n".join(p.text for p in passages).split("\n")) == set(lines)


def test_headings_alone_still_give_a_passage() -> None:
    assert [p.text for p in chunk_html("<h1>One</h1><h2>Two</h2>")] == ["One\nTwo"]


@pytest.mark.parametrize("source", ["", "   ", "<p></p>", "<script>alert(1)</script>", "<!-- x -->"])
def test_nothing_to_read_gives_no_passage(source: str) -> None:
    assert chunk_html(source) == []


def test_right_to_left_and_unspaced_scripts_stay_whole() -> None:
    arabic = "أعد تشغيل التصدير بعد تغيير المفتاح."
    japanese = "キーを変更した後、エクスポートを再実行してください。"
    passages = chunk_html(f"<h2>مفتاح</h2><p>{arabic}</p><h2>キー</h2><p>{japanese}</p>")
    assert [(p.headings, p.text) for p in passages] == [(("مفتاح",), arabic), (("キー",), japanese)]


def test_one_endless_word_is_cut() -> None:
    passages = chunk_html("<p>" + "a-" * 2000 + "</p>")
    assert all(count_tokens(p.text) <= MAX_TOKENS for p in passages)


def test_hostile_nesting_is_read_in_bounded_time_and_depth() -> None:
    deep = "<div>" * 5000 + "text" + "</div>" * 5000
    assert [p.text for p in chunk_html(deep)] == ["text"]
