"""The gate under every order of events: it is never open for what it should stop."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.episodes.scripts import examine
from app.episodes.sentences import Sentence
from app.organizations.policies import ApprovalPolicy
from app.permissions import Principal, Role
from app.problems import Refused
from tests.episodes.rows import KEY, PEOPLE, span
from tests.episodes.test_gate import OTHER, QUOTES, RIGHT, WRONG, is_open, script

ROLE = [Role.OWNER, Role.REVIEWER]
GUEST = Principal("guest", "link", "guest G by link L of Ada", PEOPLE[0].organization_id)
ROLE_OF = {(each.kind, each.id): each.role for each in (*PEOPLE, KEY)}


class Gate(RuleBasedStateMachine):
    """Anybody does anything in any order; what was said yes to is kept beside, in plain sets."""

    people = st.sampled_from([*PEOPLE, KEY, GUEST])
    place = st.integers(0, 9)

    def __init__(self) -> None:
        super().__init__()
        self.policy = ApprovalPolicy()
        self.script = script()
        self.yes: dict[str, set[tuple[str, str, str]]] = {}
        """By sentence id: (kind, id, content) of each yes that was not taken back."""
        self.let: dict[tuple[str, str], set[tuple[str, str]]] = {}
        """By sentence id and content: who let it through."""
        self.author: dict[str, tuple[str, str]] = {}
        """By sentence id: who changed it last."""

    def pick(self, number: int) -> tuple[Any, Sentence]:
        found = self.script.segments[number % len(self.script.segments)]
        return found, found.sentences[number % len(found.sentences)]

    @rule(
        needed=st.integers(1, 3),
        role=st.sampled_from([None, *ROLE]),
        author=st.booleans(),
        four=st.booleans(),
        keys=st.booleans(),
        guests=st.booleans(),
    )
    def change_policy(
        self, needed: int, role: Role | None, author: bool, four: bool, keys: bool, guests: bool
    ) -> None:
        self.policy = ApprovalPolicy(needed, author, role, four, keys, guests)
        self.script.change_policy(PEOPLE[0], self.policy)

    @rule(number=place, by=people, fresh=st.booleans())
    def approve(self, number: int, by: Principal, fresh: bool) -> None:
        found, _ = self.pick(number)
        try:
            found.approve(by, found.content_hash if fresh else "1:" + "0" * 64, self.policy)
        except Refused:
            return
        assert fresh
        for row in found.sentences:
            self._yes(row, by)

    @rule(number=place, by=people, fresh=st.booleans())
    def approve_sentence(self, number: int, by: Principal, fresh: bool) -> None:
        found, row = self.pick(number)
        try:
            seen = row.computed_hash() if fresh else "1:" + "0" * 64
            found.approve_sentence(row, by, seen, self.policy)
        except Refused:
            return
        assert fresh
        self._yes(row, by)

    def _yes(self, row: Sentence, by: Principal) -> None:
        self.yes.setdefault(row.id, set()).add((by.kind, by.id, row.computed_hash()))

    @rule(number=place, by=people, whole=st.booleans())
    def reject(self, number: int, by: Principal, whole: bool) -> None:
        found, row = self.pick(number)
        found.reject(by, "No.", None if whole else row.id)
        for each in found.sentences if whole else [row]:
            self.yes.pop(each.id, None)

    @rule(number=place, by=people, whole=st.booleans())
    def reopen(self, number: int, by: Principal, whole: bool) -> None:
        found, row = self.pick(number)
        found.reopen(by, None if whole else row.id)
        for each in found.sentences if whole else [row]:
            kept = {yes for yes in self.yes.get(each.id, set()) if yes[2] != each.computed_hash()}
            self.yes[each.id] = kept

    @rule(number=place, by=people)
    def override(self, number: int, by: Principal) -> None:
        _, row = self.pick(number)
        try:
            row.let_through(by, "The authors say so.")
        except Refused:
            return
        self.let.setdefault((row.id, row.computed_hash()), set()).add((by.kind, by.id))

    @rule(number=place, by=people, text=st.sampled_from([RIGHT, WRONG, OTHER]))
    def edit_text(self, number: int, by: Principal, text: str) -> None:
        _, row = self.pick(number)
        row.text, row.claim = text, True
        row.wrote(by)
        self.author[row.id] = (by.kind, by.id)
        examine(row)

    @rule(number=place, spoken=st.sampled_from([RIGHT, "We followed fifty-one dunes."]))
    def edit_spoken_form(self, number: int, spoken: str) -> None:
        _, row = self.pick(number)
        row.spoken = spoken
        examine(row)

    @rule(number=place, quote=st.sampled_from(QUOTES), left=st.sampled_from([10.0, 11.0]), some=st.booleans())
    def edit_evidence(self, number: int, quote: str, left: float, some: bool) -> None:
        _, row = self.pick(number)
        row.evidence = [span(quote, left=left)] if some else []
        examine(row)

    @rule(number=place, page=st.integers(1, 9))
    def move_to_a_new_version(self, number: int, page: int) -> None:
        """The same words in another version: nothing to approve again, and nothing approved by it."""
        _, row = self.pick(number)
        before = row.computed_hash()
        for each in row.evidence:
            each.origin, each.version_id, each.page = each.chosen, f"version {page}", page
        assert row.computed_hash() == before

    @rule(number=place, by=people)
    def leave_out(self, number: int, by: Principal) -> None:
        if len(self.script.segments) > 1:
            self.script.leave_out(self.pick(number)[0], by)

    @invariant()
    def open_only_for_what_was_approved(self) -> None:
        self.script.settle()
        if not is_open(self.script):
            return
        assert self.script.sentences
        for row in self.script.sentences:
            content = row.computed_hash()
            let = self.let.get((row.id, content), set())
            blocking = [finding for finding in row.findings if finding["severity"] == "block"]
            assert not blocking or let, row.text
            said = {(kind, id_) for kind, id_, given in self.yes.get(row.id, set()) if given == content}
            if not self.policy.keys_may_approve:
                said = {who for who in said if who[0] != "key"}
            if not self.policy.guests_may_approve:
                said = {who for who in said if who[0] != "guest"}
            if not self.policy.author_may_approve:
                said -= {self.author.get(row.id, ("", ""))}
            if self.policy.four_eyes and blocking and len(let) == 1:
                said -= let
            assert len(said) >= self.policy.approvals, row.text
            roles = {role for who, role in ROLE_OF.items() if who in said}
            assert self.policy.required_role in {None, *roles}, row.text

    @invariant()
    def states_say_what_the_gate_says(self) -> None:
        states = {found.state for found in self.script.segments}
        assert is_open(self.script) == (states == {"approved"})


Gate.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_no_order_of_events_opens_the_gate_for_anything_else = Gate.TestCase
