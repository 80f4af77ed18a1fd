"""The gate under every order of events: it is never open for what it should stop."""

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.documents.pages import Place
from app.documents.pages import Role as Block
from app.episodes.draft import Passage
from app.episodes.following import Move
from app.episodes.restoring import restore
from app.episodes.scripts import examine, snapshot
from app.episodes.sentences import Sentence, hash_of
from app.organizations.policies import ApprovalPolicy
from app.permissions import Principal, Role
from app.problems import Refused
from tests.episodes.rows import KEY, PEOPLE, span
from tests.episodes.test_gate import OTHER, QUOTES, RIGHT, WRONG, is_open, script

GUEST = Principal("guest", "link", "guest G by link L of Ada", PEOPLE[0].organization_id)
IN_A_TEAM = [replace(each, grants=(("w", Role.OWNER),)) for each in PEOPLE]
"""The same people with what a team of theirs makes them in the workspace of the script."""

POLICIES = st.builds(
    ApprovalPolicy,
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from([None, Role.OWNER, Role.REVIEWER]),
    *[st.booleans()] * 3,
)

NEW = [*QUOTES, RIGHT.replace("dunes", "tall dunes")]
"""What a new version of the paper may say; the last no check objects to."""
Yes = tuple[str, str, tuple[Any, ...]]
"""(kind, id, words) of somebody who said yes."""


def words(row: Sentence) -> tuple[Any, ...]:
    """What people read and hear of it and why, in plain sight: nothing the product computes."""
    return row.text, row.spoken, row.claim, tuple(span.quote for span in row.evidence)


def paper(*quotes: str, left: float) -> list[Passage]:
    return [
        Passage("document", each, (Place(1, each, ((left, 10.0, 200.0, 22.0),)),), Block.BODY, "", number)
        for number, each in enumerate(quotes)
    ]


