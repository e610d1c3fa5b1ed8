"""
First letters, forwarded ones and answers in many languages.

A first letter shows all its words, however much its lines look like those of a mail program; of an answer
the quote is folded.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from integrations.email.mime import html_lines
from integrations.email.mime.parsing import ParsedMail, parse

ROWS = [
    json.loads(line) for line in Path(__file__).with_name("letters.jsonl").read_text("utf-8").splitlines()
]


def read(row: dict[str, Any]) -> ParsedMail:
    head = [
        f"From: {row['sender']}",
        "To: help@halyard.example",
        f"Subject: {row['subject']}",
        "Date: Sat, 28 Nov 2026 10:00:00 +0000",
        "Message-ID: <letter@kunde.example>",
        f"Content-Type: text/{row['kind']}; charset=utf-8",
    ]
    if row.get("answers"):
        head.append("In-Reply-To: <earlier@halyard.example>")
    return parse(("\n".join(head) + "\n\n" + row["text"]).encode())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("row", [row for row in ROWS if not row["folded"]], ids=lambda row: row["name"])
def test_a_letter_that_quotes_nothing_shows_all_its_words(row: dict[str, Any]) -> None:
    mail = read(row)
    whole = html_lines.text_of(html_lines.lines(row["text"])) if row["kind"] == "html" else row["text"]
    assert squeezed(mail.visible_text) == squeezed(whole)
    assert mail.quoted_text == mail.signature_text == ""


@pytest.mark.parametrize("row", [row for row in ROWS if row["folded"]], ids=lambda row: row["name"])
def test_an_answer_folds_what_it_quotes(row: dict[str, Any]) -> None:
    mail = read(row)
    assert mail.visible_text == row["shown"]
    assert squeezed(mail.quoted_text) == squeezed("".join(row["folded"]))


@pytest.mark.parametrize("row", [row for row in ROWS if not row["folded"]], ids=lambda row: row["name"])
def test_a_form_whose_headers_are_lost_keeps_its_main_words(row: dict[str, Any]) -> None:
    """Without a Message-ID and a date nobody knows whether a mail answers; forms are still known."""
    if "form" not in row["name"].lower():
        return
    raw = f"From: {row['sender']}\nSubject: {row['subject']}\nContent-Type: text/{row['kind']}; charset=utf-8"
    mail = parse(f"{raw}\n\n{row['text']}".encode())
    assert mail.quoted_text == ""


def test_there_are_many_of_them() -> None:
    assert len(ROWS) >= 60
    assert len({row["name"].partition(":")[0] for row in ROWS}) >= 15


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("shown", "introduction"),
    [
        ("Oui, voilà réglé.", "Le 5 janv. 2026 à 15:04, Zoé Müller <zoe@berg.example> a écrit :"),
        ("Tak, dziękuję.", "W dniu 5 stycznia 2026 15:04 użytkownik Łukasz <l@berg.example> napisał:"),
        ("Có, cảm ơn.", "Vào 15:04 Th 3, 5 thg 1, 2026 Lan <lan@berg.example> đã viết:"),
        ("ใช่ครับ", "เมื่อ 5 ม.ค. 2026 15:04 แอน <ann@berg.example> เขียนว่า:"),
        ("हाँ, धन्यवाद।", "मंगल, 5 जन॰ 2026 को 15:04 बजे अनीता <anita@berg.example> ने लिखा:"),
    ],
)
def test_accents_and_vowel_signs_may_stand_apart(shown: str, introduction: str, form: Any) -> None:
    text = unicodedata.normalize(form, f"{shown}\n\n{introduction}\n> Shall we?")
    head = "From: Ann <ann@kunde.example>\nSubject: Re: Hi\nContent-Type: text/plain; charset=utf-8\n\n"
    mail = parse((head + text).encode())
    assert mail.visible_text == unicodedata.normalize(form, shown)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("sender", "signature"),
    [
        ("Zoé Müller <zoe@berg.example>", "Mit freundlichen Grüßen\nZoé Müller\nBerg GmbH"),
        ("Zoé Müller <x1@berg.example>", "-- \nZoé\nVertrieb"),
        ("กิตติ ศรีสุข <x1@berg.example>", "-- \nกิตติ ศรีสุข\nฝ่ายขาย"),
        ("अनीता शर्मा <x1@berg.example>", "-- \nअनीता शर्मा\nबिक्री"),
    ],
)
def test_a_first_letter_folds_what_names_its_sender(sender: str, signature: str, form: Any) -> None:
    row = {
        "sender": sender,
        "subject": "Export",
        "kind": "plain",
        "text": unicodedata.normalize(form, f"Please call.\n\n{signature}"),
    }
    mail = read(row)
    assert mail.visible_text == "Please call."
    assert mail.signature_text
