"""Piper as a process of its own: found where it is, replaced when it breaks; a stand-in speaks for it."""

import stat
import sys
import time
from pathlib import Path

import pytest

from app.outside import piper
from app.outside.piper import PiperSpeech
from app.outside.speech import Checked, SpeechError

TEXT = "A process that breaks is replaced, and the next sentence is spoken."
STAND_IN = """#!{python} -I
import json, math, pathlib, struct, sys, time
state = pathlib.Path({state!r})
if "--list" in sys.argv:
    row = dict(id="en_GB-stand-in", name="Stand", language="en-GB", licence="CC0", sample_rate=22050)
    print(json.dumps(dict(version="1.8", voices=[row | dict(model={model!r})])))
    sys.exit()
out = sys.stdout.buffer
for line in sys.stdin.buffer:
    asked = json.loads(line)
    how = state.read_text()
    count = int(len(asked["text"]) / 15 * asked["length_scale"] * 22050)
    content = b"".join(struct.pack("<h", int(9000 * math.sin(i / 20))) for i in range(count))
    if how == "dies":
        sys.exit(3)
    if how == "hangs":
        time.sleep(20)
    if how == "boasts":
        out.write(struct.pack("<i", 2**31 - 1)); out.flush(); continue
    if how == "half":
        out.write(struct.pack("<i", len(content)) + content[:99]); out.flush(); sys.exit()
    if how == "fails":
        content = b"no such phoneme"
        out.write(struct.pack("<i", -len(content)) + content); out.flush(); continue
    pathlib.Path(str(state) + ".asked").write_text(asked["text"])
    out.write(struct.pack("<i", len(content)) + content); out.flush()
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    path = tmp_path / "state"
    path.write_text("good")
    return path


@pytest.fixture
def speaker(tmp_path: Path, state: Path) -> PiperSpeech:
    program, model = tmp_path / "python", tmp_path / "en_GB-stand-in.onnx"
    model.write_bytes(b"weights")
    program.write_text(STAND_IN.format(python=sys.executable, state=str(state), model=str(model)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return PiperSpeech(str(tmp_path), str(program))


def test_its_voices_are_those_the_child_lists(speaker: PiperSpeech) -> None:
    (voice,) = speaker.voices()
    assert (voice.id, voice.language, voice.licence, voice.sample_rate) == (
        "en_GB-stand-in", "en-GB", "CC0", 22_050,
    )  # fmt: skip
    assert len(voice.version) == 12
    assert speaker.version.startswith("1.8.")


def test_one_child_speaks_many_sentences(speaker: PiperSpeech) -> None:
    first = Checked(speaker).speak(TEXT, "en_GB-stand-in")
    child = speaker._child
    assert Checked(speaker).speak(TEXT, "en_GB-stand-in").seconds == first.seconds
    assert speaker._child is child
    speaker.close()


@pytest.mark.parametrize(
    ("printed", "given"),
    [
        ("ˈgɑɹdən", "ɡˈɑɹdən"),
        ("ˈtʃɝtʃ", "tʃˈɜːtʃ"),
        ("ˈnɝːs", "nˈɜːs"),
        ("'ʤʌʤ", "dʒˈʌdʒ"),
        ("ˈʧɪn", "tʃˈɪn"),
        ("ˈɹoʊzə", "ɹˈoʊzə"),
        ("ˈçɪ̃", "c\u0327ˈɪ\u0303"),
    ],
)
def test_phonemes_are_given_as_its_voices_know_them(speaker: PiperSpeech, printed: str, given: str) -> None:
    assert speaker.sounded("Word", printed) == f"[[{given}]]"


def test_an_english_r_is_not_rolled(speaker: PiperSpeech, state: Path) -> None:
    Checked(speaker).speak(f"A river is {speaker.sounded('Rosa', 'ˈroʊzə')} there.", "en_GB-stand-in")
    assert Path(f"{state}.asked").read_text() == "A river is [[ɹˈoʊzə]] there."
    speaker.close()


@pytest.mark.parametrize("how", ["dies", "half", "boasts"])
def test_a_child_that_breaks_is_replaced(speaker: PiperSpeech, state: Path, how: str) -> None:
    state.write_text(how)
    with pytest.raises(SpeechError, match="middle of a sentence") as refused:
        Checked(speaker).speak(TEXT, "en_GB-stand-in")
    assert refused.value.again
    state.write_text("good")
    assert Checked(speaker).speak(TEXT, "en_GB-stand-in").seconds > 3
    speaker.close()


def test_a_child_that_hangs_is_ended(
    speaker: PiperSpeech, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaker.voices()
    monkeypatch.setattr(piper, "SECONDS", 0.5)
    state.write_text("hangs")
    began = time.monotonic()
    with pytest.raises(SpeechError) as refused:
        Checked(speaker).speak(TEXT, "en_GB-stand-in")
    assert refused.value.again
    assert time.monotonic() - began < 5


def test_an_error_of_the_child_is_told_and_the_child_kept(speaker: PiperSpeech, state: Path) -> None:
    state.write_text("fails")
    with pytest.raises(SpeechError, match="no such phoneme"):
        Checked(speaker).speak(TEXT, "en_GB-stand-in")
    state.write_text("good")
    child = speaker._child
    Checked(speaker).speak(TEXT, "en_GB-stand-in")
    assert speaker._child is child
    speaker.close()


@pytest.mark.parametrize("python", ["", "/nowhere/python", sys.executable])
def test_where_there_is_no_piper_there_is_no_voice(python: str, tmp_path: Path) -> None:
    if PiperSpeech().voices():
        pytest.skip("this Python has Piper")
    assert PiperSpeech(str(tmp_path), python).voices() == ()
