"""What the words of joining are called on screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drakentemmers.accounts.labels import Labels
from drakentemmers.directory.corrections import Part
from drakentemmers.directory.joining import (
    ApplicationKind,
    ApplicationState,
    Bar,
    JoiningStep,
    Look,
    Missing,
    RefusalReason,
    Turn,
)
from drakentemmers.directory.registers.answers import Outcome

JOINING_LABELS: Labels = {
    ApplicationKind: {
        ApplicationKind.THERAPIST: _("Therapist"),
        ApplicationKind.TRAINEE: _("Trainee therapist"),
        ApplicationKind.PARTNER: _("Partner professional"),
        ApplicationKind.ORGANISATION: _("Organisation"),
    },
    ApplicationState: {
        ApplicationState.SENT: _("E-mail address not confirmed"),
        ApplicationState.CONFIRMED: _("Being looked at"),
        ApplicationState.ASKED: _("Waits for an answer of the applicant"),
        ApplicationState.FIRST_YES: _("Waits for a second yes"),
        ApplicationState.WAITING: _("Waiting time"),
        ApplicationState.OPEN: pgettext_lazy("application", "Open"),
        ApplicationState.REFUSED: _("Refused"),
        ApplicationState.WITHDRAWN: _("Taken back"),
        ApplicationState.EXPIRED: _("Expired"),
    },
    JoiningStep: {
        JoiningStep.SENT: _("Form sent"),
        JoiningStep.LINK_SENT_AGAIN: _("New link sent"),
        JoiningStep.CONFIRMED: _("E-mail address confirmed"),
        JoiningStep.NUMBER_LOOKED_UP: _("Number looked up by hand"),
        JoiningStep.REGISTER_ANSWERED: _("The register answered"),
        JoiningStep.PRACTICE_AGREED: _("The practice agrees"),
        JoiningStep.PRACTICE_DECLINED: _("The practice does not agree"),
        JoiningStep.FIRST_YES: _("First yes"),
        JoiningStep.SECOND_YES: _("Second yes"),
        JoiningStep.STOPPED: _("Stopped"),
        JoiningStep.ASKED: _("More asked"),
        JoiningStep.ANSWERED: _("Answered"),
        JoiningStep.CORRECTED: _("Corrected by the applicant"),
        JoiningStep.YES_LAPSED: _("The yes lapsed: something was corrected"),
        JoiningStep.OPENED: _("Opened"),
        JoiningStep.REFUSED: _("Refused"),
        JoiningStep.WITHDRAWN: _("Taken back"),
        JoiningStep.EXPIRED: _("Expired"),
        JoiningStep.REPLACED: _("Replaced by another form"),
    },
    Part: {
        Part.KIND: _("As what"),
        Part.NAME: _("Name"),
        Part.SUPERVISOR: _("Supervised by"),
        Part.WHY: _("Why"),
        Part.WORKPLACE: _("Practice or organisation"),
        Part.ORGANISATION_KIND: _("Kind of organisation"),
        Part.KVK_NUMBER: _("KvK number"),
        Part.MUNICIPALITY: _("Municipality"),
        Part.REGION: _("Region"),
        Part.NUMBERS: _("Register numbers"),
    },
    RefusalReason: {
        RefusalReason.NOT_IN_REGISTER: _("We did not find the number in the register"),
        RefusalReason.MEASURE: _("The register shows a measure"),
        RefusalReason.NOT_THE_PERSON: _("The name in the register is another one"),
        RefusalReason.NOT_OUR_FIELD: _("The work does not fit this network"),
        RefusalReason.NO_ANSWER: _("No answer to our question"),
        RefusalReason.OTHER: _("Another reason"),
    },
    Look: {
        Look.FOUND: _("Found: number and name agree, no measure"),
        Look.OTHER_NAME: _("Found under another name"),
        Look.NOT_FOUND: _("Not found"),
        Look.MEASURE: _("Found with a measure"),
    },
    Missing: {
        Missing.NO_NUMBER: _("A therapist needs a number in BIG, SKJ, NIP or NVO. Ask for it."),
        Missing.NOT_LOOKED_UP: _(
            "Look every number up in its register first, and write down what you found."
        ),
        Missing.ONE_PAIR_OF_EYES: _("A second person looks every number up as well, before the second yes."),
        Missing.NOT_AS_SAID: _("Somebody found something else in a register. Ask the applicant, or refuse."),
        Missing.NUMBER_TAKEN: _("Somebody else in the network has one of these numbers. Ask the applicant."),
        Missing.KVK_TAKEN: _("An organisation in the network has this KvK number. Ask the applicant."),
        Missing.PRACTICE_WAITS: _("The practice has not said yet whether it agrees."),
        Missing.PRACTICE_SAID_NO: _("The practice does not agree. Ask the applicant, or refuse."),
    },
    Bar: {
        Bar.OWN_APPLICATION: _("This is your own application. Somebody else looks at it."),
        Bar.SAME_ORGANISATION: _("You belong to the same organisation. Somebody else looks at it."),
        Bar.GAVE_FIRST_YES: _("You gave the first yes. The second comes from somebody else."),
    },
    Outcome: {
        Outcome.FOUND: _("In the register"),
        Outcome.NOT_FOUND: _("Not in the register"),
        Outcome.STRUCK_OFF: _("Registration has ended"),
        Outcome.MEASURE: _("In the register with a measure"),
        Outcome.NO_ANSWER: _("No answer"),
    },
    Turn: {
        Turn.APPLICANT: _("It is your turn"),
        Turn.OFFICE: _("It is the turn of the project office"),
        Turn.CLOCK: _("The waiting time runs"),
        Turn.NOBODY: _("Nothing to do"),
    },
}
