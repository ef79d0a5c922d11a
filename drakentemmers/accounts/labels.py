"""What roles and kinds of organisation are called on screen."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.access import Reason, WhyFrozen, WhyKept
from drakentemmers.accounts.emergency import Stage
from drakentemmers.accounts.factor_reset import ResetStage
from drakentemmers.accounts.outbox import MailKind, MailState
from drakentemmers.accounts.roles import LastSeen
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.accounts.topics import How, Topic

Labels = dict[type[StrEnum], dict[StrEnum, Promise]]  # by kind first: members of two enums may have one value

LABELS: Labels = {
    Role: {
        Role.THERAPIST: _("Therapist"),
        Role.TRAINEE: _("Trainee therapist"),
        Role.SUPERVISOR: _("Supervisor"),
        Role.TRAINER: _("Trainer"),
        Role.OWNER: pgettext_lazy("role", "Owner"),
        Role.COORDINATOR: _("Coordinator"),
        Role.MEMBER: pgettext_lazy("role", "Staff member"),
        Role.PARTNER: _("Partner professional"),
        Role.REGION_LEAD: _("Region lead"),
        Role.PROJECT_LEAD: _("Project lead"),
        Role.POLICY_READER: _("Policy officer"),
        Role.EXPERIENCE_EXPERT: _("Experience expert"),
        Role.MODERATOR: _("Moderator"),
        Role.EDITOR: _("Editor"),
        Role.LOG_MANAGER: _("Log manager"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.SCHOOL_CONTACT: _("School contact"),
        Role.POLICE_SENDER: _("Police officer who sends notices"),
    },
    Topic: {
        Topic.QUESTIONS: _("Questions and answers"),
        Topic.PLACES: pgettext_lazy("topic", "Places"),
        Topic.NETWORK: _("News of the network"),
        Topic.SECURITY: _("Safety of your account"),
    },
    How: {
        How.AT_ONCE: _("Mail at once"),
        How.DAILY: _("One mail a day"),
        How.WEEKLY: _("One mail a week"),
        How.BELL: _("Only under the bell"),
    },
    MailState: {
        MailState.WAITING: pgettext_lazy("mail", "Waits"),
        MailState.CLAIMED: _("Being sent"),
        MailState.HANDING_OVER: _("Being handed over"),
        MailState.SENT: pgettext_lazy("mail", "Sent"),
        MailState.FAILED: pgettext_lazy("mail", "Not delivered"),
        MailState.UNSURE: _("Not sure whether sent"),
        MailState.DROPPED: pgettext_lazy("mail", "Dropped"),
    },
    MailKind: {
        MailKind.ACCOUNT: _("Account and signing in"),
        MailKind.INVITATION: _("Invitation"),
        MailKind.NOTICE: _("News at once"),
        MailKind.DIGEST: _("News together"),
        MailKind.WEEKLY: _("Is your place still right?"),
        MailKind.NEWSLETTER: _("Newsletter"),
    },
    Reason: {
        Reason.HELP: _("The organisation asked for help"),
        Reason.SAFETY: _("Somebody's safety"),
        Reason.COMPLAINT: _("A complaint or an incident"),
        Reason.QUALITY: _("A check of the work"),
        Reason.TECHNICAL: _("Something does not work"),
        Reason.OTHER: pgettext_lazy("reason", "Something else"),
    },
    WhyKept: {
        WhyKept.FAMILY: pgettext_lazy("interest", "Family"),
        WhyKept.FRIEND: _("Friend or neighbour"),
        WhyKept.PARTY: _("Part of the story"),
        WhyKept.COLLEAGUE: _("Colleague"),
        WhyKept.EARLIER_CLIENT: _("Client of before"),
        WhyKept.OTHER: pgettext_lazy("reason", "Something else"),
    },
    WhyFrozen: {
        WhyFrozen.BUDGET: _("Far more opened than the work asks"),
        WhyFrozen.DECOY: _("Opened what nobody works on"),
        WhyFrozen.BY_HAND: _("Frozen by hand"),
    },
    Stage: {
        Stage.ASKED: pgettext_lazy("emergency access", "Waits for a second person"),
        Stage.GRANTED: pgettext_lazy("emergency access", "Granted"),
        Stage.REFUSED: pgettext_lazy("emergency access", "Refused"),
        Stage.WITHDRAWN: pgettext_lazy("emergency access", "Taken back"),
        Stage.STOPPED: pgettext_lazy("emergency access", "Stopped"),
    },
    ResetStage: {
        ResetStage.ASKED: pgettext_lazy("second step", "Waits for a second person"),
        ResetStage.WAITING: pgettext_lazy("second step", "Two people agreed"),
        ResetStage.FALLEN: pgettext_lazy("second step", "Done"),
        ResetStage.STOPPED: pgettext_lazy("second step", "Stopped"),
        ResetStage.LAPSED: pgettext_lazy("second step", "Lapsed"),
    },
    LastSeen: {
        LastSeen.THIS_MONTH: _("this month"),
        LastSeen.THIS_QUARTER: _("the past three months"),
        LastSeen.LONGER_AGO: _("longer ago"),
        LastSeen.NEVER: _("never"),
    },
    OrganisationKind: {
        OrganisationKind.PRACTICE: _("Practice"),
        OrganisationKind.WOMENS_SHELTER: _("Women's shelter"),
        OrganisationKind.HOMELESS_SHELTER: _("Homeless shelter"),
        OrganisationKind.LOCAL_TEAM: _("Local team"),
        OrganisationKind.YOUTH_TEAM: _("Youth team"),
        OrganisationKind.CERTIFIED_INSTITUTION: _("Certified institution"),
        OrganisationKind.VEILIG_THUIS: _("Veilig Thuis"),
        OrganisationKind.MDA: _("MDA++"),
        OrganisationKind.POLICE: _("Police"),
        OrganisationKind.PROSECUTION: _("Public prosecution service"),
        OrganisationKind.COURT: _("Court"),
        OrganisationKind.LAWYER: _("Lawyer"),
        OrganisationKind.MEDIATOR: _("Mediator"),
        OrganisationKind.SCHOOL_ATTENDANCE: _("School attendance office"),
        OrganisationKind.EDUCATION: _("School"),
        OrganisationKind.CHILD_CARE: _("Child care"),
        OrganisationKind.SPORTS_CLUB: _("Sports club"),
        OrganisationKind.MENTAL_HEALTH: _("Mental health care"),
        OrganisationKind.YOUTH_MENTAL_HEALTH: _("Youth mental health care"),
        OrganisationKind.ADDICTION_CARE: _("Addiction care"),
        OrganisationKind.PROBATION: _("Probation service"),
        OrganisationKind.VICTIM_SUPPORT: _("Victim support"),
        OrganisationKind.DEBT_SUPPORT: _("Debt support"),
        OrganisationKind.CARE_PROVIDER: _("Care provider"),
        OrganisationKind.VOLUNTEERS: _("Volunteer organisation"),
        OrganisationKind.MUNICIPALITY: _("Municipality"),
        OrganisationKind.KNOWLEDGE_INSTITUTE: _("Knowledge institute"),
        OrganisationKind.TRADE_ASSOCIATION: _("Trade association"),
        OrganisationKind.MINISTRY: _("Ministry"),
        OrganisationKind.VNG: _("Association of municipalities (VNG)"),
    },
}


def find_label(labels: Labels, member: StrEnum) -> Promise | None:
    """Return the label of `member` in `labels`, or None when its kind is not labelled there."""
    return labels.get(type(member), {}).get(member)


def label(member: StrEnum) -> str:
    """Return what `member` is called on screen; KeyError when it has no label."""
    return str(LABELS[type(member)][member])


def names_of(roles: Iterable[Role]) -> str:
    """Return what `roles` are called, in the order of the enum: "Coordinator, Staff member"."""
    return ", ".join(label(role) for role in Role if role in frozenset(roles))
