"""A loudness meter of our own after ITU-R BS.1770-5, so that ffmpeg does not mark its own work."""

import numpy as np
import numpy.typing as npt
from scipy.signal import bilinear, lfilter, resample_poly

Sound = npt.NDArray[np.float64]


def _k_weighting(rate: int) -> list[tuple[Sound, Sound]]:
    """The standard's two filters, whose 48 kHz tables come from these analogue ones."""
    shelf_hz, shelf_q, gain = 1681.974450955533, 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    filters = []
    for hz, q, numerator in (
        (shelf_hz, shelf_q, lambda q, w: [gain, gain**0.4996667741545416 * w / q, w * w]),
        (pass_hz, pass_q, lambda q, w: [1.0, 0.0, 0.0]),
    ):
        warped = 2 * rate * np.tan(np.pi * hz / rate)
        filters.append(bilinear(numerator(q, warped), [1.0, warped / q, warped**2], rate))
    return filters


def integrated(samples: npt.NDArray[np.int16], rate: int) -> float:
    """LUFS of one channel: blocks of 400 ms every 100 ms, gated at -70 LUFS, then 10 LU below their mean."""
    sound = samples.astype(np.float64) / 32768
    for numerator, denominator in _k_weighting(rate):
        sound = lfilter(numerator, denominator, sound)
    step = rate // 10
    tenths = np.square(sound[: len(sound) // step * step]).reshape(-1, step).mean(axis=1)
    blocks = np.convolve(tenths, np.ones(4) / 4, mode="valid")
    blocks = blocks[_lufs(blocks) > -70]
    return float(_lufs(blocks[_lufs(blocks) > _lufs(blocks.mean()) - 10].mean()))


def true_peak(samples: npt.NDArray[np.int16]) -> float:
    """dBTP, oversampled eight times."""
    return float(20 * np.log10(np.abs(resample_poly(samples / 32768, 8, 1)).max()))


def _lufs(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
