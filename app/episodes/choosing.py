"""Choosing the lines of a part that say most in the words there are, in runs that read on."""

from collections.abc import Callable, Iterable, Sequence, Set

from app.episodes.outline import Line

UNIT = 4
"""Words a step of the budget stands for: fine enough, and quick."""
NEW_RUN = 7.0
"""What starting elsewhere costs, in words: listeners lose the thread at a jump."""
SAME = 0.6
"""Share of the shorter sentence's words two sentences share when they say the same."""


SHORTEST_START = 7
"""Words a line needs to open a run; shorter ones lean on what was said before."""


def repeats(line: Line, told: Sequence[Line]) -> bool:
    """Has a told line said this? Compared by content words, whatever their order."""
    for other in told:
        least = min(len(line.keys), len(other.keys))
        if least >= 3 and len(line.keys & other.keys) >= SAME * least:
            return True
    return False


def choose(
    lines: Sequence[Line],
    budget: int,
    told: Sequence[Line],
    worth: Callable[[Line], float] | None = None,
    given: Set[str] = frozenset(),
) -> list[int]:
    """Places of the lines worth most within a budget of words, in order; nothing said twice or dangling.

    `given` are the abbreviations introduced before the first of them.
    """
    worths = [worth(line) if worth else line.score for line in lines]
    barred = {place for place, line in enumerate(lines) if repeats(line, told)}
    barred |= set(unmet(lines, range(len(lines)), given))
    for _ in range(12):
        places = _best(lines, worths, budget, barred) or _shortest(lines, budget, barred)
        twice = [
            place
            for rank, place in enumerate(places)
            if repeats(lines[place], [lines[each] for each in places[:rank]])
        ]
        if not (wrong := {*twice, *unmet(lines, places, given)}):
            return places
        barred |= wrong
    return []


def unmet(lines: Sequence[Line], places: Iterable[int], given: Set[str]) -> list[int]:
    """Those of `places` whose line needs what is not given, nor by a line at a place before it."""
    known, found = set(given), []
    for place in places:
        if lines[place].needs <= known:
            known |= lines[place].gives
        else:
            found.append(place)
    return found


def _best(lines: Sequence[Line], worths: Sequence[float], budget: int, barred: Set[int]) -> list[int]:
    """Knapsack over the lines in order; a line joins the one before, or starts a run if it stands alone."""
    room = max(0, budget) // UNIT
    # skipped[u], taken[u]: the best worth of u units, the line before left out or told.
    skipped, taken = [0.0] * (room + 1), [float("-inf")] * (room + 1)
    steps: list[list[tuple[bool, bool]]] = []
    for place, line in enumerate(lines):
        cost = -(-line.words // UNIT)
        gain = worths[place] * line.words
        on = line.reads_on(lines[place - 1] if place else None)
        fresh, joined = [float("-inf")] * (room + 1), [False] * (room + 1)
        for used in range(cost, room + 1):
            if place in barred:
                break
            start = (
                max(skipped[used - cost], taken[used - cost]) - NEW_RUN * 0.5
                if line.alone and line.words >= SHORTEST_START
                else float("-inf")
            )
            go_on = taken[used - cost] if on else float("-inf")
            if max(start, go_on) > float("-inf"):
                fresh[used], joined[used] = gain + max(start, go_on), go_on >= start
        now = [max(pair) for pair in zip(skipped, taken, strict=True)]
        steps.append([(taken[used] > skipped[used], joined[used]) for used in range(room + 1)])
        skipped, taken = now, fresh
    return _trace(lines, steps, skipped, taken)


def _trace(
    lines: Sequence[Line],
    steps: Sequence[Sequence[tuple[bool, bool]]],
    skipped: list[float],
    taken: list[float],
) -> list[int]:
    best = max(range(len(skipped)), key=lambda used: (max(skipped[used], taken[used]), -used))
    take, used, places = taken[best] > skipped[best], best, []
    for place in range(len(lines) - 1, -1, -1):
        before_taken, joined = steps[place][used]
        if not take:
            take = before_taken
            continue
        places.append(place)
        used -= -(-lines[place].words // UNIT)
        before_taken = steps[place][used][0]
        take = True if joined else before_taken
    return places[::-1]


def _shortest(lines: Sequence[Line], budget: int, barred: Set[int]) -> list[int]:
    """One line where the budget is too small for any: the best that is not much longer than it."""
    able = [place for place, line in enumerate(lines) if line.alone and place not in barred]
    if not able:
        return []
    return [
        max(able, key=lambda place: (lines[place].score - max(0, lines[place].words - budget) / 40, -place))
    ]
