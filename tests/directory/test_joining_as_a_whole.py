"""Any order of deeds by any number of people: what must always hold of applications, holds."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from drakentemmers.accounts.models import Membership, User
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.audit.models import Event
from drakentemmers.directory.actions.applications import (
    answer_office,
    confirm_address,
    digest_of,
    send_application,
    send_link_again,
    withdraw_application,
)
from drakentemmers.directory.actions.applications_office import (
    ask_applicant,
    look_up_number,
    practice_says,
    refuse,
    say_yes,
    stop,
)
from drakentemmers.directory.actions.applications_opening import Tended, tend_applications
from drakentemmers.directory.actions.applications_steps import LinkExpired, LinkUsed, NotReady, OneYesEach
from drakentemmers.directory.actions.corrections import correct_application, given_in
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import (
    UNDER_WAY,
    ApplicationKind,
    ApplicationState,
    JoiningStep,
    JoiningStepRefused,
    Look,
    RefusalReason,
    state_after,
)
from drakentemmers.directory.models import Application, ApplicationChange, ApplicationStep, NumberLook
from drakentemmers.directory.rules import Register
from drakentemmers.kernel.clock import AMSTERDAM
from drakentemmers.kernel.ids import new_id
from tests.factories.accounts import OrganisationFactory, person_with
from tests.factories.joining import filled, officers, shelter
from tests.thoroughness import RUNS, STEPS

BEGIN = datetime(2026, 11, 18, 15, 0, tzinfo=AMSTERDAM)
WAIT = timedelta(hours=24)
REFUSALS = (JoiningStepRefused, NotReady, OneYesEach, PermissionDenied, LinkUsed, LinkExpired)
CORRECTIONS = [
    {"name": "Noor Andersma"},
    {"name": "Noor Voorbeeldsma"},
    {"numbers": {Register.SKJ: "123457"}},
    {"why": "Ook voor kinderen."},
    {"practice": None, "organisation_name": "Praktijk Nieuw", "kvk_number": "23456789"},
]
EMAILS = [f"aanvrager{number}@voorbeeld.example" for number in range(3)]
which = st.integers(0, 20)
who = st.integers(0, 2)


def fingerprint() -> tuple[object, ...]:
    """Everything a refused deed must leave as it was."""
    states = tuple(Application.objects.order_by("pk").values_list("pk", "state", "first_yes_by", "opens_at"))
    return states, ApplicationStep.objects.count(), NumberLook.objects.count(), Membership.objects.count()


def corrected_name(application: Application) -> list[datetime]:
    """When the applicant corrected the name."""
    rows = ApplicationChange.objects.filter(step__application=application, part=Part.NAME)
    return list(rows.values_list("step__at", flat=True))


class Joining(RuleBasedStateMachine):
    """Three people who apply again and again, and three of the office, over some weeks."""

    @initialize()
    def begin(self) -> None:
        self.world = transaction.atomic()  # everything of one run is undone at its end
        self.world.__enter__()
        self.now = BEGIN
        self.officers = officers(3)
        self.joined = OrganisationFactory(name="Praktijk Oud", kind=OrganisationKind.PRACTICE)
        self.owner = person_with(Role.OWNER, self.joined)
        self.members_before = Membership.objects.count()
        # The office may apply too, and is of one organisation: nobody of it may then say yes.
        self.emails = [*EMAILS, self.officers[0].email]

    def teardown(self) -> None:
        if hasattr(self, "world"):
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    def attempt(self, deed, **arguments) -> None:
        """Do a deed; a refusal is fine, as long as it leaves everything as it was."""
        before = fingerprint()
        try:
            with transaction.atomic():
                deed(**arguments, now=self.now)
        except REFUSALS:
            assert fingerprint() == before

    def application(self, number: int) -> Application:
        """One of those under way, as long as there are; now and then one that ended."""
        rows = Application.objects.order_by("made_at", "pk")
        rows = (list(rows.under_way()) if number % 7 else []) or list(rows)
        return rows[number % len(rows)]

    def has_any(self) -> bool:
        return Application.objects.exists()

    @rule(number=st.integers(0, 3), kind=st.sampled_from(["new", "existing", "trainee", "shelter"]))
    def send(self, number: int, kind: str) -> None:
        email = self.emails[number]
        form = {
            "new": filled(
                email=email, kvk_number=f"1234567{number}", numbers={Register.BIG: f"1901234{number}725"}
            ),
            "existing": filled(email=email, practice=self.joined, organisation_name="", kvk_number=""),
            "trainee": filled(email=email, kind=ApplicationKind.TRAINEE, numbers={}, kvk_number=""),
            "shelter": shelter(email=email, kvk_number=f"8765432{number}"),
        }[kind]
        self.attempt(send_application, filled=form, form_key=new_id(), by=None)

    @precondition(has_any)
    @rule(number=which)
    def confirm(self, number: int) -> None:
        application = self.application(number)
        if application.state == ApplicationState.SENT:  # as if the mail were read: the token is only in there
            Application.objects.filter(pk=application.pk).update(link_digest=digest_of("token"))
        self.attempt(confirm_address, application=application, token="token")

    @precondition(has_any)
    @rule(number=which)
    def send_again(self, number: int) -> None:
        self.attempt(send_link_again, email=self.application(number).email)

    @precondition(has_any)
    @rule(number=which, by=who, found=st.sampled_from([Look.FOUND, Look.FOUND, Look.FOUND, *Look]))
    def look(self, number: int, by: int, found: Look) -> None:
        for given in self.application(number).numbers.all():
            self.attempt(look_up_number, number=given, found=found, by=self.fresh(by))

    def fresh(self, by: int) -> User:
        return User.objects.get(pk=self.officers[by].pk)

    @precondition(has_any)
    @rule(number=which, by=who)
    def yes(self, number: int, by: int) -> None:
        self.attempt(say_yes, application=self.application(number), by=self.fresh(by))

    @precondition(has_any)
    @rule(number=which, first=who, second=who)
    def walk_on(self, number: int, first: int, second: int) -> None:
        """All of the usual way that still lies ahead, so that many walks come far."""
        self.confirm(number)
        self.practice(number, agrees=True, by_owner=True)
        for by in (first, second):
            self.look(number, by, Look.FOUND)
            self.yes(number, by)

    @precondition(has_any)
    @rule(number=which, by=who)
    def ask(self, number: int, by: int) -> None:
        application = self.application(number)
        self.attempt(ask_applicant, application=application, text="Waarom?", by=self.fresh(by))

    @precondition(has_any)
    @rule(number=which, changed=st.booleans())
    def answer(self, number: int, changed: bool) -> None:
        application = self.application(number)
        numbers = (
            {Register.SKJ: "123456"}
            if changed
            else {Register(row.register): row.number for row in application.numbers.all()}
        )
        if application.user:
            self.attempt(
                answer_office, application=application, text="Daarom.", numbers=numbers, by=application.user
            )

    @precondition(has_any)
    @rule(number=which, changes=st.sampled_from(CORRECTIONS))
    def correct(self, number: int, changes: dict[str, object]) -> None:
        application = self.application(number)
        form = replace(given_in(application), **changes)
        if application.user:
            self.attempt(correct_application, application=application, filled=form, by=application.user)

    @precondition(has_any)
    @rule(number=which, by=who)
    def stop(self, number: int, by: int) -> None:
        self.attempt(stop, application=self.application(number), text="Wacht.", by=self.fresh(by))

    @precondition(has_any)
    @rule(number=which, by=who)
    def refuse(self, number: int, by: int) -> None:
        reason, application = RefusalReason.OTHER, self.application(number)
        self.attempt(refuse, application=application, reason=reason, text="Nee.", by=self.fresh(by))

    @precondition(has_any)
    @rule(number=which, agrees=st.booleans(), by_owner=st.booleans())
    def practice(self, number: int, agrees: bool, by_owner: bool) -> None:
        by = User.objects.get(pk=self.owner.pk) if by_owner else self.fresh(1)
        self.attempt(practice_says, application=self.application(number), agrees=agrees, by=by)

    @precondition(has_any)
    @rule(number=which)
    def withdraw(self, number: int) -> None:
        application = self.application(number)
        self.attempt(withdraw_application, application=application, by=application.user)

    @rule(hours=st.sampled_from([1, 12, 25, 25, 200]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tend_applications(now=self.now)
        assert tend_applications(now=self.now) == Tended()

    @invariant()
    def the_state_is_that_of_the_steps(self) -> None:
        if not hasattr(self, "world"):
            return
        for application in Application.objects.prefetch_related("steps"):
            state = ApplicationState.SENT
            for step in list(application.steps.all()):
                if step.step != JoiningStep.SENT:
                    state = state_after(state, JoiningStep(step.step))
            assert state == application.state

    @invariant()
    def nothing_opened_without_two_people_and_the_wait(self) -> None:
        if not hasattr(self, "world"):
            return
        for application in Application.objects.filter(state=ApplicationState.OPEN).prefetch_related("steps"):
            yes = {
                step.step: step
                for step in application.steps.all()
                if step.step in (JoiningStep.FIRST_YES, JoiningStep.SECOND_YES, JoiningStep.OPENED)
            }
            first, second, opened = (
                yes[step] for step in (JoiningStep.FIRST_YES, JoiningStep.SECOND_YES, JoiningStep.OPENED)
            )
            assert first.by_id != second.by_id
            assert application.user_id not in (first.by_id, second.by_id)
            assert opened.at - second.at >= WAIT
            for number in application.numbers.all():
                assert number.looks.filter(found=Look.FOUND).count() >= 2
            assert application.practice is None or application.practice_agrees
            corrected = [step.at for step in application.steps.all() if step.step == JoiningStep.CORRECTED]
            assert all(at <= first.at <= second.at for at in corrected)
            looks = NumberLook.objects.filter(number__application=application)
            assert all(look.at >= at for look in looks for at in corrected_name(application))

    @invariant()
    def only_who_was_opened_belongs_somewhere(self) -> None:
        if not hasattr(self, "world"):
            return
        opened = set(
            Application.objects.filter(state=ApplicationState.OPEN).values_list("user_id", flat=True)
        )
        fresh = Membership.objects.order_by("pk").exclude(user__in=[*self.officers, self.owner])
        assert set(fresh.values_list("user_id", flat=True)) <= opened

    @invariant()
    def one_application_under_way_for_an_address(self) -> None:
        if not hasattr(self, "world"):
            return
        under_way = Application.objects.filter(state__in=UNDER_WAY).values_list("email", flat=True)
        assert max(Counter(under_way).values(), default=0) <= 1

    @invariant()
    def every_step_has_its_log_line(self) -> None:
        if not hasattr(self, "world"):
            return
        assert (
            ApplicationStep.objects.count()
            == Event.objects.filter(action__in=[f"application.{step}" for step in JoiningStep]).count()
        )


@pytest.mark.django_db
def test_whatever_people_do_what_must_hold_holds():
    run_state_machine_as_test(
        Joining,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
