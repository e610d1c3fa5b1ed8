"""One table of scripts and forms, tried on everything that can be searched."""

# ruff: noqa: RUF001 - letters that look alike are what is tried

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kb import services as kb_services
from people.models import Company, Contact
from tests.cast import NOW, Cast


@dataclass(frozen=True)
class Form:
    """A text that is stored, and what somebody may type to find it."""

    text: str
    queries: tuple[str, ...]


FORMS = {
    "accents": Form("Café Zürich", ("cafe", "CAFÉ", "cafe\u0301", "zurich", "ＺＵＲＩＣＨ", "caf zür")),
    "decomposed": Form("Re\u0301sume\u0301 u\u0308ber", ("résumé", "resume", "über", "uber")),
    "sharp s": Form("STRASSE", ("straße", "Strasse", "stras")),
    "sharp s the other way": Form("Großkunde", ("GROSSKUNDE", "grosskunde", "gross")),
    "dotted i": Form("İstanbul Işık", ("istanbul", "ISTANBUL", "isik", "ışık")),
    "letters without a mark of their own": Form("Łódź Søren", ("lodz", "soren", "SØREN")),
    "full width": Form("ＡＢＣ－４０１２ ﬁle", ("abc-4012", "ABC4012", "file")),
    "half width": Form("ｼｽﾃﾑ", ("システム", "シス")),
    "chinese": Form("我想申请退款，订单号是", ("退款", "申请退款", "订单", "退", "款", "号")),
    "japanese": Form("先月の請求書が届いていません", ("請求書", "届いて", "請", "請求")),
    "japanese and latin": Form("APIキーを更新", ("APIキー", "キー", "api", "更新")),
    "korean": Form("환불을 요청합니다", ("환불", "요청", "환", "환불을")),
    "thai": Form("ผมต้องการขอคืนเงินสำหรับเดือนนี้", ("คืนเงิน", "เดือน", "ขอคืนเงิน")),
    "lao": Form("ຂໍຄືນເງິນ", ("ຄືນເງິນ", "ເງິນ")),
    "khmer": Form("សូមសងប្រាក់វិញ", ("ប្រាក់", "សងប្រាក់")),
    "burmese": Form("ငွေပြန်အမ်းပါ", ("ပြန်အမ်း", "ငွေ")),
    "hindi": Form("निर्यात रोकने के लिए सारणी", ("सारणी", "निर्यात", "निर्या", "रोकने सारणी")),
    "hindi with a dot": Form("प्रोफ़ाइल बदलना", ("प्रोफ़ाइल", "प्रोफाइल")),
    "tamil": Form("கடவுச்சொல் மாற்றம்", ("கடவுச்சொல்", "மாற்ற")),
    "bengali": Form("পাসওয়ার্ড পরিবর্তন", ("পাসওয়ার্ড", "পরিব")),
    "hebrew": Form("שָׁלוֹם חשבונית", ("שלום", "חשבונית", "חשבו")),
    "arabic": Form("مُحَمَّد فاتورة", ("محمد", "فاتورة", "فاتو")),
    "arabic digits": Form("فاتورة ١٢٣٤", ("1234", "١٢٣٤")),
    "russian": Form("Возврат средств", ("возврат", "ВОЗВРАТ", "сред")),
    "greek": Form("Τιμολόγιο Αθήνα", ("τιμολογιο", "ΑΘΗΝΑ", "τιμο")),
    "turkish": Form("Şifre değiştir", ("sifre", "ŞİFRE", "degis")),
    "vietnamese": Form("Hoàn tiền đơn hàng", ("hoan tien", "đơn", "don")),
    "joiners": Form("co\u00adoperation می\u200cخواهم", ("cooperation", "میخواهم")),
    "a code": Form("ERR_BLUE_42 again", ("ERR_BLUE_42", "err-blue-42", "ERR_BLUE", "err blue 42")),
    "a code with a hyphen": Form("HLY-4012 stops", ("HLY-4012", "hly4012", "HLY 4012", "4012", "hly-40")),
    "a version": Form("Version v2.14.3 fails", ("2.14.3", "v2.14.3", "2.14", "v2.14")),
    "a hyphen": Form("e-mail wi-fi", ("e-mail", "email", "wifi", "wi-fi")),
    "a number": Form("Total 1,200.50", ("1,200.50", "1200.50", "1,200")),
    "an address": Form("helen.marsh@kestrel.test", ("helen.marsh@kestrel.test", "helen.marsh",
        "@kestrel.test", "kestrel.test", "marsh@kestrel", "HELEN.MARSH@KESTREL.TEST", "kestrel")),
    "a telephone number": Form("+49 (30) 1234-567", ("+49 30 1234567", "+49301234567",
        "030 1234567", "0301234567", "0049 30 1234567", "1234-567", "1234567")),
    "a stem": Form("Exporting dashboards", ("export", "exports", "dashboard", "exportin", "dash")),
    "an apostrophe": Form("O'Brien's invoice", ("o'brien", "o’brien", "brien")),
}  # fmt: skip


def ticket_subject(cast: Cast, text: str) -> Any:
    return cast.ticket(subject=text, body="Please see above.").pk


def ticket_message(cast: Cast, text: str) -> Any:
    ticket = cast.ticket(subject="Something", body="First.")
    cast.says(ticket, f"Before it. {text} and after.")
    return ticket.pk


def contact(cast: Cast, text: str) -> Any:
    return Contact.objects.create(name=text, email="someone@else.test").pk


def company(cast: Cast, text: str) -> Any:
    return Company.objects.create(name=text, domain="else.test").pk


def article(cast: Cast, text: str) -> Any:
    owner = cast.actor(cast.owner)
    values = {"title": text, "body": f"<p>{text}</p>", "body_format": "html", "audience": "public"}
    made = kb_services.article_create(actor=owner, values=values, now=NOW)
    return kb_services.article_publish(actor=owner, article_id=made.pk, now=NOW).pk


PLACES: dict[str, tuple[str, Callable[[Cast, str], Any]]] = {
    "ticket_subject": ("ticket", ticket_subject),
    "ticket_message": ("ticket", ticket_message),
    "contact": ("contact", contact),
    "company": ("company", company),
    "article": ("article", article),
}


@pytest.mark.parametrize("place", PLACES)
def test_every_form_is_found_everywhere(cast: Cast, place: str) -> None:
    kind, make = PLACES[place]
    assert cast.customer.pk
    made = {name: make(cast, form.text) for name, form in FORMS.items()}
    api = cast.api(cast.agent)
    missing = []
    for name, form in FORMS.items():
        for query in form.queries:
            body = api.get("search", {"q": query, "type": kind, "limit": 100}).json()
            if made[name] not in [row.get("number") or row["id"] for row in body["results"]]:
                missing.append(f"{name}: {query}")
            elif body.get("corrected"):
                missing.append(f"{name}: {query} only as {body['corrected']}")
    assert missing == []
