"""Keys: where the master key comes from, what wrapping promises, and fields of the database."""

import base64
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.encryption import (
    BadMasterKey,
    Tampered,
    decrypt_field,
    encrypt_field,
    load_master_key,
    new_key,
    unwrap,
    wrap,
)
from app.settings import Settings

KEK = new_key()


def installation(folder: Path, master_key: str = "") -> Settings:
    return Settings(data_dir=folder, master_key=master_key, _env_file=None)


def test_the_key_in_the_setting_wins_and_makes_no_file(tmp_path):
    key = new_key()
    assert load_master_key(installation(tmp_path, base64.b64encode(key).decode())) == key
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text", ["short", "A" * 44, base64.b64encode(b"x" * 31).decode(), "ä" * 44, "*" * 44]
)
def test_a_malformed_key_is_named_but_not_shown(tmp_path, text):
    with pytest.raises(BadMasterKey, match="TIC_MASTER_KEY must hold 32 bytes") as refusal:
        load_master_key(installation(tmp_path, text))
    assert text not in str(refusal.value)


def test_a_key_is_made_once_for_its_owner_alone_and_outside_the_objects(tmp_path):
    key = load_master_key(installation(tmp_path))
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file == tmp_path / "keys" / "master.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(key) == 32
    assert load_master_key(installation(tmp_path)) == key


def test_the_text_of_the_key_file_works_as_the_setting(tmp_path):
    key = load_master_key(installation(tmp_path))
    text = (tmp_path / "keys" / "master.key").read_text()
    assert load_master_key(installation(tmp_path / "elsewhere", text)) == key


@pytest.mark.parametrize("content", [b"", b"rubbish", b"\xff" * 44])
def test_a_damaged_key_file_is_refused_and_kept(tmp_path, content):
    file = tmp_path / "keys" / "master.key"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises(BadMasterKey):
        load_master_key(installation(tmp_path))
    assert file.read_bytes() == content


def test_a_lost_key_is_not_replaced_while_files_depend_on_it(tmp_path):
    (tmp_path / "objects" / "a").mkdir(parents=True)
    with pytest.raises(BadMasterKey, match="restore the key from its backup"):
        load_master_key(installation(tmp_path))
    assert not list((tmp_path / "keys").iterdir())


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    program = (
        "import sys; from pathlib import Path; from app.encryption import load_master_key;"
        "from app.settings import Settings;"
        "print('ready', flush=True); sys.stdin.readline();"
        f"print(load_master_key(Settings(data_dir=Path({str(tmp_path)!r}), master_key='')).hex())"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [starter.stdout.readline() for starter in starters] == ["ready\n"] * 3
    for starter in starters:
        starter.stdin.write("go\n")
        starter.stdin.flush()
    keys = [starter.communicate(timeout=20)[0].strip() for starter in starters]
    assert len(keys[0]) == 64
    assert set(keys) == {keys[0]}
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["master.key"]


def test_a_wrapped_key_comes_back():
    key = new_key()
    wrapped = wrap(key, KEK, b"acme")
    assert key not in wrapped
    assert unwrap(wrapped, KEK, b"acme") == key


def test_wrapping_twice_gives_different_bytes():
    key = new_key()
    assert wrap(key, KEK, b"acme") != wrap(key, KEK, b"acme")


def test_a_wrapped_key_opens_for_its_own_context_only():
    with pytest.raises(Tampered):
        unwrap(wrap(new_key(), KEK, b"acme"), KEK, b"globex")


def test_a_wrapped_key_opens_under_its_own_key_only():
    with pytest.raises(Tampered):
        unwrap(wrap(new_key(), KEK, b"acme"), new_key(), b"acme")


def test_every_byte_of_a_wrapped_key_counts():
    wrapped = wrap(new_key(), KEK, b"acme")
    assert len(wrapped) == 60
    for position in range(len(wrapped)):
        with pytest.raises(Tampered):
            unwrap(
                wrapped[:position] + bytes([wrapped[position] ^ 1]) + wrapped[position + 1 :], KEK, b"acme"
            )
    for length in range(len(wrapped)):
        with pytest.raises(Tampered):
            unwrap(wrapped[:length], KEK, b"acme")


def test_only_whole_keys_are_wrapped():
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(b"short", KEK, b"acme")


def test_a_key_of_another_size_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(new_key(), b"x" * 16, b"acme")


@pytest.mark.parametrize("text", ["", "s3cret", "Zürich 東京 🔑", "x" * 100_000])
def test_a_field_comes_back(text):
    assert decrypt_field(encrypt_field(text, KEK, b"acme/webhook"), KEK, b"acme/webhook") == text


def test_a_field_moved_to_another_column_is_refused():
    with pytest.raises(Tampered):
        decrypt_field(encrypt_field("s3cret", KEK, b"acme/webhook"), KEK, b"acme/token")


def test_a_field_cannot_pass_for_a_key_nor_a_key_for_a_field():
    with pytest.raises(Tampered):
        unwrap(encrypt_field("k" * 32, KEK, b"acme"), KEK, b"acme")
    with pytest.raises(Tampered):
        decrypt_field(wrap(b"k" * 32, KEK, b"acme"), KEK, b"acme")
