"""What the words of expertise are called on screen, and a line of explanation for who does not know a method."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts import labels as accounts_labels
from drakentemmers.accounts.labels import Labels, find_label
from drakentemmers.directory.joining_labels import JOINING_LABELS
from drakentemmers.directory.numbers import NumberProblem
from drakentemmers.directory.rules import (
    ClientGroup,
    ClientRole,
    Funding,
    Gender,
    Language,
    Method,
    Problem,
    ProfessionalKind,
    RegionModel,
    Register,
    RegistrationState,
    Setting,
)

Member = TypeVar("Member", bound=StrEnum)

LABELS: Labels = {
    **JOINING_LABELS,
    ClientGroup: {
        ClientGroup.CHILD_0_5: _("Child 0 to 5 years"),
        ClientGroup.CHILD_6_12: _("Child 6 to 12 years"),
        ClientGroup.YOUTH_13_18: _("Young person 13 to 18 years"),
        ClientGroup.ADULT: _("Adult"),
        ClientGroup.PARENT_CHILD: _("Parent and child together"),
        ClientGroup.FAMILY: _("Family"),
        ClientGroup.COUPLE: _("Couple"),
    },
    ClientRole: {
        ClientRole.VICTIM: _("Underwent violence"),
        ClientRole.PERPETRATOR: _("Used violence"),
    },
    Problem: {
        Problem.TRAUMA: _("Trauma"),
        Problem.ATTACHMENT: _("Attachment"),
    },
    Setting: {
        Setting.SHELTER: _("In a women's shelter"),
        Setting.HOMELESS_SHELTER: _("In a homeless shelter"),
        Setting.MDA: _("In an MDA++ team"),
        Setting.AMBULATORY: _("At the practice"),
        Setting.ONLINE: _("Online"),
    },
    Method: {
        Method.EMDR: _("EMDR"),
        Method.TF_CBT: _("Trauma-focused CBT"),
        Method.NET: _("NET"),
        Method.KIDNET: _("KIDNET"),
        Method.WRITEJUNIOR: _("WRITEjunior"),
        Method.IMAGINARY_EXPOSURE: _("Imaginal exposure"),
        Method.IMAGERY_RESCRIPTING: _("Imagery rescripting"),
        Method.STAIR: _("STAIR"),
        Method.SCHEMA_THERAPY: _("Schema therapy"),
        Method.BEPP: _("BEPP"),
        Method.PCIT: _("PCIT"),
        Method.CPP: _("Child-parent psychotherapy (CPP)"),
        Method.FFT: _("FFT"),
        Method.EFT: _("EFT"),
        Method.DDP: _("DDP"),
        Method.THERAPLAY: _("Theraplay"),
        Method.BASIC_TRUST: _("Basic trust"),
        Method.VIPP: _("VIPP"),
        Method.PLAY_THERAPY: _("Play therapy"),
        Method.ARTS_THERAPY: _("Arts therapy"),
        Method.PSYCHOMOTOR: _("Psychomotor therapy"),
        Method.SLEEPING_DOGS: _("Sleeping Dogs"),
        Method.SYSTEM_THERAPY: _("Systemic therapy"),
        Method.GROUP_TREATMENT: _("Group treatment"),
    },
    Language: {
        Language.DUTCH: _("Dutch"),
        Language.ENGLISH: _("English"),
        Language.ARABIC: _("Arabic"),
        Language.TURKISH: _("Turkish"),
        Language.POLISH: _("Polish"),
        Language.UKRAINIAN: _("Ukrainian"),
        Language.RUSSIAN: _("Russian"),
        Language.FRENCH: _("French"),
        Language.GERMAN: _("German"),
        Language.SPANISH: _("Spanish"),
        Language.PORTUGUESE: _("Portuguese"),
        Language.ITALIAN: _("Italian"),
        Language.ROMANIAN: _("Romanian"),
        Language.BULGARIAN: _("Bulgarian"),
        Language.HUNGARIAN: _("Hungarian"),
        Language.CHINESE: _("Chinese"),
        Language.VIETNAMESE: _("Vietnamese"),
        Language.TIGRINYA: _("Tigrinya"),
        Language.AMHARIC: _("Amharic"),
        Language.SOMALI: _("Somali"),
        Language.DARI: _("Persian and Dari"),
        Language.PASHTO: _("Pashto"),
        Language.KURDISH: _("Kurdish"),
        Language.URDU: _("Urdu"),
        Language.HINDI: _("Hindi"),
        Language.TAMIL: _("Tamil"),
        Language.PAPIAMENTO: _("Papiamento"),
        Language.FRISIAN: _("Frisian"),
        Language.SIGN_LANGUAGE: _("Dutch Sign Language"),
    },
    Gender: {
        Gender.FEMALE: pgettext_lazy("gender", "Woman"),
        Gender.MALE: pgettext_lazy("gender", "Man"),
        Gender.OTHER: pgettext_lazy("gender", "Other"),
    },
    Funding: {
        Funding.INSURANCE: _("Health insurance"),
        Funding.YOUTH_ACT: _("Youth Act (municipality)"),
        Funding.WMO: _("Wmo (municipality)"),
        Funding.LONG_TERM_CARE: _("Long-term care (Wlz)"),
        Funding.JUSTICE: _("Forensic care (justice)"),
        Funding.OWN_MEANS: _("Client pays"),
        Funding.PROJECT: _("Project money"),
    },
    ProfessionalKind: {
        ProfessionalKind.THERAPIST: _("Therapist"),
        ProfessionalKind.TRAINEE: _("Trainee therapist"),
    },
    RegionModel: {
        RegionModel.CENTRE_MUNICIPALITY: _("Centre municipality for women's shelters"),
        RegionModel.PROGRAMME: _("Programme region"),
        RegionModel.VEILIG_THUIS: _("Veilig Thuis region"),
    },
    Register: {
        Register.BIG: _("BIG register"),
        Register.SKJ: _("SKJ"),
        Register.NIP: _("NIP"),
        Register.NVO: _("NVO"),
        Register.AGB: _("AGB code"),
    },
    RegistrationState: {
        RegistrationState.UNVERIFIED: _("Not checked yet"),
        RegistrationState.VERIFIED: _("Checked in the register"),
        RegistrationState.REJECTED: _("Not found in the register"),
    },
    NumberProblem: {
        NumberProblem.LOOKS_LIKE_BSN: _(
            "This looks like a citizen service number (BSN). Never fill that in here."
        ),
        NumberProblem.BIG_SHAPE: _("A BIG number has 11 digits, such as 19012345625. Check the number."),
        NumberProblem.AGB_SHAPE: _("An AGB code has 8 digits, such as 94012345. Check the number."),
        NumberProblem.KVK_SHAPE: _("A KvK number has 8 digits, such as 12345678. Check the number."),
        NumberProblem.SKJ_SHAPE: _("Fill in the SKJ number as digits only, 6 to 12 of them."),
        NumberProblem.ASSOCIATION_SHAPE: _("Fill in the membership number as digits only, 3 to 12 of them."),
    },
}

EXPLANATIONS: dict[Method, Promise] = {
    Method.EMDR: _("Calls a memory to mind while attention goes elsewhere, so that it hurts less."),
    Method.TF_CBT: _("Cognitive behavioural therapy for children with trauma, together with their parent."),
    Method.NET: _("Narrative exposure therapy: tells a whole life, and what happened gets its place in it."),
    Method.KIDNET: _("Narrative exposure therapy for children, with a rope for life, flowers and stones."),
    Method.WRITEJUNIOR: _("Child and therapist write down together what happened."),
    Method.IMAGINARY_EXPOSURE: _("Goes back to the memory in thought, until the fear becomes less."),
    Method.IMAGERY_RESCRIPTING: _("Gives a memory another ending in thought."),
    Method.STAIR: _("Skills for feelings and relations, before or beside trauma treatment."),
    Method.SCHEMA_THERAPY: _("Changes patterns that began early in life."),
    Method.BEPP: _("Brief eclectic psychotherapy: exposure, meaning and a farewell ritual."),
    Method.PCIT: _("Parent-child interaction therapy: the parent is coached live while they play."),
    Method.CPP: _("Child-parent psychotherapy: for young children, together with the parent."),
    Method.FFT: _("Functional family therapy: for families with a young person."),
    Method.EFT: _("Emotionally focused therapy: about the bond in a couple or family."),
    Method.DDP: _("Dyadic developmental psychotherapy: attachment, with child and carer together."),
    Method.THERAPLAY: _("Play of parent and child that builds the bond."),
    Method.BASIC_TRUST: _("Strengthens attachment by helping parents to name what their child feels."),
    Method.VIPP: _("Short video feedback at home, for more sensitive parenting."),
    Method.SLEEPING_DOGS: _("Prepares severely traumatised children who do not want to talk about it yet."),
    Method.PSYCHOMOTOR: _("Works through movement and the body."),
}


def label(member: StrEnum) -> str:
    """Return what `member` (of this app or of accounts) is called on screen; KeyError when it has no label."""
    found = find_label(LABELS, member)
    return accounts_labels.label(member) if found is None else str(found)


def labels_of(members: Iterable[StrEnum]) -> list[str]:
    """Return the labels of a set of members, in the order in which their kind names them."""
    return [label(member) for member in in_order(members)]


def in_order(members: Iterable[Member]) -> list[Member]:
    """Return members of one kind in the order in which their kind names them."""
    members = list(members)
    return sorted(members, key=list(type(members[0])).index) if members else []


def choices_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return every value of `kind` with its label, in order, as a form wants them."""
    return [(member.value, label(member)) for member in kind]


def explanation(method: Method) -> str:
    """Return a line that says what `method` is; empty when its name says enough."""
    return str(EXPLANATIONS.get(method, ""))
