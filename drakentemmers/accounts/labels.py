"""What roles and kinds of organisation are called on screen."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.rules import OrganisationKind, Role

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
