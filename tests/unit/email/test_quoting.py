from pathlib import Path

import pytest

from integrations.email.mime.parsing import ParsedMail, parse

HEADERS = Path(__file__).with_name("quote_headers.txt").read_text(encoding="utf-8").splitlines()
"""Lines by which mail programs introduce what they quote; "|" stands for a line break within one."""


def read(
    text: str, *, kind: str = "plain", subject: str = "Question", sender: str = "ann@example.com"
) -> ParsedMail:
    head = f"From: {sender}\nSubject: {subject}\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return parse((head + text).encode())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("mark", ["", "> "])
def test_folds_what_mail_programs_quote(header: str, mark: str) -> None:
    introduction = header.replace("|", "\n")
    mail = read(f"My answer is yes.\nSecond line.\n\n{introduction}\n\n{mark}Old text here.\n{mark}More.\n")
    assert mail.visible_text == "My answer is yes.\nSecond line."
    assert squeezed(mail.quoted_text) == squeezed(f"{introduction}{mark}Old text here.{mark}More.")


@pytest.mark.parametrize(
    "text",
    [
        "On the surface, this looks like one.\n\nOn average it works:\nyes.",
        "Route:\nFrom: London\nTo: Paris\nDate: 12 May 2021\nPlease book it.",
        "The log says\n> error 42\nand then stops. What now?",
        "Dates:\n05.01.2021: paid\n06.01.2021: refunded\nPlease check.",
        "Your colleague wrote:\nwe refund within 14 days. Is that so?",
        "Sent from my desk, it is easier.\n\nCould you call?",
        "Original message:\nwas it lost? I never got it.",
        "Here it is:\n\n----\n\nTotal: 12\nTo: pay",
        "Hi,\n\nI wrote to support@example.org on 5 May:\nno answer yet.",
        "Visit us\n>>> >>>  http://www.example.com <<<\nby the link above",
    ],
)
def test_hides_nothing_that_people_wrote(text: str) -> None:
    mail = read(text)
    assert squeezed(mail.visible_text) == squeezed(text)
    assert mail.quoted_text == mail.signature_text == ""


def test_answers_between_quotes_stay_with_what_they_answer() -> None:
    text = (
        "Hi,\nOn 5 Jan 2021, at 15:04, Bob wrote:\n> Which plan?\nThe big one.\n> Since when?\n"
        "Monday.\n> Bye\n> Bob"
    )
    mail = read(text)
    assert "Which plan?" in mail.visible_text
    assert "Since when?" in mail.visible_text
    assert "Bye" not in mail.visible_text


def test_an_answer_below_the_quote_is_what_is_visible() -> None:
    assert (
        read("On 5 Jan 2021, at 15:04, Bob wrote:\n> Which plan?\n\nThe big one.").visible_text
        == "The big one."
    )


def test_what_is_forwarded_is_what_the_mail_is_about() -> None:
    block = (
        "From: Bob <bob@example.com>\nSent: Tuesday, January 5, 2021 3:04 PM\nTo: Ann\nSubject: "
        "Broken\n\nIt is."
    )
    assert "It is." in read(f"FYI\n\n---------- Forwarded message ---------\n{block}").visible_text
    assert "It is." in read(f"FYI\n\n{block}", subject="FW: Broken").visible_text
    assert "It is." in read(f"FYI\n\n{block}", subject="WG: Broken").visible_text
    assert "It is." not in read(f"FYI\n\n{block}", subject="Re: Broken").visible_text


def test_a_mail_with_nothing_but_a_quote_is_shown_whole() -> None:
    assert "Which plan?" in read("On 5 Jan 2021, at 15:04, Bob wrote:\n> Which plan?").visible_text


@pytest.mark.parametrize(
    ("signature", "sender"),
    [
        ("-- \nAnn Lee\nSales", "ann@example.com"),
        ("--\nAnn", "ann@example.com"),
        ("Sent from my iPhone", "ann@example.com"),
        ("Von meinem iPhone gesendet", "ann@example.com"),
        ("Envoyé de mon iPhone", "ann@example.com"),
        ("Enviado desde mi Samsung Galaxy", "ann@example.com"),
        ("iPhoneから送信", "ann@example.com"),
        ("发自我的 iPhone", "ann@example.com"),
        ("Get Outlook for iOS<https://aka.ms/o0ukef>", "ann@example.com"),
        ("Best regards,\n\nAnn Lee\nHead of Sales\nACME", "ann@example.com"),
        ("Mit freundlichen Grüßen\nAnn Lee\nVertrieb", "ann@example.com"),
        ("Ann Lee\nann@example.com\n+49 30 1234567\nwww.example.com", "Ann Lee <ann@example.com>"),
    ],
)
def test_folds_signatures(signature: str, sender: str) -> None:
    mail = read(f"Please call me.\n\n{signature}\n", sender=sender)
    assert mail.visible_text == "Please call me."
    assert squeezed(mail.signature_text) == squeezed(signature)


