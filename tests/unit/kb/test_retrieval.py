"""Retrieval over the database: words, meaning, codes, languages, and who may read."""

from typing import Any

import numpy as np
import pytest
from django.db import connection

from core.actors import ASSISTANT, SYSTEM
from kb import embedding, selectors, services
from kb.models import Article, Chunk, Reembedding, Term
from kb.services.loading import articles_load
from people.actors import contact_actor
from tests.cast import NOW, Cast


def write(title: str, body: str, **more: Any) -> Article:
    return services.article_create(
        actor=SYSTEM, values={"title": title, "body": body, "status": "published"} | more, now=NOW
    )


def embed() -> None:
    while services.passages_embed(now=NOW):
        pass


def titles(text: str, reader: Any = None, **more: Any) -> list[str]:
    return [found.title for found in selectors.retrieve(reader, text, per_article=1, **more)]


def test_words_are_found_at_once_and_meaning_after_embedding(cast: Cast) -> None:
    write("Reset your password", "## Forgotten\n\nChoose **Forgot password** on the sign-in page.")
    write("Backfill a destination", "Load past days again into Snowflake.")
    assert titles("password") == ["Reset your password"]
    embed()
    assert titles("I cannot log in any more, lost my credentials")[0] == "Reset your password"


def test_vectors_are_made_after_publishing(cast: Cast, settle: Any) -> None:
    write("Reset your password", "Choose Forgot password.")
    assert Chunk.objects.get().engine == ""
    settle()
    assert Chunk.objects.get().engine == embedding.engine().name


def test_exact_code_comes_first_although_others_say_more(cast: Cast) -> None:
    write("Fix HLY-4012", "Grant the warehouse to the role.")
    for code in (4013, 4107, 4021):
        write(f"Fix HLY-{code}", f"Errors of exports such as HLY-{code} and what to do about failed exports.")
    embed()
    for text in ("HLY-4012", "hly 4012", "our exports failed with error HLY-4012, what to do"):
        assert titles(text)[0] == "Fix HLY-4012", text
    assert selectors.retrieve(None, "HLY-4012")[0].has_code


def test_passage_tells_where_it_stands(cast: Cast) -> None:
    article = write(
        "Rotate a key", "Intro.\n\n## Rotate\n\n### Confirm\n\nChoose Confirm.", brand_ids=[cast.brand.pk]
    )
    passage = selectors.retrieve(None, "choose confirm", brand_id=cast.brand.pk)[0]
    assert passage.article_id == article.pk
    assert passage.heading_path == ("Rotate", "Confirm")
    assert passage.url == "/help/halyard/rotate-a-key#confirm"
    assert passage.text == "Choose Confirm."
    assert passage.score > 0
    assert 0 < passage.lexical <= 1


def test_internal_article_never_reaches_a_customer_even_as_the_best_match(cast: Cast) -> None:
    secret = "Refund limit is 500 dollars without asking"
    write("Refund limit for staff", secret, audience="staff")
    write("Refund limit of a team", secret, audience="teams", team_ids=[cast.other_team.pk])
    write("Refund limit for Kestrel", secret, audience="companies", company_ids=[cast.company.pk])
    write("Refund limit for small ones", secret, audience="segments", segments=["smb"])
    write("Refund limit for customers", secret, audience="customers")
    write("About refunds", "Refunds take five days.")
    embed()
    everybody, customers = {"About refunds"}, {"About refunds", "Refund limit for customers"}
    staff = customers | {
        "Refund limit for staff", "Refund limit for Kestrel", "Refund limit for small ones",
    }  # fmt: skip
    readers = [
        (None, everybody),
        (ASSISTANT, everybody),
        (contact_actor(cast.customer, is_verified=False), everybody),
        (cast.actor(cast.customer), customers | {"Refund limit for Kestrel"}),
        (cast.actor(cast.stranger), customers | {"Refund limit for small ones"}),
        (cast.actor(cast.agent), staff),
        (cast.actor(cast.read_only), staff),
        (cast.actor(cast.teammate), staff | {"Refund limit of a team"}),
        (cast.actor(cast.owner), staff | {"Refund limit of a team"}),
    ]
    for reader, expected in readers:
        assert set(titles("refund limit 500 dollars", reader, limit=50)) == expected, reader


def test_filters_stand_in_front_of_the_candidates(cast: Cast) -> None:
    """A hundred better matches that the reader may not read take no place from the one that is public."""
    rows = [{"title": "Refund limit", "body": "Refund limit.", "audience": "staff"} for _ in range(120)]
    articles_load([*rows, {"title": "Fees", "body": "A limit exists, among many other things."}], now=NOW)
    assert titles("refund limit") == ["Fees"]


