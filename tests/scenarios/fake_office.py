"""An office in memory: a small faithful stand-in for the database, in which whole conversations are played."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from conversations.chat.effects import (
    DigestsHere,
    Disconnect,
    Effect,
    Erase,
    Join,
    JoinByPhone,
    LinkAccount,
    NoteWrongCode,
    Record,
    Rename,
    Snooze,
    Speak,
    Submit,
)
from conversations.chat.events import Event, InGroup, Shared
from conversations.chat.session import Session
from conversations.chat.step import Step, Talk
from conversations.dialogue import converse
from demo.district import DUE, ISSUED, TITLE, as_answers, sample_district, sample_form
from forms import CompiledForm, compile_workbook
from reporting.people.chat import Chat, account_number
from reporting.people.invitation import hash_code
from reporting.people.permissions import Action
from reporting.people.person import Person
from reporting.people.phones import hash_phone
from reporting.people.role import Role, RoleKind
from reporting.queries.accounts import Account as Account_row
from reporting.queries.accounts import Accounts, OwnAccounts
from reporting.queries.deletions import DeletionView
from reporting.queries.invitations import Expected, ExpectedByPhone, InvitationByCode, InvitationView
from reporting.queries.personal_data import Administrators, Holdings, OwnHoldings, UnitLeft, UnitsLeft
from reporting.queries.query import Query
from reporting.queries.reports import OwnReports, OwnSubmitted, Previous, ReportById, ReportView, UnitProgress
from reporting.queries.rounds import RoundBelow, RoundView, SupervisedRounds
from reporting.reports.report import Answer, Report, Submission
from reporting.rounds.period import Period
from reporting.rounds.round import Due, Round
from reporting.units.unit import Unit, UnitTree
from tests.scenarios.fake_register import register_reply
from tests.support import neighbours

BIGGEST_ID = 2**63


@dataclass(kw_only=True)
class Invitation:
    """A code that was given out."""

    person_id: int
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenRound:
    """A round and the form that it asks."""

    round: Round
    form: CompiledForm


@dataclass(frozen=True, kw_only=True)
class Account:
    """A chat that somebody joined from."""

    person_id: int
    joined_at: datetime
    last_used_at: datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One answer as it was recorded; never changed."""

    report_id: int
    path: str
    answer: Answer
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """One submission, and how many entries there were at that moment."""

    report_id: int
    submission: Submission
    person_id: int | None
    entries: int


def _units_as(person: Person, kind: RoleKind) -> tuple[int, ...]:
    return tuple(role.unit_id for role in person.roles if role.kind == kind)


