"""Articles in scripts with marks or without spaces, found before and after their vectors are made."""

from typing import Any

import pytest

from kb import services
from kb.audience import ANONYMOUS
from kb.selectors import search
from tests.cast import NOW, Cast

HINDI = {
    "चालान डाउनलोड": "चालान डाउनलोड करने के लिए बिलिंग पृष्ठ खोलें और महीना चुनें।",
    "सदस्य जोड़ना": "नए सदस्य जोड़ने के लिए टीम पृष्ठ पर आमंत्रण भेजें।",
    "निर्यात रोकना": "रात का निर्यात रोकने के लिए समय सारणी बंद करें।",
    "डैशबोर्ड साझा करना": "डैशबोर्ड साझा करने के लिए लिंक बनाएँ और अनुमति दें।",
    "सूचना बदलना": "ईमेल सूचना बदलने के लिए प्रोफ़ाइल खोलें।",
    "योजना बदलना": "योजना बदलने पर राशि समायोजित होती है।",
    "पासवर्ड रीसेट": "अपना पासवर्ड बदलने के लिए सेटिंग्स खोलें और नया पासवर्ड लिखें।",
}
TAMIL = {
    "கடவுச்சொல் மாற்றம்": "புதிய கடவுச்சொல்லை அமைக்க அமைப்புகளைத் திறக்கவும்.",
    "விலைப்பட்டியல் பதிவிறக்கம்": "பில்லிங் பக்கத்தில் மாதத்தைத் தேர்ந்தெடுக்கவும்.",
    "ஏற்றுமதி நிறுத்தம்": "அட்டவணையை முடக்கவும்.",
}
THAI = {
    "รีเซ็ตรหัสผ่าน": "เปิดการตั้งค่าแล้วเขียนรหัสผ่านใหม่",
    "ดาวน์โหลดใบแจ้งหนี้": "เปิดหน้าการเรียกเก็บเงินและเลือกเดือน",
    "หยุดการส่งออก": "ปิดตารางเวลาของคืนนี้",
}
KOREAN = {
    "비밀번호 재설정": "설정을 열고 새 비밀번호를 입력하세요.",
    "청구서 다운로드": "결제 페이지에서 월을 선택하세요.",
}
HEBREW = {"אִפּוּס סיסמה": "פתחו את ההגדרות וכתבו סיסמה חדשה.", "הורדת חשבונית": "פתחו את דף החיוב ובחרו חודש."}
QUESTIONS = [
    (HINDI, "सारणी", "निर्यात रोकना"),
    (HINDI, "राशि", "योजना बदलना"),
    (HINDI, "प्रोफ़ाइल", "सूचना बदलना"),
    (HINDI, "प्रोफाइल", "सूचना बदलना"),
    (HINDI, "अनुमति", "डैशबोर्ड साझा करना"),
    (TAMIL, "அட்டவணையை", "ஏற்றுமதி நிறுத்தம்"),
    (TAMIL, "பில்லிங்", "விலைப்பட்டியல் பதிவிறக்கம்"),
    (THAI, "ตารางเวลา", "หยุดการส่งออก"),
    (THAI, "รหัสผ่าน", "รีเซ็ตรหัสผ่าน"),
    (KOREAN, "비밀번호", "비밀번호 재설정"),
    (KOREAN, "월", "청구서 다운로드"),
    (HEBREW, "אפוס", "אִפּוּס סיסמה"),
    (HEBREW, "חשבונית", "הורדת חשבונית"),
]


def publish(cast: Cast, articles: dict[str, str]) -> None:
    owner = cast.actor(cast.owner)
    for title, body in articles.items():
        values = {"title": title, "body": body, "audience": "public", "status": "published"}
        services.article_create(actor=owner, values=values, now=NOW)


def first(text: str) -> str:
    passages = search(ANONYMOUS, text, per_article=1).matching().passages
    return passages[0].title if passages else ""


@pytest.mark.parametrize("has_vectors", [False, True])
@pytest.mark.parametrize("articles", [HINDI, TAMIL, THAI, KOREAN, HEBREW])
def test_titles_and_words_are_found_first(cast: Cast, articles: dict[str, str], has_vectors: bool) -> None:
    publish(cast, articles)
    if has_vectors:
        services.passages_embed(now=NOW)
    missed = [title for title in articles if first(title) != title]
    missed += [word for of, word, title in QUESTIONS if of is articles and first(word) != title]
    assert missed == []


def test_addresses_of_pages_keep_their_marks(cast: Cast, anonymous: Any) -> None:
    assert cast.brand.pk
    publish(cast, {"पासवर्ड रीसेट": "## समय सारणी\n\nअपना पासवर्ड बदलें।"})
    passage = search(ANONYMOUS, "पासवर्ड").passages[0]
    assert (passage.slug, passage.anchor) == ("पासवर्ड-रीसेट", "समय-सारणी")
    page = anonymous.get(f"/help/halyard/{passage.slug}")
    assert page.status_code == 200
    assert 'id="समय-सारणी"' in page.content.decode()


SHIPS = {
    "Connect Snowflake": "## Can Halyard read from Snowflake too?\n\nYes, a Snowflake table can be one.\n\n"
    "## How do I connect Snowflake?\n\nOpen Settings, choose Snowflake and connect.",
    "Invite a teammate": "Open Settings / Members and send an invitation.",
    "Download an invoice": "Open Billing and choose the month of the invoice.",
    "Reset your password": "Use the link on the page where you sign in.",
}


@pytest.mark.parametrize("has_vectors", [False, True])
def test_only_what_matches_is_shown_as_found(cast: Cast, anonymous: Any, has_vectors: bool) -> None:
    assert cast.brand.pk
    publish(cast, SHIPS)
    if has_vectors:
        services.passages_embed(now=NOW)
    for query, count in (("snowflake", 1), ("invoice", 1), ("zzzzqqq", 0), ("kubernetes", 0)):
        assert len(search(ANONYMOUS, query, per_article=1).matching().passages) == count, query
        page = anonymous.get("/help/halyard/", {"q": query}).content.decode()
        assert (f"{count} article" if count else "Nothing was found") in page, query
    rows = cast.api(cast.agent).get("search", {"q": "zzzzqqq", "type": "article"}).json()["results"]
    assert rows == []
    found = cast.api(cast.agent).get("kb/search", {"q": "snowflake"}).json()["results"]
    assert [row["title"] for row in found] == ["Connect Snowflake"]


@pytest.mark.parametrize(
    "query", ["connect snowflake", "conect snowflake", "conect snowflke", "Re: connect snowflake"]
)
def test_a_misspelled_question_leads_to_the_same_section(cast: Cast, query: str) -> None:
    publish(cast, SHIPS)
    services.passages_embed(now=NOW)
    best = search(ANONYMOUS, query, per_article=1).passages[0]
    assert (best.title, best.heading) == ("Connect Snowflake", "How do I connect Snowflake?")
