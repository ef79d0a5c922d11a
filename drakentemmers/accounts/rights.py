"""What each permission and each role is called and is for, in the words of "Wat mag ik?"."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drakentemmers.accounts.labels import label
from drakentemmers.accounts.permissions import Permission
from drakentemmers.accounts.rules import Role


@dataclass(frozen=True, slots=True)
class Right:
    """A permission in words: what it is, and why it exists."""

    label: Promise
    why: Promise


P = Permission
RIGHTS: dict[Permission, Right] = {
    P.EDIT_ORGANISATION: Right(
        _("Change the page of an organisation"), _("So that others find the right place and person.")
    ),
    P.MANAGE_MEMBERS: Right(
        _("Invite and remove people of an organisation"),
        _("The organisation itself knows who works there, and who does not any more."),
    ),
    P.WAKE_ACCOUNT: Right(
        _("Wake an account that nobody used for half a year"),
        _("You know whether that colleague still works with you."),
    ),
    P.MANAGE_IDENTITY: Right(
        _("Decide which organisations let their people sign in with their account at work"),
        _("Whoever vouches for others opens the door for them."),
    ),
    P.RESET_FACTOR: Right(
        _("Ask that somebody who lost the device chooses a new second step"),
        _("You know the person, and can see or call him or her."),
    ),
    P.AGREE_TO_RESET: Right(
        _("Agree that somebody chooses a new second step"),
        _("Nobody takes somebody else's lock away alone."),
    ),
    P.VIEW_MEMBERS: Right(
        _("See who works with an organisation's data"),
        _("So that you notice when somebody should not be there."),
    ),
    P.INVITE_GUEST: Right(
        _("Let somebody from outside look along"),
        _("Sometimes one other person has to read one request, and nothing more."),
    ),
    P.GIVE_ROLES: Right(
        _("Give privileged roles, together with a colleague"),
        _("Such a role opens much. That is why two people decide."),
    ),
    P.HANDLE_FREEZE: Right(
        _("Freeze an account, and open it again together"), _("When something looks wrong, it stops first.")
    ),
    P.ASK_EMERGENCY: Right(
        _("Ask for access in an emergency"),
        _("Sometimes somebody has to help at once. A second person decides."),
    ),
    P.GRANT_EMERGENCY: Right(
        _("Decide about access in an emergency"), _("Nobody opens somebody else's work alone.")
    ),
    P.SET_BLOCK: Right(
        _("Keep somebody away from certain work"),
        _("Who has an interest of his or her own should not look along."),
    ),
    P.KEEP_DECOYS: Right(
        _("Set out decoys"), _("Who opens what nobody works with shows himself or herself.")
    ),
    P.KEEP_OUTBOX: Right(
        _("See whether mails went out, never what they say"), _("A mail that got stuck has to be found.")
    ),
    P.USE_ADMIN: Right(_("Keep public pages and tables"), _("Somebody has to keep the texts up to date.")),
    P.SEND_NEWSLETTER: Right(
        _("Send a newsletter"), _("Two people have read it before it can go to everybody who asked for it.")
    ),
    P.VIEW_PROFESSIONAL: Right(
        _("See the profile of a therapist"), _("So that people find help that suits them.")
    ),
    P.EDIT_PROFESSIONAL: Right(
        _("Change the profile of a therapist"), _("Only who knows the work can keep a profile right.")
    ),
    P.VERIFY_REGISTRATION: Right(
        _("Check register numbers"), _("So that everybody in the network really is who they say.")
    ),
    P.VIEW_ADDRESS: Right(
        _("See where a location is"), _("An address that must stay secret is only for who works there.")
    ),
    P.IMPORT_DIRECTORY: Right(
        _("Bring organisations and therapists in, or take them out"),
        _("The network's office keeps the network complete."),
    ),
    P.EDIT_AREAS: Right(_("Keep regions and municipalities"), _("Borders change now and then.")),
    P.VIEW_APPLICATION: Right(
        _("Read an application to join"), _("Whoever decides has to know what was filled in.")
    ),
    P.JUDGE_APPLICATION: Right(
        _("Say yes or no to an application"), _("Two people look before anybody comes in.")
    ),
    P.AGREE_TO_COLLEAGUE: Right(
        _("Confirm that somebody works at your practice"), _("Only the practice can know that.")
    ),
    P.HOLD_ROUND: Right(
        _("Hold a round: propose places for everybody who waits, and send the questions"),
        _("Together there are more places than one by one. A person looks before anything is sent."),
    ),
    P.FIND_THERAPIST: Right(_("Find a therapist"), _("Help close by begins with knowing who is there.")),
    P.MAKE_REQUEST: Right(_("Ask for a place"), _("In the name of your organisation, never with a name.")),
    P.VIEW_REQUEST: Right(
        _("Read a request"), _("A request tells about somebody's life. So only who helps with it reads it.")
    ),
    P.EDIT_REQUEST: Right(
        _("Change, open and close a request"), _("The organisation that asks decides what it asks.")
    ),
    P.ASK_THERAPIST: Right(
        _("Ask a therapist for a place"), _("The organisation that asks chooses, together with the client.")
    ),
    P.ANSWER_QUESTION: Right(
        _("Answer a question for a place"), _("Only you know whether you have a place.")
    ),
    P.CONFIRM_PLACEMENT: Right(
        _("Confirm a place"), _("The organisation that asks agrees it with the client first.")
    ),
    P.FOLLOW_PLACEMENT: Right(
        _("Write down the start and the end of a treatment"), _("Both sides see how it goes on.")
    ),
    P.KEEP_NOTE: Right(
        _("Keep a private note with a request"), _("What only your own organisation has to remember.")
    ),
    P.SAVE_SEARCH: Right(
        _("Save a search and hear who fits"), _("So that you need not search again every week.")
    ),
    P.EDIT_OFFER: Right(_("Say how many places there are"), _("So that nobody asks in vain.")),
    P.VIEW_LOG: Right(_("Read the log"), _("Somebody has to see who looked at what, and nothing else.")),
    P.REVIEW_LOG: Right(
        _("Go through a sample of looks at sensitive records"), _("A log that nobody reads protects nobody.")
    ),
    P.SEE_WHO_SAW: Right(_("See who saw a record"), _("Whoever it belongs to may know who looked.")),
    P.REPORT_LOOK: Right(
        _("Ask the log manager about a look at a record"),
        _("You notice first that somebody had no business there."),
    ),
}
# Kinds of work, in the order of the page; every permission stands in one of them.
WORK: tuple[tuple[Promise, tuple[Permission, ...]], ...] = (
    (
        _("Requests"),
        (
            P.MAKE_REQUEST,
            P.VIEW_REQUEST,
            P.EDIT_REQUEST,
            P.ASK_THERAPIST,
            P.CONFIRM_PLACEMENT,
            P.ANSWER_QUESTION,
            P.FOLLOW_PLACEMENT,
            P.KEEP_NOTE,
            P.INVITE_GUEST,
        ),
    ),
    (
        _("Therapists and places"),
        (
            P.FIND_THERAPIST,
            P.SAVE_SEARCH,
            P.HOLD_ROUND,
            P.EDIT_OFFER,
            P.VIEW_PROFESSIONAL,
            P.EDIT_PROFESSIONAL,
        ),
    ),
    (
        _("Your organisation"),
        (
            P.VIEW_MEMBERS,
            P.MANAGE_MEMBERS,
            P.WAKE_ACCOUNT,
            P.RESET_FACTOR,
            P.EDIT_ORGANISATION,
            P.VIEW_ADDRESS,
            P.AGREE_TO_COLLEAGUE,
        ),
    ),
    (
        _("Safe handling"),
        (
            P.SEE_WHO_SAW,
            P.REPORT_LOOK,
            P.ASK_EMERGENCY,
            P.GRANT_EMERGENCY,
            P.SET_BLOCK,
            P.HANDLE_FREEZE,
            P.VIEW_LOG,
            P.REVIEW_LOG,
            P.KEEP_DECOYS,
        ),
    ),
    (
        _("Work of the project office"),
        (
            P.VIEW_APPLICATION,
            P.JUDGE_APPLICATION,
            P.VERIFY_REGISTRATION,
            P.GIVE_ROLES,
            P.IMPORT_DIRECTORY,
            P.EDIT_AREAS,
            P.USE_ADMIN,
            P.SEND_NEWSLETTER,
            P.MANAGE_IDENTITY,
            P.KEEP_OUTBOX,
            P.AGREE_TO_RESET,
        ),
    ),
)
# Who does not hold these does not read about them.
QUIET = frozenset({P.KEEP_DECOYS})
PURPOSES: dict[Role, Promise] = {
    Role.THERAPIST: _("You treat children and adults, and say which places you have."),
    Role.TRAINEE: _("You learn to treat, guided by an experienced therapist."),
    Role.SUPERVISOR: _("You guide trainees in their work."),
    Role.TRAINER: _("You teach in the name of the network."),
    Role.OWNER: _("You decide who works at your organisation, and keep its page."),
    Role.COORDINATOR: _("You keep an eye on all requests of your organisation."),
    Role.MEMBER: _("You ask for treatment in the name of your organisation."),
    Role.PARTNER: _("You work together with the network from your own organisation."),
    Role.REGION_LEAD: _("You help your region to have enough places."),
    Role.PROJECT_LEAD: _("You lead the network's office and help where things get stuck."),
    Role.POLICY_READER: _("You read figures, never about one person."),
    Role.EXPERIENCE_EXPERT: _("You think along from your own experience."),
    Role.MODERATOR: _("You keep conversations on the site safe."),
    Role.EDITOR: _("You write and keep the public pages."),
    Role.LOG_MANAGER: _("You check who looked at what. That is why you keep nothing else."),
    Role.ADMINISTRATOR: _("You keep the platform running, together with a colleague."),
    Role.SCHOOL_CONTACT: _("You are the one contact of your school or day care."),
    Role.POLICE_SENDER: _("You send notices from the police to a school, and read nothing."),
}
# For who chooses a role for somebody else.
MEANINGS: dict[Role, Promise] = {
    Role.OWNER: _("Invites people and lets them go. May also do everything a coordinator may."),
    Role.COORDINATOR: _(
        "Hears of every request, lets guests look along and keeps the page. May also do what a staff member may."
    ),
    Role.MEMBER: _("Asks for places, and reads the requests of the organisation."),
    Role.PARTNER: _("Works together with the network. Reads no requests."),
    Role.SCHOOL_CONTACT: _("Is the one contact of the school. Reads no requests."),
    Role.POLICE_SENDER: _("Sends notices to a school. Reads no requests."),
    Role.TRAINER: _("Teaches in the name of the network. Reads no requests."),
    Role.EXPERIENCE_EXPERT: _("Thinks along from experience. Reads no requests."),
    Role.REGION_LEAD: _(
        "Helps a region to have enough places, and holds its rounds. Reads of requests only what a round needs."
    ),
    Role.PROJECT_LEAD: _("Leads the project office: lets people in, gives roles, helps with requests."),
    Role.POLICY_READER: _("Reads figures, never about one person."),
    Role.MODERATOR: _("Keeps conversations on the site safe."),
    Role.EDITOR: _("Writes and keeps the public pages."),
    Role.LOG_MANAGER: _("Checks who looked at what. May not be project lead or administrator."),
    Role.ADMINISTRATOR: _(
        "Keeps the platform running, gives roles, and decides about access in an emergency."
    ),
}


def meanings_of(roles: Iterable[Role]) -> list[tuple[str, Promise]]:
    """Return what each of `roles` is called and what it lets somebody do, for who has to choose."""
    return [(label(role), MEANINGS[role]) for role in roles]
