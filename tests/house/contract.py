"""The contract: one row per route, saying who may use it with which method and how everybody else is refused.

A row reads as a sentence: `"request_edit": fills_in(ASKERS)`: the people of the asking organisation may open the
page and send its form; whoever is signed in and not among them gets 404; a stranger is sent to sign in. How to add a
row stands in docs/security.md. The names of people are those of `tests/house/stage.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from drakentemmers.accounts.rules import NETWORK, TREATING, Role

PASS, SIGN_IN, BROKEN = 200, 302, 500
UNKNOWN, FORBIDDEN, NOT_THERE, NOT_SO = 401, 403, 404, 405

STRANGERS = frozenset({"stranger", "closed account"})
ASKERS = frozenset(
    {"asker", "colleague of the asker", "coordinator of the asker", "owner of the asker"}
)  # the organisation that made the request
OWNER = frozenset({"owner of the asker"})
OWNERS = frozenset({"owner of the asker", "owner of the practice", "owner elsewhere"})
GUESTS = frozenset({"guest of the request"})
ASKER_LEADS = frozenset({"coordinator of the asker", "owner of the asker"})
ASKED = frozenset({"asked therapist"})
PRACTICE_LEADS = frozenset({"coordinator of the practice", "owner of the practice"})
OTHERS = frozenset(
    {
        "no role",
        "former owner of the asker",
        "colleague of the therapist",
        "member of the practice",
        "other therapist",
        "former therapist",
    }
)
THERAPISTS = frozenset({"asked therapist", "other therapist"})  # with a profile and an offer of their own
ELSEWHERE = frozenset(f"{role} elsewhere" for role in Role)  # each role in another organisation and region
REQUESTING = (
    ASKERS
    | PRACTICE_LEADS
    | {"member of the practice", "owner elsewhere", "coordinator elsewhere", "member elsewhere"}
)
OFFICE = frozenset({"project_lead elsewhere", "administrator elsewhere"})
ADMINISTRATORS = frozenset({"administrator elsewhere"})
EDITORS = frozenset({"editor elsewhere", "administrator elsewhere"})
LOG_KEEPERS = frozenset({"log_manager elsewhere"})
REGION_LEAD = frozenset({"region lead of the asker"})
LEADS = REGION_LEAD | {"project_lead elsewhere"}  # hold the rounds in which the request of the stage waits
FREEZERS = frozenset({"log_manager elsewhere", "administrator elsewhere"})
HELPERS = (
    REQUESTING
    | ASKED
    | {f"{role} elsewhere" for role in TREATING | NETWORK | {Role.REGION_LEAD}}
    | {"colleague of the therapist", "other therapist", "region lead of the asker"}
)  # who may ask for emergency access
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = ASKERS | ASKED | PRACTICE_LEADS | OTHERS | ELSEWHERE | GUESTS | REGION_LEAD
EVERYBODY = SIGNED_IN | STRANGERS


@dataclass(frozen=True)
class Door:
    """One method of one route: whom it lets through, and what the others who are signed in get."""

    lets_in: frozenset[str]
    otherwise: int = NOT_THERE
    asked_why: frozenset[str] = frozenset()  # may know of it, and hears 403 until there is a reason


@dataclass(frozen=True)
class Row:
    """One route. A method without a door answers 405 to whoever may know the route."""

    doors: Mapping[str, Door]
    stranger: int = SIGN_IN  # what a stranger gets where no door lets strangers in
    known_to: frozenset[str] = EVERYBODY  # to others the route does not exist, whatever the method
    says_public: bool = False  # strangers get to the view itself, though it lets none of them in
    never_post: bool = False  # below an address where nothing is ever sent to
    # What POST sends, where nothing would say nothing; {request_id} and the like come from the stage.
    form: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def is_public(self) -> bool:
        """Some method lets strangers in, so the middleware must let them pass."""
        return self.says_public or any(door.lets_in & STRANGERS for door in self.doors.values())

    def expected(self, method: str, actor: str) -> int:
        """Return what somebody gets: PASS, or how it is refused."""
        used = {"get", "head"} if self.never_post else {"get", "head", "post"}
        if method not in used and method not in self.doors:
            return NOT_SO  # refused before anything else, to anybody
        if actor in STRANGERS and not self.is_public:
            return self.stranger
        if actor not in self.known_to:
            return NOT_THERE
        door = self.doors.get("get" if method == "head" else method)
        if door is None:
            return NOT_SO
        if actor in door.lets_in:
            return PASS
        return FORBIDDEN if actor in door.asked_why else door.otherwise


def shows(who: frozenset[str], otherwise: int = NOT_THERE, **more: Any) -> Row:
    """A page to read."""
    return Row({"get": Door(who, otherwise)}, **more)


def does(who: frozenset[str], otherwise: int = NOT_THERE, **more: Any) -> Row:
    """A button: POST only."""
    return Row({"post": Door(who, otherwise)}, **more)


def fills_in(who: frozenset[str], otherwise: int = NOT_THERE, **more: Any) -> Row:
    """A page with a form that is sent to the same address."""
    return Row({"get": Door(who, otherwise), "post": Door(who, otherwise)}, **more)


def asks(who: frozenset[str], otherwise: int = NOT_THERE, **more: Any) -> Row:
    """A GET of the API: a stranger hears 401."""
    return shows(who, otherwise, stranger=UNKNOWN, never_post=True, **more)


OURS = {
    "healthz": shows(EVERYBODY),
    "readyz": shows(EVERYBODY),
    "home": shows(EVERYBODY),
    "search": shows(EVERYBODY),
    "search_suggest": shows(EVERYBODY),
    "accessibility": shows(EVERYBODY),
    "safe_use": shows(EVERYBODY),
    "privacy": shows(EVERYBODY),
    "report_a_leak": shows(EVERYBODY),
    "robots": shows(EVERYBODY),
    "about": shows(EVERYBODY),
    "for_therapists": shows(EVERYBODY),
    "for_institutions": shows(EVERYBODY),
    "for_municipalities": shows(EVERYBODY),
    "for_partners": shows(EVERYBODY),
    "contact": shows(EVERYBODY),
    "open_data": shows(EVERYBODY),
    "security_txt": shows(EVERYBODY),
    "processing_register": shows(EVERYBODY),
    "risks": shows(EVERYBODY),
    "styleguide": shows(EVERYBODY),
    "set_look": does(EVERYBODY),
    "favicon": shows(EVERYBODY),
    # Signing in (allauth).
    "account_login": fills_in(EVERYBODY),
    "account_signup": fills_in(EVERYBODY),
    "account_logout": fills_in(EVERYBODY),
    "account_inactive": shows(EVERYBODY),
    "account_asleep": shows(EVERYBODY),
    "account_reset_password": fills_in(EVERYBODY),
    "account_reset_password_done": shows(EVERYBODY),
    "account_reset_password_from_key": fills_in(EVERYBODY),
    "account_reset_password_from_key_done": shows(EVERYBODY),
    "mfa_login_webauthn": fills_in(SIGNED_IN, SIGN_IN, says_public=True),  # the second half of signing in:
    "mfa_authenticate": fills_in(SIGNED_IN, SIGN_IN, says_public=True),  # without the first, back to it
    "organisation_find": fills_in(EVERYBODY),
    "organisation_door": shows(EVERYBODY),
    "organisation_start": shows(EVERYBODY),
    "openid_connect_callback": shows(EVERYBODY),
    "invitation": fills_in(EVERYBODY),
    # Joining.
    "join": shows(EVERYBODY),
    "join_form": fills_in(EVERYBODY),
    "join_sent": shows(EVERYBODY),
    "join_again": does(EVERYBODY),
    "join_confirm": fills_in(EVERYBODY),
    "my_application": fills_in(SIGNED_IN),
    "application_correct": fills_in(SIGNED_IN),
    "join_colleague": fills_in(frozenset({"owner of the practice"}), form={"wat": "ja"}),
    "applications": shows(OFFICE),
    "application": shows(OFFICE),
    "application_deed": does(OFFICE),
    "application_number": does(OFFICE),
    "registers": shows(OFFICE),
    "identity_providers": shows(ADMINISTRATORS),
    "identity_provider_add": fills_in(ADMINISTRATORS),
    "identity_provider": fills_in(ADMINISTRATORS),
    # My account: how one signs in oneself, nobody else's.
    "account": shows(SIGNED_IN),
    "usersessions_list": shows(SIGNED_IN),
    "sessions_end": does(SIGNED_IN),
    "session_end": does(frozenset({"asker"})),  # one's own
    "device_forget": does(frozenset({"asker"})),
    "account_reauthenticate": fills_in(SIGNED_IN),
    "person_wake": does(ADMINISTRATORS),
    "go_on": shows(SIGNED_IN),
    "my_data": shows(SIGNED_IN),
    "my_data_copy": does(SIGNED_IN),
    "consent": does(SIGNED_IN),
    "removal_ask": does(SIGNED_IN),
    "removal_cancel": does(SIGNED_IN),
    "session_alive": does(SIGNED_IN),
    "mfa_index": shows(SIGNED_IN),
    "second_factor_set_up": shows(SIGNED_IN),
    "mfa_add_webauthn": fills_in(SIGNED_IN),
    "mfa_edit_webauthn": fills_in(NOBODY),  # somebody else's
    "mfa_remove_webauthn": fills_in(NOBODY),  # somebody else's
    "mfa_activate_totp": fills_in(SIGNED_IN),
    "totp_picture": shows(NOBODY),  # nobody is just setting one up
    "mfa_deactivate_totp": fills_in(SIGNED_IN),
    "mfa_view_recovery_codes": shows(NOBODY),  # nobody has codes yet
    "mfa_download_recovery_codes": shows(NOBODY),  # the same
    "mfa_generate_recovery_codes": fills_in(SIGNED_IN),
    "account_change_password": fills_in(SIGNED_IN),
    "account_set_password": fills_in(SIGNED_IN),
    # What waits for me.
    "my_work": shows(SIGNED_IN),
    "notifications": fills_in(SIGNED_IN),
    "notification_open": does(frozenset({"asker"})),  # one's own line
    "mail_preferences": fills_in(
        SIGNED_IN,
        form={"questions": "daily", "places": "bell", "network": "bell", "begins": "20:00", "ends": "07:00"},
    ),
    "mail_again": does(SIGNED_IN),
    "unsubscribe": fills_in(EVERYBODY),
    "outbox": shows(ADMINISTRATORS),
    "outbox_mail": does(ADMINISTRATORS, form={"deed": "drop"}),
    "office": shows(OFFICE | EDITORS | LOG_KEEPERS),
    "give_reason": does(ASKERS | ASKED | OFFICE | GUESTS, form={"kind": "request", "pk": "{request_id}"}),
    "emergencies": Row({"get": Door(HELPERS | FREEZERS), "post": Door(HELPERS)}),
    "emergency_grant": does(FREEZERS),
    "emergency_refuse": does(FREEZERS),
    "emergency_withdraw": does(FREEZERS),
    "emergency_stop": does(FREEZERS),
    "factor_resets": fills_in(ADMINISTRATORS | OWNERS),
    "factor_reset_agree": does(ADMINISTRATORS),
    "factor_reset_stop": does(ADMINISTRATORS | OWNER),
    "not_me": fills_in(EVERYBODY),
    "factor_reset_code": fills_in(SIGNED_IN),  # who owes none goes on
    "decoys": fills_in(FREEZERS),
    "decoy_place": does(FREEZERS),
    "decoy_removal": does(FREEZERS),
    "decoy_remove": does(FREEZERS),
    "frozen": shows(FREEZERS),
    "freeze": does(FREEZERS),
    "freeze_propose": does(FREEZERS),
    "freeze_lift": does(FREEZERS),
    # The log.
    "log": shows(LOG_KEEPERS),
    "log_export": shows(LOG_KEEPERS),
    "log_reviews": shows(LOG_KEEPERS),
    "review_sign_off": does(LOG_KEEPERS),
    "who_saw": shows(ASKERS),
    "look_report": fills_in(ASKERS),
    "printed": does(SIGNED_IN, form={"pad": "/aanvragen/{request_id}"}),
    # People and roles.
    "my_rights": shows(SIGNED_IN),
    "people": shows(ASKER_LEADS),
    "invite_person": does(OWNER),
    "invitation_change": does(OWNER, form={"wat": "opnieuw"}),
    "person": shows(OWNER),
    "role_change": does(OWNER),
    "role_extend": does(OWNER),
    "role_end": does(OWNER),
    "person_offboard": fills_in(OWNER),
    "person_hand_over": fills_in(OWNER),
    "leave_organisation": does(ASKERS),
    "people_review": shows(OWNER),
    "people_sign_off": does(OWNER),
    "rights_office": shows(OFFICE),
    "role_propose": does(OFFICE),
    "role_decide": does(OFFICE, form={"wat": "nee"}),
    "office_review": shows(OFFICE),
    "office_sign_off": does(OFFICE),
    "office_role_extend": does(OFFICE),
    "office_role_end": does(OFFICE),
    # Therapists and organisations.
    "professionals": shows(EVERYBODY),
    "professional": shows(EVERYBODY),
    "why_not": shows(EVERYBODY),
    "professional_edit": fills_in(ASKED | PRACTICE_LEADS),
    "registration_add": does(ASKED | PRACTICE_LEADS),
    "qualification_add": does(ASKED | PRACTICE_LEADS),
    "work_location_add": does(ASKED | PRACTICE_LEADS),
    "professional_part_remove": does(ASKED | PRACTICE_LEADS),
    "registration_check": does(OFFICE, form={"state": "verified"}),
    "organisation": shows(EVERYBODY),
    "organisation_edit": fills_in(ASKER_LEADS),
    "location_add": does(ASKER_LEADS),
    "address_show": does(ASKERS),
    "location_change": does(ASKER_LEADS, form={"wat": "openbaar"}),
    "directory_import": fills_in(OFFICE),
    "directory_template": shows(OFFICE),
    "directory_export": shows(OFFICE),
    "wagtaildocs_serve": shows(EVERYBODY),  # in a public collection; others: tests/home/test_media.py
    "picture": shows(EVERYBODY),
    # Pages of the editors. Public ones here; those for others: tests/knowledge/test_nobody_finds.py
    "knowledge": shows(EVERYBODY),
    "knowledge_feed": shows(EVERYBODY),
    "terms": shows(EVERYBODY),
    "knowledge_seen": does(SIGNED_IN),
    "theme": shows(EVERYBODY),
    "theme_paper": shows(EVERYBODY),
    "theme_feed": shows(EVERYBODY),
    "page": shows(EVERYBODY),
    "page_paper": shows(EVERYBODY),
    "page_useful": does(EVERYBODY, form={"nuttig": "ja"}),
    "page_keep": does(SIGNED_IN),
    "theme_follow": does(SIGNED_IN),
    "news": shows(EVERYBODY),
    "news_feed": shows(EVERYBODY),
    "news_item": shows(EVERYBODY),
    "news_paper": shows(EVERYBODY),
    "agenda": shows(EVERYBODY),
    "agenda_feed": shows(EVERYBODY),
    "event": shows(EVERYBODY),
    "event_paper": shows(EVERYBODY),
    "event_file": shows(EVERYBODY),
    "reading_list": shows(SIGNED_IN),
    "newsletters": shows(EVERYBODY),
    "newsletter": shows(EVERYBODY),
    "newsletter_join": fills_in(EVERYBODY),
    "newsletter_asked": shows(EVERYBODY),
    "newsletter_confirm": fills_in(EVERYBODY),
    "newsletter_leave": fills_in(EVERYBODY),
    "my_newsletters": fills_in(SIGNED_IN, form={"onderwerp": "{newsletter_topic_id}", "wat": "aan"}),
    "sitemap": shows(EVERYBODY),
    # Requests, questions, placements, offers.
    "requests": shows(SIGNED_IN),
    "request_new": fills_in(REQUESTING, FORBIDDEN),
    "request_forget": does(SIGNED_IN),
    "request": shows(ASKERS | ASKED | OFFICE | GUESTS),
    "guest_invite": does(ASKER_LEADS),
    "guest_end": does(ASKER_LEADS),
    "guest_uninvite": does(ASKER_LEADS),
    "request_shortlist": shows(ASKERS),
    "private_note": fills_in(ASKERS | ASKED),
    "request_step_aside": does(ASKERS | ASKED | OFFICE | {"guest of the request"}),
    "kept_apart": fills_in(OFFICE | {"owner of the asker"}),
    "kept_apart_end": does(OFFICE | {"owner of the asker"}),
    "interests": fills_in(SIGNED_IN),
    "interest_over": does(NOBODY),  # somebody else's
    "request_edit": fills_in(ASKERS),
    "request_open": does(ASKERS),
    "request_close": does(ASKERS),
    "request_ask": fills_in(ASKERS),
    "client_declined": does(ASKERS),
    "question_accept": does(ASKED),
    "question_hold": does(ASKED),
    "question_decline": does(ASKED),
    "question_withdraw": does(ASKERS),
    "question_again": does(ASKERS),
    "question_confirm": does(ASKERS),
    "placement_start": does(ASKERS | ASKED),
    "placement_continue": does(ASKERS | ASKED),
    "placement_end": does(ASKERS | ASKED),
    # Rounds: the lead of the region, and the project lead.
    "rounds": fills_in(LEADS, form={"regio": "pr-flevoland"}),
    "rounds_compare": shows(LEADS),
    "round": shows(LEADS),
    "round_progress": shows(LEADS),
    "round_change": fills_in(LEADS, form={"wat": "opnieuw"}),
    "round_send": fills_in(LEADS),
    "round_what_if": shows(LEADS),
    "round_fairness": shows(LEADS),
    "round_line": shows(LEADS),
    "saved_searches": shows(REQUESTING),
    "search_new": fills_in(REQUESTING),
    "search_rename": does(frozenset({"asker"})),  # one's own
    "search_pause": does(frozenset({"asker"})),
    "search_resume": does(frozenset({"asker"})),
    "search_remove": does(frozenset({"asker"})),
    "search_restore": does(frozenset({"asker"})),
    "offer": fills_in(THERAPISTS),
    "offer_confirm": does(THERAPISTS),
    "offer_raise": does(THERAPISTS),
    "offer_close": does(THERAPISTS),
    "offer_reopen": does(THERAPISTS),
    "offer_link": fills_in(EVERYBODY),
}
API = {
    "api-v1:openapi-json": shows(EVERYBODY, never_post=True),
    "api-v1:api-root": shows(frozenset(), stranger=NOT_THERE, never_post=True),
    "api-v1:regions": asks(SIGNED_IN),
    "api-v1:municipalities": asks(SIGNED_IN),
    "api-v1:professionals": asks(SIGNED_IN),
    "api-v1:professional": asks(SIGNED_IN),
    "api-v1:organisation": asks(SIGNED_IN),
    "api-v1:matches": asks(SIGNED_IN),
    "api-v1:requests": asks(SIGNED_IN),
    "api-v1:request_details": Row(
        {"get": Door(ASKERS | ASKED, asked_why=OFFICE)}, stranger=UNKNOWN, never_post=True
    ),
}


def contract() -> dict[str, Row]:
    """Return every row, by the name of its route."""
    from tests.house.contract_admin import ADMIN

    return OURS | API | ADMIN
