"""Ids sort by when they were made, also within one millisecond and between threads."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

from app.ids import new_id


def test_ids_of_one_process_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_do_not_make_the_same() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: new_id(), range(5_000)))
    assert len(set(made)) == len(made)


def test_an_id_is_a_uuid_of_version_seven_that_tells_the_time() -> None:
    before = time.time_ns() // 1_000_000
    found = UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (found.version, found.variant) == (7, RFC_4122)
    # The clock may be overtaken by a burst of ids, a 4096th of a millisecond each.
    assert before <= found.int >> 80 <= after + 20


def test_what_cannot_be_guessed_is_62_bits() -> None:
    tails = {UUID(new_id()).int & ((1 << 62) - 1) for _ in range(100)}
    assert len(tails) == 100
