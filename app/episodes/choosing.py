"""Choosing the lines of a part that say most in the words there are, each behind what it takes as known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.episodes.outline import Line

NEW_RUN = 3.5
"""What starting elsewhere costs, in words: listeners lose the thread at a jump."""
LONGEST_RUN = 4
"""Lines looked at together, the first of which may be told only for the sake of the last."""
NEARBY = 3
"""Sentences after which what was said just before is no longer in the ear."""
SAME = 0.6
"""Share of the shorter sentence's words two sentences share when they say the same."""
SHORTEST_START = 7
"""Words a line needs to open a run; shorter ones lean on what was said before."""
LESS_STRICT = 3
"""How often the limit is doubled for a section that has nothing within it, to tell one thing of it."""
DOUBT = 0.8
"""Share of its worth a line loses by one thing that nobody has said."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a listener has been told: stems of words, and abbreviations that were introduced."""

    words: frozenset[str] = frozenset()
    limit: float = float("inf")
    """How much a line may take as known that is not."""

    def allows(self, line: Line) -> bool:
        """Whether the line can be entered here."""
        return bool(line.alone) and line.needs <= self.words and line.unknown(self.words) <= self.limit


@dataclass
class _Choice:
    """The lines chosen so far, and what has been said before each place."""

    lines: Sequence[Line]
    worths: Sequence[float]
    given: Given
    barred: set[int]
    picked: list[int] = field(default_factory=list)
    before: list[frozenset[str]] = field(default_factory=list)

    def add(self, places: Iterable[int]) -> None:
        """Tell these as well; from here on nothing is chosen that repeats them."""
        new = list(places)
        self.picked = sorted([*self.picked, *new])
        told = [self.lines[place] for place in new]
        self.barred.update(new)
        self.barred |= {place for place, line in enumerate(self.lines) if repeats(line, told)}
        self.recall()

    def recall(self) -> None:
        """Work out what has been said before each place."""
        said, self.before, chosen = self.given.words, [], set(self.picked)
        for place, line in enumerate(self.lines):
            self.before.append(said)
            if place in chosen:
                said = said | line.keys | line.gives

    def runs(self, place: int) -> Iterator[list[int]]:
        """Ways to tell the line: alone, behind the line before it, behind that and the one before it."""
        run: list[int] = []
        while place >= 0 and place not in self.barred and len(run) < LONGEST_RUN:
            run.insert(0, place)
            line = self.lines[place]
            on = place > 0 and line.reads_on(self.lines[place - 1])
            joined = on and place - 1 in self.picked
            if joined or (line.alone and line.words >= SHORTEST_START):
                yield run
            if joined or not on:
                return
            place -= 1

    def worth(self, run: Sequence[int]) -> float | None:
        """What telling the run is worth, in words; None where it takes too much as known."""
        first = run[0]
        said, total = self.before[first], 0.0
        last = self._last(first)
        on = last is not None and self.lines[first].reads_on(last)
        for place in run:
            line = self.lines[place]
            if not line.needs <= said:
                return None
            near = last.keys if last and self._near(line, last) else frozenset[str]()
            doubt = line.unknown(said, near, behind=on)
            if doubt > self.given.limit:
                return None
            total += self.worths[place] * line.words * (1 - DOUBT * min(1.0, doubt))
            if len(run) > 1:
                said = said | line.keys | line.gives
            last, on = line, True
        return total if self.lines[first].reads_on(self._last(first)) else total - NEW_RUN

    def _last(self, place: int) -> Line | None:
        return next((self.lines[each] for each in reversed(self.picked) if each < place), None)

    @staticmethod
    def _near(line: Line, last: Line) -> bool:
        return line.number - last.number <= NEARBY and line.passage.paragraph - last.passage.paragraph <= 1


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
    given: Given | None = None,
) -> list[int]:
    """Places of the lines worth most within a budget of words, in order; nothing said twice or dangling.

    The run of lines worth most a word is told first, then what is worth most behind it (greedy knapsack).
    """
    worths = [worth(line) if worth else line.score for line in lines]
    barred = {place for place, line in enumerate(lines) if repeats(line, told)}
    choice = _Choice(lines, worths, given or Given(), barred)
    choice.recall()
    left = budget
    while best := _best(choice, left):
        left -= sum(lines[place].words for place in best)
        choice.add(best)
    for _ in range(LESS_STRICT):
        if not choice.picked:
            choice.given = Given(choice.given.words, 2 * choice.given.limit)
            choice.add(_best(choice, budget))
    return choice.picked or _shortest(choice, budget)


def _best(choice: _Choice, left: int) -> list[int]:
    """The run that is worth most for its length, of those there is room for."""
    best: list[int] = []
    most = -float("inf")
    for place in range(len(choice.lines)):
        for run in choice.runs(place):
            words = sum(choice.lines[each].words for each in run)
            if words > left:
                break
            value = choice.worth(run)
            if value is not None and value / words > most:
                best, most = list(run), value / words
    return best


def _shortest(choice: _Choice, budget: int) -> list[int]:
    """One line where none fits: the best that is not much longer than the budget and needs least."""
    lines, given = choice.lines, choice.given.words
    able = [
        place
        for place, line in enumerate(lines)
        if line.alone and place not in choice.barred and line.needs <= given
    ]
    if not able:
        return []

    def value(place: int) -> float:
        line = lines[place]
        long, brief = max(0, line.words - budget), max(0, SHORTEST_START - line.words)
        return line.score - long / 40 - brief / 4 - line.unknown(given)

    return [max(able, key=lambda place: (value(place), -place))]
