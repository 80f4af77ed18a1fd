"""What the sentence model says of likeness; the same vector whatever a text is embedded with."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from app.outside.embedding import Embedder, embedder, read_weights


@pytest.fixture(scope="module")
def model() -> Embedder:
    found = embedder()
    if found is None:
        pytest.skip("the extra `retrieval` is not installed")
    return found


def test_likeness_is_what_the_models_publisher_says(model: Embedder) -> None:
    """The figures of the example on the model's page, computed there with PyTorch."""
    happy, dog, very, sunny = model.embed(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    assert happy @ np.stack([dog, very, sunny]).T == pytest.approx([0.695, 0.943, 0.257], abs=1e-3)


def test_vectors_are_rows_of_length_one(model: Embedder) -> None:
    found = model.embed(["Dunes move.", "", "砂丘は動く。", "sand " * 2000])
    assert found.shape == (4, model.dimensions)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_a_text_gets_the_same_vector_in_any_company(model: Embedder) -> None:
    alone = model.embed(["Wind moves the sand."])[0]
    others = [
        "Dunes move.",
        "Wind moves the sand.",
        "Engineers plant trees against it.",
        "Sand moves the wind.",
    ]
    assert model.embed(others)[1] == pytest.approx(alone, abs=1e-5)


def test_no_texts_give_no_rows(model: Embedder) -> None:
    assert model.embed([]).shape == (0, model.dimensions)


def test_it_knows_english_alone(model: Embedder) -> None:
    assert model.knows("en-GB")
    assert not model.knows("de")


def test_weights_are_read_from_a_safetensors_file(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype="<f4").reshape(2, 3)
    contents = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "ids": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]},
            "dense.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]},
        }
    ).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(contents)) + contents + bytes(8) + numbers.tobytes())
    found = read_weights(path)
    assert list(found) == ["dense.weight"]
    assert np.array_equal(found["dense.weight"], numbers)
