"""The words of expertise and the rules about register numbers. Pure.

Values are stored as text and as bits (a member's bit is its place): never change, move or remove a member,
only add at the end.
"""

from enum import StrEnum


class ClientGroup(StrEnum):
    """Who is treated: an age band, or several people of one family together."""

    CHILD_0_5 = "child_0_5"
    CHILD_6_12 = "child_6_12"
    YOUTH_13_18 = "youth_13_18"
    ADULT = "adult"
    PARENT_CHILD = "parent_child"
    FAMILY = "family"
    COUPLE = "couple"


class ClientRole(StrEnum):
    """On which side of the violence the client stood. Some stood on both."""

    VICTIM = "victim"
    PERPETRATOR = "perpetrator"


class Problem(StrEnum):
    """What is treated. Asking for both means: trauma and attachment by one therapist."""

    TRAUMA = "trauma"
    ATTACHMENT = "attachment"


class Setting(StrEnum):
    """Where treatment takes place."""

    SHELTER = "shelter"
    HOMELESS_SHELTER = "homeless_shelter"
    MDA = "mda"
    AMBULATORY = "ambulatory"
    ONLINE = "online"


class Method(StrEnum):
    """Treatment methods, by the names the field uses."""

    EMDR = "emdr"
    TF_CBT = "tf_cbt"
    NET = "net"
    KIDNET = "kidnet"
    WRITEJUNIOR = "writejunior"
    IMAGINARY_EXPOSURE = "imaginary_exposure"
    IMAGERY_RESCRIPTING = "imagery_rescripting"
    STAIR = "stair"
    SCHEMA_THERAPY = "schema_therapy"
    BEPP = "bepp"
    PCIT = "pcit"
    CPP = "cpp"
    FFT = "fft"
    EFT = "eft"
    DDP = "ddp"
    THERAPLAY = "theraplay"
    BASIC_TRUST = "basic_trust"
    VIPP = "vipp"
    PLAY_THERAPY = "play_therapy"
    ARTS_THERAPY = "arts_therapy"
    PSYCHOMOTOR = "psychomotor"
    SLEEPING_DOGS = "sleeping_dogs"
    SYSTEM_THERAPY = "system_therapy"
    GROUP_TREATMENT = "group_treatment"


class Language(StrEnum):
    """Languages of treatment, ISO 639-1 (sgn: Dutch sign language)."""

    DUTCH = "nl"
    ENGLISH = "en"
    ARABIC = "ar"
    TURKISH = "tr"
    POLISH = "pl"
    UKRAINIAN = "uk"
    RUSSIAN = "ru"
    FRENCH = "fr"
    GERMAN = "de"
    SPANISH = "es"
    PORTUGUESE = "pt"
    ITALIAN = "it"
    ROMANIAN = "ro"
    BULGARIAN = "bg"
    HUNGARIAN = "hu"
    CHINESE = "zh"
    VIETNAMESE = "vi"
    TIGRINYA = "ti"
    AMHARIC = "am"
    SOMALI = "so"
    DARI = "fa"
    PASHTO = "ps"
    KURDISH = "ku"
    URDU = "ur"
    HINDI = "hi"
    TAMIL = "ta"
    PAPIAMENTO = "pap"
    FRISIAN = "fy"
    SIGN_LANGUAGE = "sgn"


class Gender(StrEnum):
    """Gender of a therapist, as a client may have a preference. Never asked of a client."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Funding(StrEnum):
    """Who pays for the treatment."""

    INSURANCE = "insurance"  # Zorgverzekeringswet
    YOUTH_ACT = "youth_act"  # Jeugdwet, through the municipality
    WMO = "wmo"
    LONG_TERM_CARE = "long_term_care"  # Wlz
    JUSTICE = "justice"  # forensic care
    OWN_MEANS = "own_means"
    PROJECT = "project"


class ProfessionalKind(StrEnum):
    """A trainee (aankomend behandelaar) is a full participant, with a supervising therapist."""

    THERAPIST = "therapist"
    TRAINEE = "trainee"


class RegionModel(StrEnum):
    """Three different ways to divide the country, each with a source and a date."""

    CENTRE_MUNICIPALITY = "centre_municipality"
    PROGRAMME = "programme"
    VEILIG_THUIS = "veilig_thuis"


class Register(StrEnum):
    """Professional registers."""

    BIG = "big"
    SKJ = "skj"
    NIP = "nip"
    NVO = "nvo"
    AGB = "agb"


class RegistrationState(StrEnum):
    """Whether a person of the network has checked a number in the register itself."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REJECTED = "rejected"
