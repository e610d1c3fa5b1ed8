"""What a question's meaning costs: its vector from the encoders' process, and a search with it."""

import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

from bench.candor import Candor
from bench.timing import cpu_seconds, milliseconds, p50, p95
from helpdesk.environment import encoder_socket
from kb.encoding.kinds import BY_KEY
from kb.encoding.wire import VECTORS, Request, answer_from, packed
from tests.system.stack import Stack

ARTICLES = 100
TOPICS = (
    "The nightly export of {0} runs at two. If it is empty, open Settings, Exports, and choose Run again.",
    "An invoice of {0} is sent on the first of the month to the billing contact, whom an admin can change.",
    "People of {0} sign in through the identity provider; an owner can let single guests in with a password.",
    "An alert of {0} fires once its condition has held for ten minutes, and rests in a maintenance window.",
)
QUESTION = "Why was last night's export of project {0} empty, and how do I run it again?"
Note = Callable[..., None]


class ArticlesBench:
    """One installation with a hundred articles; `note` takes a row of the table."""

    def __init__(self, stack: Stack, note: Note) -> None:
        self.stack, self.note = stack, note
        self._count = count()

    def run(self, *, rounds: int) -> None:
        """A question's vector, new and known, and searches with and without a new one."""
        with self.stack.client() as api:
            for number in range(ARTICLES):
                text = TOPICS[number % len(TOPICS)].format(f"project {number}")
                article = {"title": f"Topic {number}", "body": text, "status": "published"}
                api.post("articles", json=article | {"audience": "public"}).raise_for_status()
        print(self.stack.manage("encode_passages").strip(), flush=True)
        for key in BY_KEY:
            self._step(f"vector {key}", partial(self._new_vector, key), rounds)
        self._step("vector known", lambda: self._vector("minilm", QUESTION), rounds)
        with closing(Candor(f"http://127.0.0.1:{self.stack.port}", self.stack.token)) as candor:
            self._step("articles", lambda: candor.articles(self._new()), rounds)
            self._step("articles known", lambda: candor.articles(QUESTION), rounds)
        memory = _resident(self.stack.child("kb.encoding.server"))
        print(f"The encoders' process holds {memory} MB.", flush=True)

    def _new(self) -> str:
        return QUESTION.format(next(self._count))

    def _new_vector(self, key: str) -> None:
        self._vector(key, self._new())

    def _vector(self, key: str, text: str) -> None:
        encoder = BY_KEY[key]
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(str(encoder_socket(self.stack.home)))
            connection.sendall(packed(Request(key, (text,), 10, is_urgent=True)))
            kind, _ = answer_from(connection, count=1, dimension=encoder.dimension)
        assert kind == VECTORS

    def _step(self, name: str, work: Callable[[], object], rounds: int) -> None:
        work()
        pids = [self.stack.child("gunicorn"), self.stack.child("kb.encoding.server")]
        before = sum(map(cpu_seconds, pids))
        times = [milliseconds(work) for _ in range(rounds)]
        used = (sum(map(cpu_seconds, pids)) - before) * 1000 / rounds
        self.note(name, p50=p50(times), p95=p95(times), cpu=used)


def _resident(pid: int) -> int:
    """Megabytes."""
    words = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()
    return int(words[0]) // 1024
