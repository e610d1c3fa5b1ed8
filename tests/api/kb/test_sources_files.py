"""Files and exports as sources: real files, made here, read in the process with the limits."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kb.models import Article, ArticleVersion, Chunk, Redirect, SourceFile
from kb.reading import safely
from kb.selectors import retrieve
from tests.cast import Cast

Settle = Callable[[], None]


def pdf(*pages: str, marks: tuple[tuple[str, int], ...] = ()) -> bytes:
    """A PDF with one line of text for each line of each page, and bookmarks."""
    objects: list[bytes] = [b"", b""]
    kids = []
    for text in pages:
        lines = "".join(f"({line}) Tj 0 -16 Td " for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 72 720 Td {lines}ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font <<"
            b" /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>" % content
        )
        kids.append(len(objects))
    outlines = b""
    if marks:
        root = len(objects) + 1
        first, last = root + 1, root + len(marks)
        objects.append(
            b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(marks))
        )
        for at, (title, number) in enumerate(marks):
            beside = b" /Next %d 0 R" % (first + at + 1) if at + 1 < len(marks) else b""
            objects.append(
                b"<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit]%s >>"
                % (title.encode(), root, kids[number], beside)
            )
        outlines = b" /Outlines %d 0 R" % root
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R%s >>" % outlines
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % kid for kid in kids),
        len(kids),
    )
    made, places = b"%PDF-1.4\n", []
    for number, content_of in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content_of)
    start = len(made)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            start,
        )
    )


def archive(**files: str | bytes) -> bytes:
    """A ZIP archive; names are given with / written as __."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def docx(*paragraphs: tuple[str, str]) -> bytes:
    """A Word document of paragraphs with their styles."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2)
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml"'
        ' ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    return archive(
        **{
            "[Content_Types].xml": types,
            "_rels__.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
            "word___rels__document.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1"'
            f' Type="{office}/styles" Target="styles.xml"/></Relationships>',
            "word__styles.xml": f'<w:styles xmlns:w="{main}">{styles}</w:styles>',
            "word__document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>',
        }
    )


GUIDE = pdf(
    "Rotate a key\nOpen the settings and choose the key.",
    "Limits\nA key lives for ninety days.",
    marks=(("Rotate a key", 0), ("Limits", 1)),
)
CALL = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Maya>Where do we rotate the key?

00:00:05.000 --> 00:00:09.000
<v Ben>In the settings of the workspace.

00:06:00.000 --> 00:06:04.000
<v Ben>It takes about an hour.
"""


def add(cast: Cast, kind: str = "files", name: str = "Annexes") -> int:
    response = cast.api(cast.supervisor).post("kb/sources", {"name": name, "kind": kind})
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


def send(cast: Cast, pk: int, **files: bytes) -> dict[str, tuple[str, str]]:
    """Upload files, named with _ for the dot; what became of each."""
    api = cast.api(cast.supervisor)
    uploads = [
        SimpleUploadedFile(name[::-1].replace("_", ".", 1)[::-1], body) for name, body in files.items()
    ]
    response = api.client.post(f"/api/v1/kb/sources/{pk}/files", {"files": uploads}, headers=api.headers)
    assert response.status_code == 200, response.content
    return {row["name"]: (row["outcome"], row["reason"]) for row in response.json()["results"]}


def shown(cast: Cast, pk: int) -> dict[str, Any]:
    found: dict[str, Any] = cast.api(cast.supervisor).get(f"kb/sources/{pk}").json()
    return found


def bodies() -> dict[str, str]:
    return dict(Article.objects.published().order_by("pk").values_list("title", "body_html"))


def test_each_kind_of_file_becomes_answers(cast: Cast, settle: Settle) -> None:
    pk = add(cast)
    taken = send(
        cast,
        pk,
        guide_pdf=GUIDE,
        annex_docx=docx(("Heading1", "Annex B"), ("Heading2", "Liability"), ("Normal", "Up to one fee.")),
        faq_csv=b"id,Question,Answer\n1,How long?,Ninety days.\n2,How much?,Nothing.\n",
        prices_csv=b"Plan;Price\nTeam;10\nCompany;20\n",
        call_vtt=CALL.encode(),
        old_srt=b"1\n00:00:01,000 --> 00:00:02,000\nHello there.\n",
        note_md=b"# A note\n\nWritten down.",
        page_html=b"<title>Page</title><body><h1>Page</h1><p>Shown.</p></body>",
    )
    assert {outcome for outcome, _ in taken.values()} == {"accepted"}
    settle()
    source = shown(cast, pk)
    assert (source["state"], source["items"], source["refused_files"]) == ("live", 9, 0)
    found = bodies()
    assert set(found) == {
        "guide", "Annex B", "How long?", "How much?", "prices", "call", "old", "A note", "Page",
    }  # fmt: skip
    assert "<h2>Rotate a key</h2>" in found["guide"]
    assert "<h2>Limits</h2>" in found["guide"]
    assert "<h2>Liability</h2>" in found["Annex B"]
    assert "<b>Plan</b>: Team" in found["prices"]
    assert "<b>Maya</b>: Where do we rotate the key?" in found["call"]
    assert "<h2>00:05</h2>" in found["call"]
    passage = retrieve(cast.actor(cast.agent), "how long does a key live?")[0]
    assert (passage.title, passage.heading_path) == ("guide", ("Limits",))


