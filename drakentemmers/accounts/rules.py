"""Roles and kinds of organisation: the words everything else uses. Values are stored; never change one."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does in the network. A role belongs to a membership, never to a person as such.

    Invitations keep sets of them, by place: a new role comes at the end.
    """

    THERAPIST = "therapist"
    TRAINEE = "trainee"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    OWNER = "owner"  # of an organisation: its profile and its people
    COORDINATOR = "coordinator"  # of an organisation: all its requests
    MEMBER = "member"  # of an organisation: asks for treatment
    PARTNER = "partner"
    REGION_LEAD = "region_lead"
    PROJECT_LEAD = "project_lead"
    POLICY_READER = "policy_reader"
    EXPERIENCE_EXPERT = "experience_expert"
    MODERATOR = "moderator"
    EDITOR = "editor"
    LOG_MANAGER = "log_manager"
    ADMINISTRATOR = "administrator"
    SCHOOL_CONTACT = "school_contact"
    POLICE_SENDER = "police_sender"


TREATING = frozenset({Role.THERAPIST, Role.TRAINEE, Role.SUPERVISOR})  # a supervisor is a therapist first
REQUESTING = frozenset({Role.OWNER, Role.COORDINATOR, Role.MEMBER})
COORDINATING = frozenset({Role.OWNER, Role.COORDINATOR})
NETWORK = frozenset({Role.PROJECT_LEAD, Role.ADMINISTRATOR})
GUARDING = frozenset({Role.LOG_MANAGER, Role.ADMINISTRATOR})  # look after who opens what


class OrganisationKind(StrEnum):
    """The kinds of organisation in the network (docs/glossary.md)."""

    PRACTICE = "practice"
    WOMENS_SHELTER = "womens_shelter"
    HOMELESS_SHELTER = "homeless_shelter"
    LOCAL_TEAM = "local_team"
    YOUTH_TEAM = "youth_team"
    CERTIFIED_INSTITUTION = "certified_institution"
    VEILIG_THUIS = "veilig_thuis"
    MDA = "mda"
    POLICE = "police"
    PROSECUTION = "prosecution"
    COURT = "court"
    LAWYER = "lawyer"
    MEDIATOR = "mediator"
    SCHOOL_ATTENDANCE = "school_attendance"
    EDUCATION = "education"
    CHILD_CARE = "child_care"
    SPORTS_CLUB = "sports_club"
    MENTAL_HEALTH = "mental_health"
    YOUTH_MENTAL_HEALTH = "youth_mental_health"
    ADDICTION_CARE = "addiction_care"
    PROBATION = "probation"
    VICTIM_SUPPORT = "victim_support"
    DEBT_SUPPORT = "debt_support"
    CARE_PROVIDER = "care_provider"
    VOLUNTEERS = "volunteers"
    MUNICIPALITY = "municipality"
    KNOWLEDGE_INSTITUTE = "knowledge_institute"
    TRADE_ASSOCIATION = "trade_association"
    MINISTRY = "ministry"
    VNG = "vng"


SECRET_ADDRESS_KINDS = frozenset({OrganisationKind.WOMENS_SHELTER, OrganisationKind.HOMELESS_SHELTER})
