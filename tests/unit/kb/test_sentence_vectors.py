"""Sentence vectors in the database: made in the background, found by, and done without."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from kb import services, tasks
from kb.encoding import client
from kb.encoding.client import EncoderAway
from kb.encoding.kinds import LANGUAGES, SENTENCES, Encoder, Vectors
from kb.models import Article, Chunk
from kb.selectors import meaning, search
from kb.services import encoding
from tests.cast import NOW, Cast

SUBJECTS = {
    "sign in": ("password", "credentials", "log in", "passwort", "anmelden"),
    "money": ("invoice", "charged", "rechnung", "bezahlen"),
    "export": ("export", "load", "exportieren"),
}


def about(text: str, dimension: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A vector by subject, whatever the words and the language."""
    found = np.full(dimension, 0.01, dtype=np.float32)
    for place, words in enumerate(SUBJECTS.values()):
        found[place] = sum(word in text.lower() for word in words)
    return found / np.float32(np.linalg.norm(found))


class Encoders:
    """The encoders' process as its clients see it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.away: str = ""

    def vectors(self, encoder: Encoder, texts: Sequence[str]) -> Vectors:
        if self.away:
            raise EncoderAway(self.away)
        self.asked.append((encoder.key, len(texts)))
        return np.stack([about(text, encoder.dimension) for text in texts])


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Encoders:
    settings.ENCODERS = ("minilm", "use3")
    made = Encoders()
    monkeypatch.setattr(meaning, "question_vectors", made.vectors)
    monkeypatch.setattr(encoding, "passage_vectors", made.vectors)
    return made


def write(title: str, body: str, **more: Any) -> Article:
    article = services.article_create(
        actor=SYSTEM, values={"title": title, "body": body, "status": "published"} | more, now=NOW
    )
    while services.passages_embed(now=NOW):
        pass
    return article


def encode() -> int:
    made = 0
    while batch := services.passages_encode():
        made += batch
    return made


def titles(text: str, **more: Any) -> list[str]:
    return [passage.title for passage in search(None, text, per_article=1, **more).passages]


def versions() -> Mapping[str, tuple[str, str]]:
    rows = Chunk.objects.order_by("pk").values_list("title", "sentence_version", "language_version")
    return {title: (sentence, language) for title, sentence, language in rows}


DONE = (SENTENCES.version, LANGUAGES.version)


def test_passages_get_both_vectors_once(cast: Cast, encoders: Encoders) -> None:
    write("Reset your password", "Choose Forgot password.")
    write("Pay an invoice", "Choose Pay.")
    assert set(versions().values()) == {("", "")}
    assert encode() == 4
    assert set(versions().values()) == {DONE}
    assert encode() == 0
    assert encoders.asked == [("minilm", 2), ("use3", 2)]


def test_what_a_stop_left_undone_goes_on(cast: Cast, encoders: Encoders) -> None:
    for number in range(5):
        write(f"Export {number}", "Load it.")
    assert services.passages_encode(limit=2) == 4
    encoders.away = "It cannot be reached."
    with pytest.raises(EncoderAway):
        services.passages_encode(limit=2)
    encoders.away = ""
    assert encode() == 6
    assert set(versions().values()) == {DONE}


def test_only_changed_passages_are_encoded_again(cast: Cast, encoders: Encoders) -> None:
    article = write("Exports", "## One\n\nFirst export.\n\n## Two\n\nSecond export.")
    encode()
    before = dict(Chunk.objects.values_list("text", "sentence_vector"))
    body = "## One\n\nFirst export.\n\n## Two\n\nChanged."
    services.article_update(actor=SYSTEM, article_id=article.pk, changes={"body": body}, now=NOW)
    after = dict(Chunk.objects.values_list("text", "sentence_version"))
    assert after == {"First export.": SENTENCES.version, "Changed.": ""}
    kept = Chunk.objects.get(text="First export.").sentence_vector
    assert np.allclose(kept or [], before["First export."] or [])
    assert encode() == 2


def test_new_version_of_an_encoder_replaces_the_old_vectors(
    cast: Cast, encoders: Encoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Reset your password", "Choose Forgot password.")
    encode()
    Chunk.objects.update(sentence_version="an-earlier-one")
    found = search(None, "my credentials are lost").passages[0]
    assert found.similarity is not None, "Words alone, as long as the versions differ."
    assert encode() == 1
    assert versions() == {"Reset your password": DONE}


def test_only_english_passages_are_read_by_the_english_encoder(cast: Cast, encoders: Encoders) -> None:
    write("Passwort", "Neues Passwort anfordern.", language="de")
    write("Password", "Reset it.", language="en-GB")
    encode()
    assert versions() == {"Passwort": ("", LANGUAGES.version), "Password": DONE}


def test_nothing_is_encoded_for_an_engine_that_has_vectors_of_its_own(
    cast: Cast, encoders: Encoders, settings: Any
) -> None:
    from kb import embedding

    class Other(embedding.WordLlamaEngine):
        name = "other-256"

    embedding.register("other", Other())
    settings.AI_ENGINE = "other"
    write("Reset your password", "Choose Forgot password.")
    assert encode() == 0
    search(None, "password")
    assert not encoders.asked


def test_sentence_finds_what_words_do_not(cast: Cast, encoders: Encoders) -> None:
    write("Reset your password", "Choose the link on the first page.")
    write("Members", "Somebody may leave the team.")
    encode()
    assert titles("credentials gone")[0] == "Reset your password"


@pytest.mark.parametrize("encoded", [(), (0,), (1,), (0, 1)])
def test_passages_with_and_without_sentence_vectors_rank_together(
    cast: Cast, encoders: Encoders, encoded: tuple[int, ...]
) -> None:
    """Whichever of them has been encoded already, the right one stays first and no one is lost."""
    right = write("Reset your password", "Choose Forgot password if you lost your credentials.")
    wrong = write("Change an invoice", "Choose the invoice that you lost.")
    ids = [right.pk, wrong.pk]
    encode()
    Chunk.objects.exclude(article__in=[ids[place] for place in encoded]).update(
        sentence_vector=None, sentence_version=""
    )
    found = search(None, "I lost my password").passages
    assert [passage.article_id for passage in found] == ids
    assert all(passage.similarity is not None for passage in found)
    assert 0 < found[1].score < found[0].score < 1.5


@pytest.mark.parametrize("why", ["off", "away", "rest"])
def test_search_without_encoders_is_the_search_of_before(
    cast: Cast, encoders: Encoders, settings: Any, why: str
) -> None:
    write("Reset your password", "Choose Forgot password.")
    write("Pay an invoice", "Choose Pay.")
    plain = [(passage.title, passage.score) for passage in search(None, "lost my password").passages]
    encode()
    assert [passage.score for passage in search(None, "lost my password").passages] != [s for _, s in plain]
    if why == "off":
        settings.ENCODERS = ()
    else:
        encoders.away = why
    found = search(None, "lost my password").passages
    assert [(passage.title, passage.score) for passage in found] == plain


def test_question_in_another_language_goes_across(cast: Cast, encoders: Encoders) -> None:
    write("Reset your password", "Choose the link on the first page.")
    write("Pay an invoice", "Die is not a word of this text.")
    encode()
    encoders.asked.clear()
    assert titles("Wie kann ich mein Passwort neu setzen?")[0] == "Reset your password"
    assert titles("Wo kann ich die Rechnung bezahlen?")[0] == "Pay an invoice"
    assert {key for key, _ in encoders.asked} == {"use3"}


@pytest.mark.parametrize(("likeness", "is_found"), [(0.9, True), (0.25, True), (0.15, False), (0.0, False)])
def test_no_known_word_is_needed_across_languages(
    cast: Cast, encoders: Encoders, monkeypatch: pytest.MonkeyPatch, likeness: float, is_found: bool
) -> None:
    """Cosines across languages are low; what is not about the same thing stays out of lists all the same."""

    def asked(encoder: Encoder, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
        found[:, 0] = 1.0
        return found

    def read(encoder: Encoder, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), encoder.dimension), dtype=np.float32)
        found[:, 0], found[:, 1] = likeness, (1 - likeness**2) ** 0.5
        return found

    monkeypatch.setattr(meaning, "question_vectors", asked)
    monkeypatch.setattr(encoding, "passage_vectors", read)
    write("Reset it", "Choose the link on the first page.")
    encode()
    found = search(None, "Wie kann ich mein Kennwort neu setzen?")
    assert [passage.title for passage in found.passages] == ["Reset it"] * is_found
    assert found.matching().passages == found.passages
    assert all(passage.is_across for passage in found.passages)


def test_article_in_the_question_s_language_comes_first(cast: Cast, encoders: Encoders) -> None:
    write("Reset your password", "Choose Forgot password.")
    write("Passwort neu setzen", "Wie kann ich mein Passwort neu setzen?", language="de")
    encode()
    assert titles("Wie kann ich mein Passwort neu setzen?")[0] == "Passwort neu setzen"


@pytest.mark.parametrize(
    "text",
    ["how do I pay", "passwrd resett", "HLY-4012", "zzqqxx", "warehouse xqzt error", "invoice", "log in"],
)
def test_english_question_does_not_go_across(
    cast: Cast, encoders: Encoders, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many of its words are unknown."""
    write("Reset your password", "Choose Forgot password.")
    write("Pay an invoice", "Choose Pay in the warehouse.")
    encode()
    encoders.asked.clear()
    found = search(None, text).passages
    assert not found or "minilm" in {key for key, _ in encoders.asked}
    monkeypatch.setattr(meaning, "is_on", lambda encoder: encoder is SENTENCES)
    assert [passage.score for passage in search(None, text).passages] == [one.score for one in found]


