"""The encoders' process and its clients: right vectors, or none in time; no wait, and no wrong weights."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.encoding import client, server, weights
from kb.encoding.client import EncoderAway, passage_vectors, question_vectors, shortcoming
from kb.encoding.kinds import LANGUAGES, SENTENCES, Vectors
from kb.encoding.server import Encoders, EncoderServer
from kb.encoding.weights import WrongWeights, verified

ROOT = Path(__file__).parents[3]


class Steps:
    """A model of numbers that can be told to be slow or to break."""

    def __init__(self, dimension: int = SENTENCES.dimension) -> None:
        self.dimension = dimension
        self.asked: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.gate.wait(10)
        if self.error is not None:
            raise self.error
        self.asked += texts
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row, len(text) % self.dimension] = float(bool(text))
        return found


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_rests_until", 0.0)
    monkeypatch.setattr(client, "_silent_until", 0.0)


@pytest.fixture
def serve(tmp_path: Path, settings: Any) -> Iterator[Callable[..., None]]:
    """`serve(minilm=maker)` runs a server of these models where the settings look for it."""
    running: list[EncoderServer] = []
    settings.ENCODER_SOCKET = tmp_path / "encoder.sock"
    settings.ENCODERS = ("minilm", "use3")

    def run(**makers: Callable[[], Any]) -> None:
        made = EncoderServer(settings.ENCODER_SOCKET, Encoders(makers))
        running.append(made)
        threading.Thread(target=made.serve_forever, args=[0.01], daemon=True).start()

    yield run
    for made in running:
        made.shutdown()
        made.server_close()


def loaded(work: Callable[[], Vectors]) -> Vectors:
    """Ask until the model is loaded: a question does not wait for that."""
    for _ in range(200):
        try:
            return work()
        except EncoderAway:
            time.sleep(0.02)
    raise AssertionError("It was never loaded.")


def test_question_does_not_wait_for_a_model_that_is_loading(serve: Any) -> None:
    model, begun = Steps(), threading.Event()

    def slowly() -> Steps:
        begun.wait(10)
        return model

    serve(minilm=slowly)
    started = time.monotonic()
    with pytest.raises(EncoderAway, match="loaded"):
        question_vectors(SENTENCES, ["one"])
    assert time.monotonic() - started < 0.3
    begun.set()
    assert loaded(lambda: question_vectors(SENTENCES, ["one"]))[0, 3] == 1.0


def test_passages_wait_for_it_and_come_in_their_order(serve: Any) -> None:
    serve(minilm=Steps)
    texts = ["x" * (length % 100) for length in range(90)]
    found = passage_vectors(SENTENCES, texts)
    assert found.shape == (90, 384)
    assert [int(row.argmax()) for row in found if row.any()] == [len(text) for text in texts if text]
    assert not found[0].any(), "Nothing to read gives zeros."


def test_question_is_remembered(serve: Any) -> None:
    model = Steps()
    serve(minilm=lambda: model)
    for _ in range(3):
        loaded(lambda: question_vectors(SENTENCES, ["one", "three"]))
    assert model.asked == ["one", "three"]


def test_question_goes_beside_a_long_list_of_passages(serve: Any) -> None:
    """A lane of its own: the passages stand still, the question is answered."""
    held, free = Steps(), Steps()

    class Both:
        def encode(self, texts: Sequence[str]) -> Vectors:
            return (held if "passage" in texts else free).encode(texts)

    serve(minilm=Both)
    loaded(lambda: question_vectors(SENTENCES, ["warm"]))
    held.gate.clear()
    waiting = threading.Thread(target=passage_vectors, args=[SENTENCES, ["passage"]])
    waiting.start()
    assert question_vectors(SENTENCES, ["one"])[0, 3] == 1.0
    held.gate.set()
    waiting.join(5)


def test_slow_process_is_left_alone_for_a_while(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Steps()
    serve(minilm=lambda: model)
    loaded(lambda: question_vectors(SENTENCES, ["warm"]))
    monkeypatch.setattr(client, "QUESTION_SECONDS", 0.05)
    model.gate.clear()
    with pytest.raises(EncoderAway, match="too slow"):
        question_vectors(SENTENCES, ["one"])
    started = time.monotonic()
    with pytest.raises(EncoderAway, match="a moment ago"):
        question_vectors(SENTENCES, ["two"])
    assert time.monotonic() - started < 0.02
    model.gate.set()
    monkeypatch.setattr(client, "_rests_until", 0.0)
    monkeypatch.setattr(client, "QUESTION_SECONDS", 5.0)
    assert question_vectors(SENTENCES, ["one"])[0, 3] == 1.0


def test_process_that_says_nothing_costs_a_moment(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm",), tmp_path / "encoder.sock"
    monkeypatch.setattr(client, "QUESTION_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(settings.ENCODER_SOCKET))
        silent.listen()
        started = time.monotonic()
        with pytest.raises(EncoderAway):
            question_vectors(SENTENCES, ["one"])
        assert time.monotonic() - started < 1


@pytest.mark.parametrize("answer", [b"", b"v", b"v\x00\x00\x00\x04abcd", b"v\xff\xff\xff\xff", b"x" * 3000])
def test_answer_that_is_none_counts_as_away(settings: Any, tmp_path: Path, answer: bytes) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm",), tmp_path / "encoder.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(settings.ENCODER_SOCKET))
        listener.listen()

        def reply() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        with pytest.raises(EncoderAway):
            question_vectors(SENTENCES, ["one"])
        thread.join(5)


@pytest.mark.parametrize("keys", [(), ("use3",)])
def test_switched_off_asks_nobody(serve: Any, settings: Any, keys: tuple[str, ...]) -> None:
    model = Steps()
    serve(minilm=lambda: model)
    settings.ENCODERS = keys
    for ask in (question_vectors, passage_vectors):
        with pytest.raises(EncoderAway, match="off"):
            ask(SENTENCES, ["one"])
    assert not model.asked


def test_dead_process_costs_nothing(settings: Any, tmp_path: Path) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm",), tmp_path / "encoder.sock"
    started = time.monotonic()
    for _ in range(20):
        with pytest.raises(EncoderAway, match="reached"):
            question_vectors(SENTENCES, ["one"])
    assert time.monotonic() - started < 0.5


def test_log_tells_once_that_nobody_answers(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm",), tmp_path / "encoder.sock"
    for _ in range(5):
        with pytest.raises(EncoderAway):
            question_vectors(SENTENCES, ["a secret question"])
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "does not answer" in told[0]
    assert "secret" not in told[0]


def test_shortcoming_is_told_for_each_model(serve: Any, settings: Any) -> None:
    begun = threading.Event()

    def slowly() -> Steps:
        begun.wait(10)
        return Steps()

    def broken() -> Steps:
        raise WrongWeights("/srv/files/model.onnx has another digest.")

    settings.ENCODERS = ("minilm",)
    assert "does not answer" in shortcoming()
    serve(minilm=slowly, use3=broken)
    assert shortcoming() == "Being loaded: minilm."
    settings.ENCODERS = ("minilm", "use3")
    with pytest.raises(EncoderAway):
        passage_vectors(LANGUAGES, ["one"])
    assert "Could not be loaded, as the encoders' log tells: use3." in shortcoming()
    assert "/srv" not in shortcoming(), "It is told to whoever asks."
    begun.set()
    loaded(lambda: question_vectors(SENTENCES, ["one"]))
    settings.ENCODERS = ("minilm",)
    assert shortcoming() == ""
    settings.ENCODERS = ("minilm", "another")
    assert "another" in shortcoming(), "The process was started without it."
    settings.ENCODERS = ()
    assert shortcoming() == ""


def test_silent_process_does_not_hold_up_who_asks_for_its_state(
    settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm",), tmp_path / "encoder.sock"
    monkeypatch.setattr(client, "STATE_SECONDS", 0.05)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(settings.ENCODER_SOCKET))
        silent.listen()
        started = time.monotonic()
        assert "does not answer" in shortcoming()
        assert time.monotonic() - started < 1


def test_models_are_loaded_from_the_start_and_one_that_is_broken_stops_no_other() -> None:
    def broken() -> Steps:
        raise WrongWeights("gone")

    encoders = Encoders({"minilm": broken, "use3": Steps})
    encoders.load()
    assert encoders.states()["use3"] == "ready"
    assert "gone" in encoders.states()["minilm"]


def test_model_that_breaks_tells_why_and_serves_on(serve: Any) -> None:
    model = Steps()
    serve(minilm=lambda: model)
    loaded(lambda: question_vectors(SENTENCES, ["warm"]))
    model.error = ValueError("numbers")
    for ask in (question_vectors, passage_vectors):
        with pytest.raises(EncoderAway, match="ValueError"):
            ask(SENTENCES, ["one"])
    model.error = None
    assert question_vectors(SENTENCES, ["one"])[0, 3] == 1.0


def test_model_that_cannot_be_loaded_is_not_tried_for_every_question(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def broken() -> Steps:
        tries.append(1)
        raise WrongWeights("model.onnx has another digest.")

    serve(minilm=broken)
    with pytest.raises(EncoderAway, match="digest"):
        passage_vectors(SENTENCES, ["one"])
    for _ in range(5):
        with pytest.raises(EncoderAway, match="digest"):
            question_vectors(SENTENCES, ["one"])
    assert len(tries) == 1
    monkeypatch.setattr(server, "BETWEEN_TRIES", 0.0)
    with pytest.raises(EncoderAway):
        passage_vectors(SENTENCES, ["one"])
    assert len(tries) == 2


def test_server_survives_what_is_no_request(serve: Any, settings: Any) -> None:
    serve(minilm=Steps)
    for content in (b"", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x05\xff{{{{", b"GET / "):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(settings.ENCODER_SOCKET))
            connection.sendall(content)
    assert loaded(lambda: question_vectors(SENTENCES, ["one"]))[0, 3] == 1.0


def test_wrong_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    with pytest.raises(WrongWeights, match="cannot be read"):
        verified(path, weights.MINILM_SHA256)
    path.write_bytes(b"something else")
    with pytest.raises(WrongWeights, match="digest"):
        verified(path, weights.MINILM_SHA256)


@pytest.mark.parametrize(
    ("model", "place", "value"),
    [
        (weights.MiniLM, "MINILM_SHA256", "0" * 64),
        (weights.MiniLM, "VOCABULARY_SHA256", "0" * 64),
        (weights.Use3, "USE3_SHA256", {"weights.npz": "0" * 64}),
        (weights.Use3, "USE3_SHA256", {"sp.model": "0" * 64}),
    ],
)
def test_no_model_runs_with_other_weights(monkeypatch: Any, model: Any, place: str, value: Any) -> None:
    monkeypatch.setattr(weights, place, value)
    with pytest.raises(WrongWeights):
        model()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The process itself with both models."""
    path = tmp_path_factory.mktemp("encoders") / "encoder.sock"
    process = subprocess.Popen(
        [sys.executable, "-m", "kb.encoding.server", str(path), "minilm, use3"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1"},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    yield path
    process.kill()
    process.wait()


def test_process_is_ready_without_being_asked_first(real: Path, settings: Any) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), real
    deadline = time.monotonic() + 60
    while shortcoming() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert shortcoming() == ""


def test_sentences_mean_what_they_mean(real: Path, settings: Any) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), real
    found = passage_vectors(
        SENTENCES,
        ["I lost my credentials", "Reset your password", "Pay an invoice", "", "\ud800", "x" * 9000],
    )
    likeness = found @ found.T
    assert likeness[0, 1] > likeness[0, 2] + 0.2
    assert not found[3].any()
    assert not found[4].any()
    assert np.allclose(np.linalg.norm(found[[0, 1, 2, 5]], axis=1), 1, atol=1e-5)


def test_vector_of_a_text_does_not_depend_on_its_neighbors(real: Path, settings: Any) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), real
    texts = ["Reset your password", "word " * 300, "Export", "Why is the export of last night empty?"]
    for encoder in (SENTENCES, LANGUAGES):
        together = passage_vectors(encoder, texts)
        alone = np.concatenate([passage_vectors(encoder, [text]) for text in texts])
        assert np.allclose(together, alone, atol=1e-4), encoder.key


def test_languages_meet(real: Path, settings: Any) -> None:
    settings.ENCODERS, settings.ENCODER_SOCKET = ("minilm", "use3"), real
    found = passage_vectors(
        LANGUAGES,
        ["How do I restart the export?", "Wie starte ich den Export neu?", "Comment payer ma facture ?"],
    )
    assert found[0] @ found[1] > found[0] @ found[2] + 0.3