def test_what_one_reader_cannot_read_does_not_change_another_ones_scores(cast: Cast) -> None:
    write("About refunds", "Refunds take five days for every customer.")
    write("Invoices", "Invoices arrive by mail.")
    embed()
    before = [(p.title, p.score) for p in selectors.retrieve(None, "refunds take days")]
    for i in range(5):
        write(f"Staff {i}", "Refunds take days, days, days.", audience="staff")
    embed()
    assert [(p.title, p.score) for p in selectors.retrieve(None, "refunds take days")] == before


def test_brand_filter(cast: Cast) -> None:
    write("Export for Halyard", "Run the export.", brand_ids=[cast.brand.pk])
    write("Export for Tern", "Run the export.", brand_ids=[cast.other_brand.pk])
    write("Export everywhere", "Run the export.")
    assert set(titles("run export", brand_id=cast.brand.pk)) == {"Export for Halyard", "Export everywhere"}
    assert len(titles("run export")) == 3


def test_language_filter_and_scripts_of_the_world(cast: Cast) -> None:
    write("Exports", "Run the export again.", language="en-GB")
    write("エクスポートの再実行", "キーを変更した後、エクスポートを再実行してください。", language="ja")
    write("إعادة تشغيل التصدير", "أعد تشغيل التصدير بعد تغيير المفتاح.", language="ar")
    write("Exporte wiederholen", "Nach dem Schlüsselwechsel den Export erneut ausführen.", language="de")
    assert titles("再実行")[0] == "エクスポートの再実行"
    assert titles("キーを変更")[0] == "エクスポートの再実行"
    assert titles("المفتاح") == ["إعادة تشغيل التصدير"]
    assert titles("Schlüsselwechsel") == ["Exporte wiederholen"]
    assert titles("export", language="en") == ["Exports"]


def test_typing_errors_and_beginnings_of_words_are_forgiven(cast: Cast) -> None:
    write("Download invoices", "Every invoice is under Billing.")
    found = selectors.search(None, "where is my ivoice")
    assert [p.title for p in found.passages] == ["Download invoices"]
    assert found.corrected == "where is my invoice"
    assert titles("billi") == ["Download invoices"]


def test_nonsense_finds_nothing(cast: Cast) -> None:
    write("Exports", "Run the export.")
    write("Invoices", "Pay the invoice.")
    embed()
    for text in ("zzqqxx", "blorp qwrt", "zzzz", "2135bf", "2135bf bdbcp", "hjkl1234"):
        assert titles(text) == [], text


def test_neighbors_and_the_rest_of_the_article_decide_between_equal_words(cast: Cast) -> None:
    write("One", "The weekly report is long, and the schedule of its teams changes.")
    write("Two", "The schedule report of the teams is long, and its weekly changes.")
    assert titles("weekly report")[0] == "One"
    assert titles("schedule report")[0] == "Two"
    write("Alerts", "Mute an alert.\n\n## Weekend\n\nNothing fires on a weekend that is switched off.")
    write("Reports", "Mute a report.")
    assert titles("mute on the weekend")[0] == "Alerts"


def test_correction_tells_nothing_about_internal_words(cast: Cast) -> None:
    write("Project Nightingale", "The nightingale launch.", audience="staff")
    found = selectors.search(None, "nightingal")
    assert (found.passages, found.corrected) == ((), "")


def test_quoted_phrase_and_page_area_lift_their_article(cast: Cast) -> None:
    write("One", "Press run now and wait for the export.", product_area="exports")
    write("Two", "Export: press now, run it, and wait.", product_area="alerts")
    assert titles('"run now" export')[0] == "One"
    assert titles("press wait", product_area="alerts")[0] == "Two"
    assert titles("press wait", product_area="exports")[0] == "One"


def test_stale_article_ranks_lower(cast: Cast) -> None:
    stale = write("Old", "Press run and wait for the export.")
    write("New", "Press run and wait for the export.")
    embed()
    Article.objects.filter(pk=stale.pk).update(review_due_on=NOW.date().replace(year=2020))
    found = selectors.retrieve(None, "press run", today=NOW.date())
    assert [(p.title, p.is_stale) for p in found] == [("New", False), ("Old", True)]


def test_history_carries_a_short_question(cast: Cast) -> None:
    write("Pay by card", "Cards are charged monthly for teams.")
    write("Single sign-on", "Teams use Okta for sign-on.")
    embed()
    history = [("user", "How do I pay with a credit card?"), ("assistant", "Cards are charged monthly.")]
    assert titles("and for teams?", history=history)[0] == "Pay by card"