def test_each_refused_file_says_why(cast: Cast, settle: Settle) -> None:
    pk = add(cast)
    taken = send(
        cast,
        pk,
        a_exe=b"MZ",
        b_pdf=b"not a pdf",
        c_docx=b"nothing packed",
        d_md=b"  ",
        e_pdf=pdf(""),
        f_pdf=b"%PDF-1.4 broken off",
        g_docx=archive(x="y"),
        h_csv=b"only one line",
        i_md=b"# Fine\n\nThis one.",
    )
    assert taken == {
        "a.exe": ("refused", "unknown_type"),
        "b.pdf": ("refused", "not_what_it_says"),
        "c.docx": ("refused", "not_what_it_says"),
        "d.md": ("refused", "empty"),
        **dict.fromkeys(("e.pdf", "f.pdf", "g.docx", "h.csv", "i.md"), ("accepted", "")),
    }
    settle()
    rows = cast.api(cast.supervisor).get(f"kb/sources/{pk}/files").json()["results"]
    assert {row["name"]: row["reason"] for row in rows} == {
        "e.pdf": "scanned",
        "f.pdf": "damaged",
        "g.docx": "unknown_type",
        "h.csv": "empty",
        "i.md": "",
    }
    source = shown(cast, pk)
    assert (source["state"], source["items"], source["refused_files"]) == ("live", 1, 4)


def test_a_file_of_the_same_name_takes_the_place_of_the_other(cast: Cast, settle: Settle) -> None:
    pk = add(cast)
    send(cast, pk, faq_csv=b"Question,Answer\nOne?,Yes.\nTwo?,No.\n", note_md=b"# Note\n\nText")
    settle()
    chunks = set(Chunk.objects.filter(title="One?").values_list("id", flat=True))
    assert send(cast, pk, note_md=b"# Note\n\nText") == {"note.md": ("unchanged", "")}
    send(cast, pk, faq_csv=b"Question,Answer\nOne?,Yes.\nThree?,Perhaps.\n")
    settle()
    run = shown(cast, pk)["run"]
    assert (run["new"], run["gone"], run["unchanged"]) == (1, 1, 2)
    assert set(bodies()) == {"One?", "Three?", "Note"}
    assert set(Chunk.objects.filter(title="One?").values_list("id", flat=True)) == chunks
    assert ArticleVersion.objects.filter(title="One?").count() == 1


def test_removing_a_file_takes_out_what_it_said(cast: Cast, settle: Settle) -> None:
    pk = add(cast)
    send(cast, pk, a_md=b"# A\n\nText", b_md=b"# B\n\nText")
    settle()
    file = SourceFile.objects.get(name="a.md")
    assert cast.api(cast.supervisor).delete(f"kb/sources/{pk}/files/{file.pk}").status_code == 204
    assert set(bodies()) == {"B"}
    assert set(Chunk.objects.values_list("title", flat=True)) == {"B"}
    assert cast.api(cast.supervisor).delete(f"kb/sources/{pk}/files/{file.pk}").status_code == 404


def test_a_broken_item_stops_no_other(cast: Cast, settle: Settle) -> None:
    pk = add(cast)
    send(cast, pk, faq_csv=b"Question,Answer\nLong?," + b"x" * 410_000 + b"\nShort?,Yes.\n")
    settle()
    source = shown(cast, pk)
    assert (source["state"], source["run"]["failed"], source["run"]["new"]) == ("live", 1, 1)
    lines = cast.api(cast.supervisor).get(f"kb/sources/{pk}/changes", {"outcome": "failed"}).json()
    assert "400000 characters" in lines["results"][0]["detail"]


