"""The encrypted container: what is sealed comes back, and nothing else does."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.encryption import (
    CHUNK_BYTES,
    HEADER_BYTES,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    Container,
    Encryptor,
    Tampered,
    new_key,
    sealed_length,
    span,
)

KEY = new_key()
IDENTITY = b"acme/1"
EDGES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]
lengths = some.sampled_from(EDGES) | some.integers(0, 4 * CHUNK_BYTES)


def plaintext(length: int) -> bytes:
    return random.Random(length).randbytes(length)


def sealed(
    plain: bytes, *, key: bytes = KEY, identity: bytes = IDENTITY, cuts: list[int] | None = None
) -> bytes:
    encryptor = Encryptor(key, identity)
    edges = [0, *sorted(min(cut, len(plain)) for cut in cuts or []), len(plain)]
    pieces = [encryptor.update(plain[a:b]) for a, b in pairwise(edges)]
    return encryptor.header + b"".join(pieces) + encryptor.finish()


def opened(
    content: bytes, length: int, *, identity: bytes = IDENTITY, start: int = 0, end: int | None = None
):
    end = length if end is None else end
    container = Container(KEY, identity, content[:HEADER_BYTES])
    container.check_end(length, content[sealed_length(length) - TAG_BYTES :])
    part = span(start, end, length)
    plain = b"".join(
        container.open(part.first + number, content[at : min(at + SEALED_CHUNK_BYTES, part.end)])
        for number, at in enumerate(range(part.start, part.end, SEALED_CHUNK_BYTES))
    )
    return plain[part.skip : part.skip + end - start]


@given(length=lengths, cuts=some.lists(some.integers(0, 4 * CHUNK_BYTES), max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_stream_in_any_pieces_comes_back(length, cuts):
    plain = plaintext(length)
    content = sealed(plain, cuts=cuts)
    assert len(content) == sealed_length(length)
    assert opened(content, length) == plain


@given(data=some.data(), length=lengths)
@settings(max_examples=100, deadline=None)
def test_any_range_is_the_slice_of_the_plaintext(data, length):
    start = data.draw(some.integers(0, length))
    end = data.draw(some.integers(start, length))
    plain = plaintext(length)
    assert opened(sealed(plain), length, start=start, end=end) == plain[start:end]


@given(data=some.data(), length=lengths)
@settings(max_examples=150, deadline=None)
def test_any_flipped_bit_is_noticed(data, length):
    content = bytearray(sealed(plaintext(length)))
    position = data.draw(some.integers(0, len(content) - 1))
    content[position] ^= 1 << data.draw(some.integers(0, 7))
    with pytest.raises(Tampered):
        opened(bytes(content), length)


@given(data=some.data(), length=lengths, told=lengths)
@settings(max_examples=100, deadline=None)
def test_a_length_that_disagrees_is_noticed_before_any_chunk_is_opened(data, length, told):
    if told == length:
        told += 1
    content = sealed(plaintext(length))
    with pytest.raises(Tampered):
        Container(KEY, IDENTITY, content[:HEADER_BYTES]).check_end(
            told, content[sealed_length(told) - TAG_BYTES :]
        )


@given(length=lengths, cut=some.integers(1, 2 * SEALED_CHUNK_BYTES))
@settings(max_examples=60, deadline=None)
def test_a_cut_object_is_noticed(length, cut):
    content = sealed(plaintext(length))
    with pytest.raises(Tampered):
        opened(content[:-cut], length)


@given(length=lengths, more=some.binary(min_size=1, max_size=100))
@settings(max_examples=60, deadline=None)
def test_an_extended_object_is_noticed(length, more):
    with pytest.raises(Tampered):
        opened(sealed(plaintext(length)) + more, length)


def test_a_chunk_cut_away_together_with_the_length_in_the_row_is_noticed():
    content = sealed(plaintext(3 * CHUNK_BYTES))
    shorter = content[: HEADER_BYTES + 2 * SEALED_CHUNK_BYTES]
    with pytest.raises(Tampered):
        opened(shorter + content[-TAG_BYTES:], 2 * CHUNK_BYTES)
    with pytest.raises(Tampered):
        opened(shorter, 2 * CHUNK_BYTES - TAG_BYTES)


def test_swapped_chunks_are_noticed():
    content = sealed(plaintext(2 * CHUNK_BYTES))
    first = content[HEADER_BYTES : HEADER_BYTES + SEALED_CHUNK_BYTES]
    second = content[HEADER_BYTES + SEALED_CHUNK_BYTES : -TAG_BYTES]
    with pytest.raises(Tampered):
        opened(content[:HEADER_BYTES] + second + first + content[-TAG_BYTES:], 2 * CHUNK_BYTES)


def test_a_chunk_of_another_object_under_the_same_key_is_noticed():
    ours, theirs = sealed(b"a" * 100), sealed(b"b" * 100)
    mixed = ours[:HEADER_BYTES] + theirs[HEADER_BYTES:-TAG_BYTES] + ours[-TAG_BYTES:]
    with pytest.raises(Tampered):
        opened(mixed, 100)


def test_a_whole_object_does_not_pass_for_another():
    with pytest.raises(Tampered):
        opened(sealed(b"approved", identity=b"acme/2"), 8)


def test_an_object_opens_under_its_own_key_only():
    with pytest.raises(Tampered):
        opened(sealed(b"approved", key=new_key()), 8)


def test_the_same_bytes_never_look_the_same_twice():
    assert sealed(b"approved") != sealed(b"approved")


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (6, 5), (0, 11), (11, 11)])
def test_a_range_outside_the_object_is_refused(start, end):
    with pytest.raises(ValueError, match="of an object of 10"):
        span(start, end, 10)


def test_a_small_range_needs_only_its_chunks():
    part = span(5 * CHUNK_BYTES + 10, 5 * CHUNK_BYTES + 20, 100 * CHUNK_BYTES)
    assert (part.first, part.skip, part.end - part.start) == (5, 10, SEALED_CHUNK_BYTES)