@dataclass(kw_only=True)
class FakeOffice:
    """Answers queries, applies effects and keeps every chat's session as JSON."""

    units: UnitTree
    people: dict[int, Person] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    phones: dict[str, int | None] = field(default_factory=dict)
    """Whose each number is, by its hash; None where it is several people's."""
    accounts: dict[Chat, Account] = field(default_factory=dict)
    rounds: dict[int, OpenRound] = field(default_factory=dict)
    reports: dict[int, tuple[int, int]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    submissions: list[Submitted] = field(default_factory=list)
    snoozed: dict[int, datetime] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)
    sessions: dict[Chat, str] = field(default_factory=dict)
    wrong_codes: list[datetime] = field(default_factory=list)
    deletions: dict[int, DeletionView] = field(default_factory=dict)

    def take(self, chat: Chat, event: Event | Shared, now: datetime) -> Step:
        """Advance a chat by one event and do what it leads to."""
        if chat in self.accounts:
            self.accounts[chat] = replace(self.accounts[chat], last_used_at=now)
        step = self.talk(chat, event, now)
        self.settle(chat, step, now)
        return step

    def talk(self, chat: Chat, event: Event | Shared, now: datetime) -> Step:
        """Return what an event leads to; the session is read back from JSON as after a restart."""
        return self._talked(converse(self.session(chat), self.person_in(chat), event, now))

    def _talked(self, talk: Talk) -> Step:
        try:
            query = next(talk)
            while True:
                query = talk.send(self.reply(query))
        except StopIteration as end:
            step: Step = end.value
            return step

    def take_in_group(self, event: InGroup, now: datetime) -> Step:
        """Return what a command given in a group leads to."""
        talk = converse(Session(), self.person_in(event.sender), event, now)
        return self._talked(talk)

    def settle(self, chat: Chat, step: Step, now: datetime) -> None:
        """Write down a step: the session as JSON, then every effect."""
        person = self.person_in(chat)
        self.sessions[chat] = step.session.model_dump_json()
        for effect in step.effects:
            self.apply(chat, person.id if person else None, effect, now)

    def session(self, chat: Chat) -> Session:
        """Return where a chat stands."""
        return Session.model_validate_json(self.sessions.get(chat, "{}"))

    def person_in(self, chat: Chat) -> Person | None:
        """Return who has joined from a chat."""
        account = self.accounts.get(chat)
        return self.people[account.person_id] if account else None

    def add_person(self, name: str, kind: RoleKind, unit: Unit, code: str, expires_at: datetime) -> None:
        """Add a person with a role and an invitation."""
        person = Person(id=len(self.people) + 1, name=name, roles=(Role(kind, unit.id),))
        self.people[person.id] = person
        self.invitations[hash_code(code)] = Invitation(person_id=person.id, expires_at=expires_at)

    def open_round(
        self,
        title: str,
        form: CompiledForm,
        period: Period,
        due: Due,
        units: tuple[Unit, ...],
        opened_at: datetime,
        *,
        closed: bool = False,
    ) -> dict[int, int]:
        """Open a round with a report for each unit; returns the report ids by unit id."""
        round_ = Round(
            id=len(self.rounds) + 1,
            title=title,
            form_hash=form.content_hash,
            period=period,
            due=due,
            opened_at=opened_at,
            closed=closed,
        )
        self.rounds[round_.id] = OpenRound(round=round_, form=form)
        made = {unit.id: len(self.reports) + place for place, unit in enumerate(units, start=1)}
        self.reports.update({report_id: (round_.id, unit_id) for unit_id, report_id in made.items()})
        return made

    def apply(self, chat: Chat, person_id: int | None, effect: Effect, now: datetime) -> None:  # noqa: C901, PLR0912 -- a case for each effect
        """Do what a dialogue wants done to what is stored."""
        match effect:
            case Record(report_id=report_id, answers=answers):
                self.entries += [
                    Entry(report_id=report_id, path=path, answer=answer, person_id=person_id)
                    for path, answer in answers.items()
                ]
            case Submit(report_id=report_id, on_time=on_time):
                number = 1 + sum(each.report_id == report_id for each in self.submissions)
                self.submit(report_id, Submission(number=number, at=now, on_time=on_time), person_id)
            case Join(code_hash=code_hash):
                invitation = self.invitations[code_hash]
                assert not invitation.used
                invitation.used = True
                self.accounts[chat] = Account(person_id=invitation.person_id, joined_at=now, last_used_at=now)
            case JoinByPhone(phone_hash=phone_hash):
                person_id = self.phones[phone_hash]
                assert person_id is not None
                self.accounts[chat] = Account(person_id=person_id, joined_at=now, last_used_at=now)
            case NoteWrongCode():
                self.wrong_codes.append(now)
            case LinkAccount(code_hash=code_hash, until=until) if person_id is not None:
                self.invitations[code_hash] = Invitation(person_id=person_id, expires_at=until)
            case Disconnect(account=number) if person_id is not None:
                self._disconnect(person_id, number)
            case DigestsHere() if person_id is not None:
                self.digests[person_id] = chat.channel
            case Snooze(until=until):
                assert person_id is not None
                self.snoozed[person_id] = until
            case Rename(name=name) if person_id is not None:
                self.people[person_id] = replace(self.people[person_id], name=name)
            case Speak(language=language) if person_id is not None:
                self.people[person_id] = replace(self.people[person_id], language=language)
            case Erase() if person_id is not None:
                self._erase(person_id)
            case _:
                pass

    def _disconnect(self, person_id: int, number: int) -> None:
        for chat in [chat for chat, of in self.accounts.items() if of.person_id == person_id]:
            if account_number(chat) == number:
                del self.accounts[chat]
                self.sessions.pop(chat, None)

    def submit(self, report_id: int, submission: Submission, person_id: int | None) -> None:
        """Add a submission of everything recorded so far."""
        self.submissions.append(
            Submitted(
                report_id=report_id, submission=submission, person_id=person_id, entries=len(self.entries)
            )
        )

    def reply(self, query: Query[Any]) -> Any:  # noqa: ANN401, PLR0911 -- a reply's type is its query's business; a line for each query
        """Answer a dialogue's query."""
        match query:
            case OwnReports(person_id=person_id):
                return self.own_reports(person_id)
            case OwnSubmitted(person_id=person_id):
                return self.own_submitted(person_id)
            case ReportById(report_id=report_id):
                assert report_id < BIGGEST_ID, "a database raises for a number that it cannot hold"
                return self.view(report_id) if report_id in self.reports else None
            case SupervisedRounds(person_id=person_id):
                return self.supervised_rounds(person_id)
            case RoundBelow(round_id=round_id, unit_id=unit_id):
                assert max(round_id, unit_id) < BIGGEST_ID, (
                    "a database raises for a number that it cannot hold"
                )
                return next((each for each in self._rounds_below(unit_id) if each.round.id == round_id), None)
            case InvitationByCode(code_hash=code_hash):
                return self._invitation(code_hash)
            case ExpectedByPhone(phone_hash=phone_hash):
                return self._expected(phone_hash)
            case OwnAccounts(person_id=person_id):
                return self._accounts(person_id)
            case Administrators():
                return tuple(each for each in self.people.values() if _units_as(each, RoleKind.ADMINISTRATOR))
            case OwnHoldings(person_id=person_id):
                return self._holdings(person_id)
            case UnitsLeft(person_id=person_id):
                return self._units_left(person_id)
        return register_reply(self, query)

    def own_reports(self, person_id: int) -> tuple[ReportView, ...]:
        """Return the reports of open rounds for which a person answers."""
        units = _units_as(self.people[person_id], RoleKind.REPORTER)
        own = [
            self.view(report_id)
            for report_id, (round_id, unit_id) in self.reports.items()
            if unit_id in units and not self.rounds[round_id].round.closed
        ]
        return tuple(sorted(own, key=lambda view: (view.report.round.due.printed, view.report.id)))

    def own_submitted(self, person_id: int) -> tuple[ReportView, ...]:
        """Return what a person's units have submitted, as it was, the newest first."""
        units = _units_as(self.people[person_id], RoleKind.REPORTER)
        last = {each.report_id: each for each in self.submissions if self.reports[each.report_id][1] in units}
        newest = sorted(last.values(), key=lambda each: (each.submission.at, each.report_id), reverse=True)
        views = ((self.view(each.report_id), each.entries) for each in newest)
        return tuple(
            replace(view, report=replace(view.report, answers=self._answers(view.report.id, entries)))
            for view, entries in views
        )

    def view(self, report_id: int) -> ReportView:
        """Return a report with its form, its place in the tree and its predecessor."""
        round_id, unit_id = self.reports[report_id]
        return ReportView(
            report=self.report(report_id),
            form=self.rounds[round_id].form,
            unit_path=self.path(unit_id),
            previous=self._previous(round_id, unit_id),
        )

    def report(self, report_id: int) -> Report:
        """Return a report as it stands."""
        round_id, unit_id = self.reports[report_id]
        submitted = [each for each in self.submissions if each.report_id == report_id]
        since = self.entries[submitted[-1].entries :] if submitted else []
        return Report(
            id=report_id,
            round=self.rounds[round_id].round,
            unit=self.units[unit_id],
            answers=self._answers(report_id, len(self.entries)),
            submissions=tuple(each.submission for each in submitted),
            changed_since=any(entry.report_id == report_id for entry in since),
        )

    def supervised_rounds(self, person_id: int) -> tuple[RoundView, ...]:
        """Return the open rounds of the units that a person oversees."""
        units = self.people[person_id].units_for(Action.OVERSEE)
        outermost = sorted(each for each in units if not set(self.path(each)[1:]) & set(units))
        return tuple(view for unit_id in outermost for view in self._rounds_below(unit_id))

    def _rounds_below(self, unit_id: int) -> list[RoundView]:
        """Return the open rounds in which something at a unit or below takes part."""
        views, below = (
            [],
            {unit.id for unit in self.units.subtree(unit_id)}
            if self.units.contains(unit_id, unit_id)
            else set(),
        )
        for opened in sorted(self.rounds.values(), key=lambda each: each.round.due.printed):
            ids = [each for each, of in self.reports.items() if of[0] == opened.round.id and of[1] in below]
            if ids and not opened.round.closed:
                views.append(self.round_view(opened, unit_id, ids))
        return views

    def round_view(self, opened: OpenRound, unit_id: int, report_ids: list[int]) -> RoundView:
        reports = sorted((self.report(each) for each in report_ids), key=lambda report: report.unit.id)
        return RoundView(
            round=opened.round,
            unit=self.units[unit_id],
            unit_path=self.path(unit_id),
            form=opened.form,
            units=tuple(
                UnitProgress(report=each, reporters=self._reporters(each.unit.id)) for each in reports
            ),
        )

    def _reporters(self, unit_id: int) -> tuple[int, ...]:
        joined = {account.person_id for account in self.accounts.values()}
        return tuple(
            each.id
            for each in self.people.values()
            if unit_id in _units_as(each, RoleKind.REPORTER) and each.id in joined
        )

    def _accounts(self, person_id: int) -> Accounts:
        own = {chat: each for chat, each in self.accounts.items() if each.person_id == person_id}
        last = max(own, key=lambda chat: own[chat].last_used_at, default=None)
        return Accounts(
            all=tuple(
                Account_row(
                    channel=chat.channel,
                    joined_at=each.joined_at,
                    last_used=chat == last,
                    number=account_number(chat),
                )
                for chat, each in own.items()
            ),
            digests=self.digests.get(person_id, last.channel if last else None),
        )

    def _invitation(self, code_hash: str) -> InvitationView | None:
        invitation = self.invitations.get(code_hash)
        if invitation is None:
            return None
        person = self.people[invitation.person_id]
        role = person.roles[-1]
        return InvitationView(
            office=self._office(role.unit_id),
            unit=self.units[role.unit_id],
            person=person,
            role=role.kind,
            expires_at=invitation.expires_at,
            used=invitation.used,
        )

    def _expected(self, phone_hash: str) -> Expected | None:
        person_id = self.phones.get(phone_hash)
        if person_id is None or not self.people[person_id].roles:
            return None
        role = self.people[person_id].roles[-1]
        return Expected(
            office=self._office(role.unit_id),
            unit=self.units[role.unit_id],
            person=self.people[person_id],
            role=role.kind,
        )

    def _office(self, unit_id: int) -> str:
        path = [self.units[each] for each in self.path(unit_id)]
        offices = [unit.traits["office"] for unit in path if "office" in unit.traits]
        return offices[0] if offices else path[-1].full_name

    def _holdings(self, person_id: int) -> Holdings:
        person = self.people[person_id]
        return Holdings(
            person=person,
            units=tuple(self.units[role.unit_id] for role in person.roles),
            joined_at=min(each.joined_at for each in self.accounts.values() if each.person_id == person_id),
            answers=sum(entry.person_id == person_id for entry in self.entries),
            submissions=sum(each.person_id == person_id for each in self.submissions),
        )

    def _units_left(self, person_id: int) -> tuple[UnitLeft, ...]:
        others = [each for each in self.people.values() if each.id != person_id]
        taken = {unit for each in others for unit in _units_as(each, RoleKind.REPORTER)}
        alone = [unit for unit in _units_as(self.people[person_id], RoleKind.REPORTER) if unit not in taken]
        return tuple(
            UnitLeft(unit=self.units[unit], supervisors=self._nearest(self.path(unit), others))
            for unit in alone
        )

    def _nearest(self, path: tuple[int, ...], people: list[Person]) -> tuple[Person, ...]:
        for unit in path:
            found = tuple(each for each in people if unit in _units_as(each, RoleKind.SUPERVISOR))
            if found:
                return found
        return ()

    def _erase(self, person_id: int) -> None:
        gone = {chat for chat, account in self.accounts.items() if account.person_id == person_id}
        self.people[person_id] = Person(id=person_id, name="người đã xóa dữ liệu")
        self.accounts = {chat: each for chat, each in self.accounts.items() if chat not in gone}
        self.sessions = {chat: each for chat, each in self.sessions.items() if chat not in gone}

    def _answers(self, report_id: int, entries: int) -> dict[str, Answer]:
        return {entry.path: entry.answer for entry in self.entries[:entries] if entry.report_id == report_id}

    def _previous(self, round_id: int, unit_id: int) -> Previous | None:
        now = self.rounds[round_id]
        earlier = [
            (self.rounds[each].round.period, submitted)
            for submitted in self.submissions
            for each, unit in [self.reports[submitted.report_id]]
            if unit == unit_id
            and self.rounds[each].form.form_id == now.form.form_id
            and self.rounds[each].round.period.start < now.round.period.start
        ]
        if not earlier:
            return None
        period, last = max(earlier, key=lambda each: (each[0].start, each[1].submission.number))
        return Previous(period=period, answers=self._answers(last.report_id, last.entries))

    def path(self, unit_id: int) -> tuple[int, ...]:
        path: list[int] = []
        current: int | None = unit_id
        while current is not None:
            path.append(current)
            current = self.units[current].parent_id
        return tuple(path)