def test_a_file_made_to_explode_breaks_only_itself(cast: Cast) -> None:
    bomb = archive(**{"word__document.xml": b"<a>" + b" " * 400_000_000})
    with pytest.raises(safely.Unreadable) as caught:
        safely.read_file("files", "bomb.docx", bomb)
    assert caught.value.reason == "too_large"
    assert safely.read_file("files", "guide.pdf", GUIDE).items


def test_an_export_of_zendesk_keeps_its_addresses(cast: Cast, settle: Settle) -> None:
    articles = [
        {
            "id": 7, "title": "Rotate a key", "locale": "en-us",
            "body": "<p>Open <a href='/hc/x'>it</a>.</p>",
            "html_url": "https://help.example.test/hc/en-us/articles/7-Rotate-a-key",
        },
        {"id": 8, "title": "Unfinished", "body": "<p>x</p>", "draft": True},
        {"id": 9, "title": "For partners", "body": "<p>Discounts.</p>", "user_segment_id": 4},
    ]  # fmt: skip
    pk = add(cast, "zendesk", "Guide")
    assert send(cast, pk, guide_txt=b"[]")["guide.txt"] == ("refused", "unknown_type")
    assert send(cast, pk, guide_json=b"<xml>")["guide.json"] == ("refused", "not_json")
    send(cast, pk, guide_json=json.dumps({"articles": articles}).encode())
    settle()
    assert set(bodies()) == {"Rotate a key", "For partners"}
    assert "<a" not in bodies()["Rotate a key"]
    assert Article.objects.get(title="Rotate a key").language == "en-us"
    assert set(Redirect.objects.values_list("path", flat=True)) == {
        "/hc/en-us/articles/7-Rotate-a-key",
        "/hc/en-us/articles/7",
    }
    # What had fewer readers there does not get more by opening the source.
    cast.api(cast.supervisor).patch(f"kb/sources/{pk}", {"audience": "public"})
    assert set(bodies()) == {"Rotate a key"}
    assert [p.title for p in retrieve(None, "discounts for partners")] == []
    page = cast.api(cast.agent).client.get(f"/help/{cast.brand.slug}/")
    assert "Rotate a key" in page.content.decode()


def test_exports_of_notion_and_confluence(cast: Cast, settle: Settle) -> None:
    own = "0123456789abcdef0123456789abcdef"
    inner = archive(
        **{
            f"Runbook {own}.md": f"# Runbook\n\nSee [the other](Other%20{own}.md) first.\n\n## Steps\n\nRun.",
            "Table.csv": "Name\nRunbook\n",
        }
    )
    notion = add(cast, "notion", "Notion")
    send(cast, notion, export_zip=archive(**{"Part-1.zip": inner}))
    confluence = add(cast, "confluence", "Wiki")
    main = "<h1 id='title-text'>OPS : Backups</h1><div id='main-content'><h2>When</h2><p>At night.</p></div>"
    send(
        cast,
        confluence,
        space_zip=archive(
            **{
                "OPS__Backups_123456.html": f"<html><head><title>x</title></head><body>{main}</body></html>",
                "OPS__index.html": "<html><body>Index</body></html>",
            }
        ),
    )
    settle()
    assert set(bodies()) == {"Runbook", "Backups"}
    assert "See the other first." in bodies()["Runbook"]
    assert "<h2>When</h2>" in bodies()["Backups"]
    assert f"/Runbook-{own}" in Redirect.objects.values_list("path", flat=True)
    lines = cast.api(cast.supervisor).get(f"kb/sources/{notion}/changes", {"outcome": "refused"}).json()
    assert [line["reason"] for line in lines["results"]] == ["table"]
    assert send(cast, notion, broken_zip=b"no zip")["broken.zip"] == ("refused", "not_zip")


def test_only_who_keeps_knowledge_gives_files(cast: Cast) -> None:
    pk = add(cast)
    api = cast.api(cast.agent)
    upload = SimpleUploadedFile("a.md", b"# A\n\nText")
    response = api.client.post(f"/api/v1/kb/sources/{pk}/files", {"files": [upload]}, headers=api.headers)
    assert response.status_code == 403
    assert not SourceFile.objects.exists()
    website = cast.api(cast.supervisor).post("kb/sources", {"name": "T", "kind": "tickets"}).json()["id"]
    supervisor = cast.api(cast.supervisor)
    upload = SimpleUploadedFile("a.md", b"# A\n\nText")
    response = supervisor.client.post(
        f"/api/v1/kb/sources/{website}/files", {"files": [upload]}, headers=supervisor.headers
    )
    assert response.status_code == 422