@pytest.mark.parametrize(
    "ending",
    [
        "Thanks,\nAnn",
        "Best regards,\nAnn\n\nPS: the order number is 4711, please do not forget it.",
        "Regards,\nAnn\n\nWhich of the two invoices should I pay first, the old one or the new one?",
        "Ann asked me to add this:\nhttps://example.com/a\nhttps://example.com/b",
    ],
)
def test_better_shows_a_signature_than_hides_words(ending: str) -> None:
    assert squeezed(ending) in squeezed(
        read(f"Please call me.\n\n{ending}", sender="Ann <ann@example.com>").visible_text
    )


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        (
            'Yes<div class="gmail_quote">On 5 Jan 2021 at 15:04 Bob wrote:<blockquote>old</blockquote></div>',
            "Yes",
        ),
        (
            'Yes<div class="moz-cite-prefix">On 5.1.2021, Bob wrote:</div><blockquote '
            'type="cite">old</blockquote>',
            "Yes",
        ),
        (
            '<p>Yes</p><div id="divRplyFwdMsg"><b>From:</b> Bob<br><b>Sent:</b> Monday</div><div>old</div>',
            "Yes",
        ),
        ('<p>Yes</p><div id="x_divRplyFwdMsg">From: Bob</div><div>old</div>', "Yes"),
        ('Yes<div class="yahoo_quoted"><div>On Monday, Bob wrote:</div><div>old</div></div>', "Yes"),
        ('Yes<div class="OutlookMessageHeader">From: Bob</div><p>old</p>', "Yes"),
        (
            '<p>Yes</p><div style="border:none;border-top:solid #B5C4DF 1.0pt"><p><b>From:</b> Bob '
            "&lt;bob@example.com&gt;<br><b>Sent:</b> Monday, January 5, 2021 3:04 PM<br><b>To:</b> Ann<br>"
            "<b>Subject:</b> RE: Hi</p></div><p>old</p>",
            "Yes",
        ),
        ('Yes<blockquote class="gmail_quote">my own block</blockquote>', "Yes\nmy own block"),
        ('<div class="gmail_quote">---------- Forwarded message ---------<br>From: Bob<br>old</div>', None),
        ('<p>Yes</p><div class="gmail_signature">Ann</div>', "Yes"),
    ],
)
def test_folds_what_programs_mark_in_html(source: str, visible: str | None) -> None:
    mail = read(source, kind="html")
    if visible is None:
        assert "old" in mail.visible_text
        assert "old" in mail.visible_html
        return
    assert squeezed(mail.visible_text) == squeezed(visible)
    assert "old" not in mail.visible_html.replace("solid", "")


def test_html_that_goes_on_around_a_quote_stays_balanced() -> None:
    mail = read(
        "<table><tr><td>Yes<blockquote type=cite><div>On 5 Jan 2021, at 15:04, Bob "
        "wrote:<p>old</div></blockquote>"
        "</td></tr></table>",
        kind="html",
    )
    assert mail.visible_html == "<table><tr><td>Yes</td></tr></table>"


def test_the_html_knows_of_a_quote_that_the_text_left_bare() -> None:
    raw = (
        'From: a@example.com\nContent-Type: multipart/alternative; boundary="b"\n\n--b\n'
        "Content-Type: text/plain\n\n"
        "Yes\n\nold text\n--b\nContent-Type: text/html\n\n"
        '<p>Yes</p><div class="protonmail_quote">old text</div>\n--b--\n'
    )
    mail = parse(raw.encode())
    assert mail.visible_text == "Yes"
    assert mail.text == "Yes\n\nold text"


def test_answers_within_the_quote_of_gmail_stay() -> None:
    mail = read(
        '<div>Hi,</div><div class="gmail_quote"><div class="gmail_attr">On 5 Jan 2021 at 15:04 Bob '
        "wrote:</div>"
        '<blockquote class="gmail_quote">Which plan?</blockquote><div>The big one.</div>'
        '<blockquote class="gmail_quote">Since when?</blockquote><div>Monday.</div>'
        '<blockquote class="gmail_quote">Bye, Bob</blockquote></div>',
        kind="html",
    )
    for words in ("Hi,", "Which plan?", "The big one.", "Since when?", "Monday."):
        assert words in mail.visible_text
        assert words in mail.visible_html
    assert "Bye" not in mail.visible_html + mail.visible_text


def test_an_answer_in_the_middle_of_a_quote_keeps_what_it_answers() -> None:
    mail = read("On 5 Jan 2021, at 15:04, Bob wrote:\n> Which plan?\n\nThe big one.\n\n> Bye\n> Bob")
    assert "Which plan?" in mail.visible_text
    assert "Bye" not in mail.visible_text
