"""Runs in a Python that has Piper, and imports nothing of ours: lists voices, or speaks what it is asked.

One JSON line {model, text, length_scale} in; out a signed 32-bit length and that many bytes: 16-bit mono
samples, or, when the length is negative, the words of an error.
"""

import importlib
import importlib.metadata
import json
import re
import struct
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO

PACKAGE = "_piper_voice"
"""End of the names of packages that bring a voice."""


def folders(own: str) -> list[Path]:
    """Where voices may lie: the folder that was named, and the data of installed voice packages."""
    found = [Path(own)] if own else []
    for name in sorted(importlib.metadata.packages_distributions()):
        if name.endswith(PACKAGE):
            found.append(Path(str(files(name))))
    return found


def listed(own: str) -> dict[str, Any]:
    rows = {}
    for folder in folders(own):
        for model in sorted(folder.rglob("*.onnx")):
            config = model.with_name(model.name + ".json")
            if config.is_file() and model.stem not in rows:
                rows[model.stem] = described(model, json.loads(config.read_text("utf-8")))
    return {"version": importlib.metadata.version("piper-tts"), "voices": list(rows.values())}


def described(model: Path, config: dict[str, Any]) -> dict[str, Any]:
    code = config.get("language", {}).get("code") or model.stem.split("-")[0]
    named = model.stem.split("-")
    return {
        "id": model.stem,
        "name": (named[1] if len(named) > 1 else model.stem).replace("_", " ").capitalize(),
        "language": code.replace("_", "-"),
        "licence": licence_of(model),
        "sample_rate": int(config["audio"]["sample_rate"]),
        "model": str(model),
    }


def licence_of(model: Path) -> str:
    """As the model card says, which lies beside the model."""
    for name in (f"{model.stem}.MODEL_CARD", "MODEL_CARD"):
        card = model.with_name(name)
        if card.is_file() and (found := re.search(r"Licen[sc]e:\s*(.+)", card.read_text("utf-8"))):
            return found.group(1).strip()[:80]
    return "See the voice's model card"


def speak(voices: dict[str, Any], asked: dict[str, Any]) -> bytes:
    piper: Any = importlib.import_module("piper")
    model = asked["model"]
    if model not in voices:
        voices[model] = piper.PiperVoice.load(model)
    how = piper.SynthesisConfig(length_scale=asked["length_scale"], noise_scale=0.0, noise_w_scale=0.0)
    return b"".join(chunk.audio_int16_bytes for chunk in voices[model].synthesize(asked["text"], how))


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    voices: dict[str, Any] = {}
    for line in lines:
        try:
            content = speak(voices, json.loads(line))
            sign = 1
        except Exception as error:
            content, sign = f"{type(error).__name__}: {error}".encode() or b"?", -1
        out.write(struct.pack("<i", sign * len(content)) + content)
        out.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--list"]:
        print(json.dumps(listed(sys.argv[2])))
    else:
        answers = sys.stdout.buffer
        # Whatever a library prints must not end up among the samples.
        sys.stdout = sys.stderr
        serve(sys.stdin.buffer, answers)
