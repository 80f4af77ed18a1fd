"""A service that fails again and again is left alone, and asked by one when the rest is over."""

import pytest

from app.outside.breaker import Breaker, Resting, breaker_of
from app.outside.chat import ChatError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, *, again: bool = True) -> None:
    with pytest.raises(ChatError), breaker.asking():
        raise ChatError("It is away.", again=again)


def closed(clock: Clock) -> Breaker:
    """One that has just had enough."""
    breaker = Breaker("The service", failures=3, rest=30, clock=clock)
    for _ in range(3):
        fail(breaker)
    return breaker


def test_it_is_left_alone_after_several_failures() -> None:
    clock = Clock()
    breaker = closed(clock)
    clock.now += 10
    with pytest.raises(Resting, match="The service failed several times") as caught, breaker.asking():
        pytest.fail("it was asked")
    assert (caught.value.again, caught.value.after) == (True, 20)


def test_one_asks_when_the_rest_is_over_and_a_good_answer_opens_it() -> None:
    clock = Clock()
    breaker = closed(clock)
    clock.now += 31
    with breaker.asking(), pytest.raises(Resting), breaker.asking():
        pytest.fail("two asked")
    for _ in range(2):
        with breaker.asking():
            pass


def test_a_failed_probe_means_another_rest() -> None:
    clock = Clock()
    breaker = closed(clock)
    clock.now += 31
    fail(breaker)
    with pytest.raises(Resting), breaker.asking():
        pytest.fail("it was asked")


def test_a_refusal_is_an_answer() -> None:
    breaker = Breaker("The service", failures=3, clock=Clock())
    for again in (True, True, False, True, True, False):
        fail(breaker, again=again)


def test_a_cancelled_probe_lets_the_next_one_find_out() -> None:
    clock = Clock()
    breaker = closed(clock)
    clock.now += 31
    with pytest.raises(KeyboardInterrupt), breaker.asking():
        raise KeyboardInterrupt
    with breaker.asking():
        pass


def test_those_who_ask_at_one_address_share_it() -> None:
    assert breaker_of("The service", "a") is breaker_of("The service", "a")
    assert breaker_of("The service", "a") is not breaker_of("The service", "b")