@pytest.mark.parametrize("text", ["", "   ", "\x00", "!?", "\ud800", "'", "a & | ! :* <->", "%s %(keys)s"])
def test_odd_questions_answer(cast: Cast, text: str) -> None:
    write("Exports", "Run the export.")
    embed()
    selectors.retrieve(None, text)


def test_withdrawn_article_leaves_no_trace_in_the_counts(cast: Cast) -> None:
    article = write("Exports", "Run the export.")
    assert Term.objects.get(lexeme="export").public == 1
    services.article_unpublish(actor=SYSTEM, article_id=article.pk, now=NOW)
    assert not Chunk.objects.exists()
    assert not Term.objects.exclude(public=0, customers=0, staff=0).exists()
    assert titles("export") == []


def test_changed_audience_takes_effect_at_once(cast: Cast) -> None:
    article = write("Exports", "Run the export.")
    services.article_update(actor=SYSTEM, article_id=article.pk, changes={"audience": "staff"}, now=NOW)
    assert titles("export") == []
    assert titles("export", cast.actor(cast.agent)) == ["Exports"]


def test_unchanged_passages_keep_their_vectors(cast: Cast) -> None:
    article = write("Exports", "## One\n\nFirst.\n\n## Two\n\nSecond.")
    embed()
    body = "## One\n\nFirst.\n\n## Two\n\nChanged."
    services.article_update(actor=SYSTEM, article_id=article.pk, changes={"body": body}, now=NOW)
    states = dict(Chunk.objects.values_list("text", "engine"))
    assert states == {"First.": embedding.engine().name, "Changed.": ""}


class Backwards:
    """Another engine: the built-in vectors from behind."""

    name = "backwards"
    dimension = embedding.DIMENSION

    def embed(self, texts: Any) -> list[embedding.Vector | None]:
        return [None if v is None else v[::-1].copy() for v in embedding.WORDLLAMA.embed(texts)]


def test_change_of_engine_reads_both_until_done(cast: Cast, settings: Any) -> None:
    for i in range(4):
        write(f"Reset your password {i}", "Choose Forgot password.")
    embed()
    embedding.register("backwards", Backwards())
    settings.AI_ENGINE = "backwards"
    assert services.passages_embed(limit=2, now=NOW) == 2
    assert Reembedding.objects.get().finished_at is None
    found = selectors.retrieve(None, "lost my credentials, cannot log in", per_article=1)
    assert len(found) == 4
    assert all(p.similarity is not None and p.similarity > 0.1 for p in found)
    embed()
    assert Reembedding.objects.get().finished_at == NOW
    assert set(Chunk.objects.values_list("engine", flat=True)) == {"backwards"}


def test_index_finds_nearly_what_an_exact_search_finds(cast: Cast) -> None:
    """Recall@10 of HNSW against the exact order is at least 0.95, also behind the audience filter."""
    words = (
        "export", "key", "role", "report", "alert", "plan", "invoice", "team", "event", "board", "funnel",
        "user", "seat", "trial", "mail", "token",
    )  # fmt: skip
    random = np.random.default_rng(7)
    rows = [
        {
            "title": " ".join(random.choice(words, 3)),
            "body": " ".join(random.choice(words, 14)) + ".",
            "audience": "public" if i % 3 else "staff",
        }
        for i in range(1500)
    ]
    articles_load(rows, now=NOW)
    public = list(Chunk.objects.filter(audience="public").values_list("pk", "embedding"))
    matrix = np.array([vector for _, vector in public], dtype=np.float32)
    ids = np.array([pk for pk, _ in public])
    hits = 0
    for _ in range(40):
        vector = embedding.WORDLLAMA.embed([" ".join(random.choice(words, 6))])[0]
        assert vector is not None
        exact = set(ids[np.argsort(-(matrix @ vector))[:10]].tolist())
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off;"
                " SET LOCAL hnsw.ef_search = 100; SET LOCAL hnsw.iterative_scan = relaxed_order"
            )
            cursor.execute(
                "SELECT id FROM kb_chunk WHERE audience_keys && ARRAY['public']::varchar[]"
                " ORDER BY embedding <=> %s::vector LIMIT 60",
                [embedding.literal(vector)],
            )
            found = [row[0] for row in cursor.fetchall()]
            cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on")
        hits += len(exact & set(found[:60]))
    assert hits / 400 >= 0.95
