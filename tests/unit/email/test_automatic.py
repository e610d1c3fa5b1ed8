import pytest

from integrations.email.mime.parsing import parse

WITHOUT = "From: Ann <ann@example.com>\nTo: help@example.org\n"


def kind(headers: str) -> str:
    mail = parse(f"{WITHOUT}{headers}\n\nText".encode())
    assert bool(mail.reason) == bool(mail.automatic)
    return mail.automatic


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied\nSubject: We got your mail", "auto_reply"),
        ("Auto-Submitted: auto-replied (vacation)\nSubject: Out of Office: Re: x", "out_of_office"),
        ("Auto-Submitted: auto-replied; owner-email=a@b.c\nSubject: Abwesenheitsnotiz: x", "out_of_office"),
        ("Auto-Submitted: auto-generated\nSubject: Disk is full", "auto_generated"),
        ("Auto-Submitted: auto-notified\nSubject: x", "auto_generated"),
        ("X-Autoreply: yes\nSubject: x", "auto_reply"),
        ("X-Autorespond: x\nSubject: x", "auto_reply"),
        ("X-Auto-Response-Suppress: All\nSubject: Report", "auto_generated"),
        ("X-Auto-Response-Suppress: All\nSubject: Automatic reply: x", "out_of_office"),
        ("Precedence: auto_reply\nSubject: x", "auto_reply"),
        ("Precedence: bulk\nSubject: x", "auto_generated"),
        ("Precedence: junk\nSubject: x", "auto_generated"),
        ("Precedence: bulk\nList-Unsubscribe: <https://x.example>\nSubject: x", "list"),
        ("Precedence: list\nSubject: x", "list"),
        ("List-Id: <dev.example.net>\nSubject: x", "list"),
        ("List-Unsubscribe: <https://x.example>\nFeedback-ID: a\nSubject: Offers", "list"),
        (
            "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n"
            "Subject: Read: x",
            "auto_generated",
        ),
        ("Subject: Automatic reply: Your ticket", "out_of_office"),
        ("Subject: Automatische Antwort: Ihre Anfrage", "out_of_office"),
        ("Subject: Réponse automatique : Votre demande", "out_of_office"),
        ("Subject: Respuesta automática: Su consulta", "out_of_office"),
        ("Subject: Resposta automática: Pedido", "out_of_office"),
        ("Subject: Risposta automatica: Richiesta", "out_of_office"),
        ("Subject: Automatisch antwoord: Vraag", "out_of_office"),
        ("Subject: Automatyczna odpowiedź: Pytanie", "out_of_office"),
        ("Subject: Autosvar: Sak", "out_of_office"),
        ("Subject: Automaattinen vastaus: Asia", "out_of_office"),
        ("Subject: Автоматический ответ: Вопрос", "out_of_office"),
        ("Subject: 自動返信: 件", "out_of_office"),
        ("Subject: 自动回复: 问题", "out_of_office"),
        ("Subject: Re: Abwesend: Frage\nIn-Reply-To: <a@b>", "out_of_office"),
        ("Subject: Out of Office Re: Ticket\nIn-Reply-To: <a@b>", "out_of_office"),
    ],
)
def test_knows_mail_of_programs(headers: str, expected: str) -> None:
    assert kind(headers) == expected


@pytest.mark.parametrize(
    "headers",
    [
        "Subject: Hello",
        "Auto-Submitted: no\nSubject: Hello",
        "Subject: Out of office setting does not work",
        "Subject: Automatic reply is broken",
        "Subject: Absence",
        "Subject: On vacation from Monday",
        "Subject: Undeliverable package",
        "List-Unsubscribe: <mailto:stop@crm.example>\nSubject: Our call",
        "List-Unsubscribe: <mailto:stop@crm.example>\nFeedback-ID: a\nIn-Reply-To: <a@b>\nSubject: "
        "Re: Our call",
        "X-Auto-Response-Suppress: All\nIn-Reply-To: <a@b>\nSubject: Re: Your ticket",
        "X-Auto-Response-Suppress: DR, RN, NRN\nSubject: Hello",
        "Precedence: normal\nSubject: Hello",
        "Precedence: list\nList-Id: <support.example.org>\nX-Google-Group-Id: 1\nDelivered-To: "
        "desk@example.org\nSubject: Hi",
    ],
)
def test_takes_no_person_for_a_program(headers: str) -> None:
    assert kind(headers) == ""
