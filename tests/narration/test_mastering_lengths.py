"""A master of any length plays whole: no length of the samples may upset the encoder's padding."""

from pathlib import Path

import numpy as np
import pytest

from app.narration.chapters import Tags
from app.narration.mastering import FRAME, Part, Target, master

AROUND = 1000
"""Seconds do not matter, only what is left of the last frame."""


@pytest.mark.parametrize("left", [0, 1, 18, 19, 300, 528, 529, 530, 575])
async def test_no_rest_of_a_frame_loses_sound(left: int, tmp_path: Path) -> None:
    target = Target()
    noise = np.random.default_rng(7).normal(0, 3000, AROUND * FRAME // 4 + left).astype(np.int16)

    async def load() -> np.ndarray:
        return noise

    whole = target.lead_in + len(noise) + target.tail
    tags = Tags(title="Lengths", chapters=((0, "One"),))
    report = await master([Part(load, 0)], tmp_path / "a.mp3", target, tags)
    assert 0 <= report.duration - whole < FRAME
    assert report.offsets == ((target.lead_in, target.lead_in + len(noise)),)