def test_withdrawn_and_hidden_passages_are_not_found_by_their_sentences(
    cast: Cast, encoders: Encoders
) -> None:
    """The audience is part of every candidate's query, that of the new vectors, too."""
    write("Limits", "Credentials of the staff.", audience="staff")
    gone = write("Gone", "Credentials.")
    write("Reset your password", "Choose the link.")
    encode()
    services.article_unpublish(actor=SYSTEM, article_id=gone.pk, now=NOW)
    for text in ("I lost my credentials", "Wo kann ich mich mit meinem Passwort anmelden?"):
        assert titles(text, limit=50) == ["Reset your password"], text


def test_vectors_cost_no_statement(cast: Cast, encoders: Encoders, settings: Any) -> None:
    write("Reset your password", "Choose Forgot password.")
    encode()
    counts = []
    for keys in ((), ("minilm", "use3")):
        settings.ENCODERS = keys
        search(None, "lost my password")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(None, "lost my password")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_task_goes_on_later_and_never_beside_itself(
    cast: Cast, encoders: Encoders, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        write(f"Export {number}", "Load it.")
    monkeypatch.setattr(encoding, "BATCH", 1)
    encoders.away = "It is being loaded."
    assert tasks.encode() == 0
    encoders.away = ""
    cache.add(tasks.ENCODING, 1)
    assert tasks.encode() == 0
    cache.delete(tasks.ENCODING)
    assert tasks.encode() == 10
    assert cache.get(tasks.ENCODING) is None


def test_command_encodes_all_and_tells_how_far_it_is(
    cast: Cast, encoders: Encoders, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    write("Reset your password", "Choose Forgot password.")
    write("Passwort", "Neues Passwort.", language="de")
    call_command("encode_passages", "--status")
    assert capsys.readouterr().out == "minilm: 0 of 1 passages\nuse3: 0 of 2 passages\n"
    encoders.away = "It cannot be reached."
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("encode_passages")
    capsys.readouterr()
    encoders.away = ""
    call_command("encode_passages")
    assert capsys.readouterr().out == "minilm: 1 of 1 passages\nuse3: 2 of 2 passages\n"
    settings.ENCODERS = ()
    call_command("encode_passages")
    assert "No encoder" in capsys.readouterr().out


def test_nobody_answers_without_the_process(cast: Cast, settings: Any, tmp_path: Any) -> None:
    """Nothing replaced: switched on, but nobody listens."""
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), tmp_path / "encoder.sock"
    write("Reset your password", "Choose Forgot password.")
    assert titles("lost my password") == ["Reset your password"]
    assert tasks.encode() == 0
    with pytest.raises(EncoderAway):
        client.passage_vectors(SENTENCES, ["one"])