class Gate(RuleBasedStateMachine):
    """Anybody does anything in any order; what was said yes to is kept beside, in plain sets."""

    people = st.sampled_from([*PEOPLE, *IN_A_TEAM, KEY, GUEST])
    place = st.integers(0, 9)

    def __init__(self) -> None:
        super().__init__()
        self.policy = ApprovalPolicy()
        self.script = script()
        for row in self.script.sentences:
            row.changes = []
        self.drafts = [snapshot(self.script)]
        self.yes: dict[str, dict[Yes, dict[str, Role | None]]] = {}
        """By sentence id: each yes not taken back; by content, what its person was when giving it.

        Where a passage has moved, one person says yes to the same words again, perhaps as something else.
        """
        self.let: dict[tuple[str, str], set[tuple[str, str]]] = {}
        """By sentence id and content: who let it through."""
        self.author: dict[str, tuple[str, str]] = {}
        """By sentence id: who changed it last."""

    def pick(self, number: int) -> tuple[Any, Sentence]:
        found = self.script.segments[number % len(self.script.segments)]
        return found, found.sentences[number % len(found.sentences)]

    @rule(policy=POLICIES)
    def change_policy(self, policy: ApprovalPolicy) -> None:
        self.policy = policy
        self.script.change_policy(PEOPLE[0], policy)

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
        said = self.yes.setdefault(row.id, {})
        if row.approved_by(by):  # not where the policy leaves it to others
            roles = said.setdefault((by.kind, by.id, words(row)), {})
            roles.setdefault(row.computed_hash(), Role.OWNER if by.grants else by.role)

    @rule(who=st.lists(people, min_size=1, max_size=5), let=people, policy=POLICIES)
    def clear_everything(self, who: list[Principal], let: Principal, policy: ApprovalPolicy) -> None:
        """Several review all of it, as people do; what is blocked is let through by one of them."""
        self.change_policy(policy)
        for row in self.script.sentences:
            self.let_one_through(row, let)
        for number in range(len(self.script.segments)):
            for by in who:
                self.approve(number, by, fresh=True)

    @rule(by=people, fresh=st.booleans())
    def approve_quotes(self, by: Principal, fresh: bool) -> None:
        quotes = self.script.quotes_for(by)
        try:
            self.script.approve_quotes(by, hash_of(quotes if fresh else quotes[1:]))
        except Refused:
            return
        assert fresh
        assert not any(row.findings for row in quotes)
        for row in quotes:
            self._yes(row, by)

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
            kept = self.yes.get(each.id, {}).items()
            self.yes[each.id] = {yes: roles for yes, roles in kept if yes[2] != words(each)}

    @rule(number=place, by=people)
    def override(self, number: int, by: Principal) -> None:
        self.let_one_through(self.pick(number)[1], by)

    def let_one_through(self, row: Sentence, by: Principal) -> None:
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

    @rule(number=place, quotes=st.lists(st.sampled_from(NEW), max_size=2), left=st.sampled_from([10.0, 30.0]))
    def follow_a_new_version(self, number: int, quotes: list[str], left: float) -> None:
        """Another version of the paper, in which passages stand elsewhere, are reworded, or are gone."""
        _, row = self.pick(number)
        ids = {span.version_id for span in row.evidence}
        old, new = paper(*QUOTES, left=10.0), paper(*quotes, left=left)
        for old_id in sorted(ids):
            move = Move("document", old_id, f"{old_id}'", 1, 2, old, new, "en")
            move._align()
            move.take_along(row)
        examine(row)

    @rule()
    def keep_a_draft(self) -> None:
        self.drafts.append(snapshot(self.script))

    @rule(number=place)
    def restore_a_draft(self, number: int) -> None:
        """What an earlier draft said stands again, its authors with it; what was said yes to then counts."""
        kept = self.drafts[number % len(self.drafts)]
        before = {row.id: row.computed_hash() for row in self.script.sentences}
        restore(self.script, kept)
        for part in kept["segments"]:
            for each in part["sentences"]:
                if before.get(each["id"]) != each["content_hash"]:
                    self.author[each["id"]] = tuple(each["author"])
                if each["id"] not in before:
                    self.yes.pop(each["id"], None)

    @rule(number=place, by=people)
    def leave_out(self, number: int, by: Principal) -> None:
        if len(self.script.segments) > 1:
            self.script.leave_out(self.pick(number)[0], by)

    def may(self, row: Sentence, policy: ApprovalPolicy) -> bool:
        """Whether the policy lets this content be spoken, by what was written down beside."""
        let = self.let.get((row.id, row.computed_hash()), set())
        blocking = [finding for finding in row.findings if finding["severity"] == "block"]
        given = {yes[:2]: roles for yes, roles in self.yes.get(row.id, {}).items() if yes[2] == words(row)}
        said = set(given)
        if not policy.keys_may_approve:
            said = {who for who in said if who[0] != "key"}
        if not policy.guests_may_approve:
            said = {who for who in said if who[0] != "guest"}
        if not policy.author_may_approve:
            said -= {self.author.get(row.id, ("", ""))}
        if policy.four_eyes and blocking and len(let) == 1:
            said -= let
        roles = {given[who].get(row.computed_hash()) for who in said}
        enough = len(said) >= policy.approvals and policy.required_role in {None, *roles}
        return enough and (not blocking or bool(let))

    @property
    def alike(self) -> list[ApprovalPolicy]:
        """The present policy and those that differ from it in one thing."""
        now = self.policy
        found = [
            replace(now, author_may_approve=not now.author_may_approve),
            replace(now, four_eyes=not now.four_eyes),
            replace(now, keys_may_approve=not now.keys_may_approve),
            replace(now, guests_may_approve=not now.guests_may_approve),
        ]
        found += [replace(self.policy, approvals=number) for number in (1, 2, 3)]
        found += [replace(self.policy, required_role=role) for role in (None, Role.OWNER, Role.REVIEWER)]
        return [self.policy, *found]

    @invariant()
    def approved_only_as_each_policy_asks(self) -> None:
        for row in self.script.sentences:
            for policy in self.alike:
                assert not row.approved(policy) or self.may(row, policy), (row.text, policy)

    @invariant()
    def open_only_for_what_was_approved(self) -> None:
        self.script.settle()
        if is_open(self.script):
            assert self.script.sentences
            assert all(self.may(row, self.policy) for row in self.script.sentences)

    @invariant()
    def states_say_what_the_gate_says(self) -> None:
        states = {found.state for found in self.script.segments}
        assert is_open(self.script) == (states == {"approved"})


Gate.TestCase.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
test_no_order_of_events_opens_the_gate_for_anything_else = Gate.TestCase