def settled_office() -> FakeOffice:
    """Return the sample district and its neighbours, settled in the order in which the database is."""
    district, form = sample_district(), sample_form()
    office = FakeOffice(units=UnitTree([*district.units, *neighbours.UNITS]))
    for member in (*district.officers, district.supervisor):
        office.add_person(member.name, member.role, member.unit, member.code, ISSUED + timedelta(days=60))
    year_before = ISSUED.replace(year=2019)
    due = Due(printed=DUE.printed.replace(year=2019))
    earlier = office.open_round(
        "Xóa mù chữ 2018", form, Period.parse("2018"), due, district.communes, year_before, closed=True
    )
    for unit_id, figures in district.figures(2018).items():
        office.apply(_NOBODY, None, Record(earlier[unit_id], as_answers(form, figures)), year_before)
        office.submit(earlier[unit_id], Submission(number=1, at=year_before, on_time=True), None)
    office.open_round(TITLE, form, Period.parse("2019"), DUE, district.communes, ISSUED)
    for name, kind, unit, code in neighbours.PEOPLE:
        office.add_person(name, kind, unit, code, neighbours.EXPIRES)
    office.invitations[hash_code(neighbours.EXPIRED_CODE)] = Invitation(
        person_id=neighbours.EXPIRED_OFFICER, expires_at=neighbours.EXPIRED_AT
    )
    for person_id, number in neighbours.PHONES.items():
        known = hash_phone(number, neighbours.PHONE_KEY)
        office.phones[known] = None if known in office.phones else person_id
    for title, period, due, unit, workbook, filename in neighbours.ROUNDS:
        asked = compile_workbook(workbook, filename=filename)
        office.open_round(title, asked, period, due, (unit,), ISSUED)
    return office


def copy_of(office: FakeOffice) -> FakeOffice:
    """Return an office in which nothing that happens changes the original."""
    return replace(
        office,
        invitations={code: replace(each) for code, each in office.invitations.items()},
        people=dict(office.people),
        accounts=dict(office.accounts),
        entries=list(office.entries),
        submissions=list(office.submissions),
        snoozed=dict(office.snoozed),
        wrong_codes=list(office.wrong_codes),
        digests=dict(office.digests),
        sessions=dict(office.sessions),
    )


_NOBODY = Chat("nowhere", "")
