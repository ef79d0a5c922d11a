"""The stage of the walk: one of everything, everybody who may come by, and secrets that must not show in a refusal."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from drakentemmers.accounts.access import Reason, WhyFrozen, WhyKept
from drakentemmers.accounts.actions.blocks import keep_organisation_from
from drakentemmers.accounts.actions.breakglass import ask_emergency
from drakentemmers.accounts.actions.factor_reset import ask_reset
from drakentemmers.accounts.actions.identity import ProviderFacts, save_provider
from drakentemmers.accounts.actions.invitations import hash_of, invite
from drakentemmers.accounts.factor_reset_link import stop_path
from drakentemmers.accounts.models import (
    Decoy,
    EmergencyAccess,
    FactorReset,
    Freeze,
    Invitation,
    KnownDevice,
    Membership,
    Organisation,
    OutgoingMail,
    User,
)
from drakentemmers.accounts.rules import OrganisationKind, Role
from drakentemmers.accounts.topics import Topic
from drakentemmers.accounts.unsubscribe import unsubscribe_url
from drakentemmers.audit.actions import record_read
from drakentemmers.audit.models import Event
from drakentemmers.directory.models import Professional, Region, RegionMunicipality, WorkLocation
from drakentemmers.directory.rules import RegistrationState
from drakentemmers.insight.models import Review
from drakentemmers.kernel.clock import local_date
from drakentemmers.kernel.models import SearchSynonyms
from drakentemmers.knowledge.actions.newsletter_mails import write_mails
from drakentemmers.knowledge.actions.sections import section
from drakentemmers.knowledge.newsletter_links import confirm_url, leave_url
from drakentemmers.matching.actions.friday_mail import token_of
from drakentemmers.matching.actions.placements import confirm
from drakentemmers.matching.actions.questions import accept, ask
from drakentemmers.matching.models import OfferLink, TreatmentRequest
from tests.factories import knowledge as made
from tests.factories import newsletter as news
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.directory import (
    LocationFactory,
    MunicipalityFactory,
    OrganisationProfileFactory,
    PlaceFactory,
    ProfessionalFactory,
    RegionFactory,
    RegistrationFactory,
    WorkLocationFactory,
)
from tests.factories.joining import confirmed, filled, sent
from tests.factories.matching import OfferFactory, open_request_by
from tests.factories.searches import saved
from tests.house.stage_members import guest_of, parts_of_roles, region_lead, round_with

SECRETS = {
    "street of the shelter": "Verborgenpad",
    "name of the location": "Schuilhuis",
    "note of the request": "Waddenzeewind",
    "e-mail of the therapist": "geheimadres@voorbeeld.example",
    "phone of the therapist": "0687654321",
    "name of the therapist's placement client": "Kersenbloesem",
    "reason of the applicant": "Zandkasteeldroom",
}


@dataclass
class Stage:
    """Objects by the name their place in an address has, and people by the name the contract gives them."""

    people: dict[str, User | None]
    parts: dict[str, str]
    below: dict[str, dict[str, str]] = field(default_factory=dict)  # beginning of an address -> its own parts

    def fill(self, address: str, kind: str, name: str) -> str:
        """Return what to put in an address that begins with `address`."""
        for beginning, parts in self.below.items():
            if address.startswith(beginning) and name in parts:
                return parts[name]
        return self.parts.get(name) or {"int": "1", "regex": "1"}.get(kind, "0123456789ab")


def build_stage() -> Stage:
    """Put everything on the stage: a shelter that asks, a practice that is asked, and the rest of the country."""
    now = timezone.now()
    today = local_date(now)
    shelter = OrganisationFactory(name="Opvang De Brug")
    region = RegionFactory(code="pr-flevoland", name="Flevoland")
    OrganisationProfileFactory(organisation=shelter, region=region)
    location = LocationFactory(
        organisation=shelter,
        street=f"{SECRETS['street of the shelter']} 1",
        name=SECRETS["name of the location"],
    )
    PlaceFactory()
    practice = OrganisationFactory(name="Praktijk De Linde", kind=OrganisationKind.PRACTICE)
    OrganisationProfileFactory(organisation=practice, region=region)
    asked = _therapist(
        "Behandelaar Gevraagd",
        practice=practice,
        email=SECRETS["e-mail of the therapist"],
        phone=SECRETS["phone of the therapist"],
    )
    other = _therapist("Behandelaar Elders")
    asker = person_with(Role.MEMBER, shelter)
    request = open_request_by(asker, now=now, note=f"Graag rust. {SECRETS['note of the request']}.")
    former = _therapist("Behandelaar Voorheen")
    question, _ = ask(request=request, professionals=[asked, former], by=asker, now=now)
    former.user.memberships.update(ends_on=today - timedelta(days=1))  # and nothing was tended since
    second = open_request_by(asker, now=now)
    type(second).objects.filter(pk=second.pk).update(
        pseudonym=SECRETS["name of the therapist's placement client"]
    )
    second.refresh_from_db()
    (yes,) = ask(request=second, professionals=[asked], by=asker, now=now)
    accept(question=yes, by=asked.user, now=now)
    yes.refresh_from_db()
    placement = confirm(question=yes, by=asker, now=now)
    registration = RegistrationFactory(professional=asked, state=RegistrationState.UNVERIFIED)
    link = OfferLink.objects.create(
        offer=asked.offer, week=today - timedelta(days=today.weekday()), sent_at=now
    )
    application = confirmed(
        filled(practice=practice, organisation_name="", why=f"{SECRETS['reason of the applicant']}."), now=now
    )
    _, sent_token = sent(filled(email="nog.niet@voorbeeld.example", numbers={}), now=now)
    number = application.numbers.get()
    guest = guest_of(request)
    reset = _reset(shelter)
    return Stage(
        people=_people(shelter, practice, asker, asked, other, today)
        | {
            "guest of the request": guest,
            "former therapist": former.user,
            "region lead of the asker": region_lead(),
        },
        parts={
            "request_id": request.pk,
            "id": request.pk,
            "question_id": question.pk,
            "placement_id": placement.pk,
            "professional_id": asked.pk,
            "purpose": "public_contact",
            "organisation_id": shelter.pk,
            "location_id": location.pk,
            "registration_id": registration.pk,
            "part": "werkplek",
            "part_id": WorkLocation.objects.filter(professional=asked).get().pk,
            "token": token_of(link),
            "device_id": KnownDevice.objects.create(user=asker).pk,
            "user_id": str(other.user.pk),
            "notification_id": str(asker.notifications.latest("pk").pk),
            "mail_id": OutgoingMail.objects.latest("created_at").pk,
            "freeze_id": Freeze.objects.create(user=UserFactory(), at=now, why=WhyFrozen.BUDGET).pk,
            "application_id": application.pk,
            "number_id": number.pk,
            "way": "behandelaar",
            "deed": "ja",
            "what": "gezien",
            "provider_id": _provider(shelter),
            "decoy_id": Decoy.objects.create(
                kind="request", organisation=shelter, proposed_by=UserFactory(), proposed_at=now
            ).pk,
            "emergency_id": _emergency(shelter).pk,
            "reset_id": reset.pk,
            "block_id": keep_organisation_from(
                user=UserFactory(), organisation=shelter, why=WhyKept.FAMILY, by=None, now=now
            ).pk,
            "search_id": saved(now, asker).pk,
            "kind": "behandelaars",
            "extension": "csv",
            "newsletter_topic_id": str(news.topic().pk),
            "theme_id": str(made.theme("Voor een kopie").pk),
        },
        below={
            "/logboek/wie/": {
                "kind": "aanvraag",
                "record_id": request.pk,
                "event_id": str(_look(request).pk),
            },
            "/logboek/controle/": {"review_id": _review(now).pk},
            "/api/v1/professionals/": {"id": asked.pk},
            "/api/v1/organisations/": {"id": shelter.pk},
            "/rondes/": round_with(request, shelter),
            "/niet-ik/": {"token": stop_path(reset).rpartition("/")[2]},
            "/afmelden/": {"token": unsubscribe_url(asker, [Topic.PLACES]).rpartition("/")[2]},
            "/aanmelden/bevestigen/": {"token": sent_token},
            "/uitnodiging/": {"token": _invitation(shelter)},
            "/account/beveiliging/apparaten/": {"pk": str(_session_row_of(asker).pk)},
            **_parts_of_knowledge(),
            "/account/beveiliging/passkeys/": {"pk": str(_passkey_of(UserFactory()).pk)},
        }
        | parts_of_roles(shelter, request)
        | _parts_of_the_admin(region, asker),
    )


def _parts_of_knowledge() -> dict[str, dict[str, str]]:
    """A public page of each kind that has an address of its own; the theme stands for pages by number."""
    theme = made.theme("Hechting", slug="hechting")
    page = made.page(below=theme, slug="een-pagina")
    parts = {"theme": theme.slug, "slug": page.slug, "page_id": str(theme.pk)}
    return {
        "/kennis/": parts,
        "/nieuws/": {"slug": made.news().slug},
        "/agenda/": {"slug": made.event().slug},
        **_parts_of_newsletters(),
    }


def _parts_of_newsletters() -> dict[str, dict[str, str]]:
    """An issue that was sent, and the links in mails of somebody who reads it."""
    topic = news.topic()
    issue, reader = news.issue(topic), news.subscriber(topic)
    now = timezone.now()
    write_mails(mailing_id=news.sending(issue, now).pk, now=now)
    return {
        "/nieuwsbrief/bevestigen/": {"token": confirm_url([reader.pk], now).rpartition("/")[2]},
        "/nieuwsbrief/afmelden/": {"token": leave_url(reader.pk, topic.pk).rpartition("/")[2]},
        "/nieuwsbrief/": {"slug": issue.slug},
        "/beheer/nieuwsbrieven/": {"issue_id": str(issue.pk)},
        "/beheer/snippets/knowledge/newslettertopic/": {"pk": str(topic.pk)},
        "/beheer/snippets/choose/knowledge/newslettertopic/": {"pk": str(topic.pk)},
    }


def _look(request: TreatmentRequest) -> Event:
    """Return that somebody of elsewhere looked at the request."""
    return record_read(request, by=UserFactory(), now=timezone.now(), action="request.read")


def _review(now: datetime) -> Review:
    """Return a look that waits for a log manager."""
    week = local_date(now) - timedelta(days=7)
    return Review.objects.create(event_id=1, week=week, actor_id="1", drawn_at=now, due_at=now)


def _invitation(shelter: Organisation) -> str:
    """Return the link of an open invitation to the shelter; only its hash is kept."""
    made = invite(
        organisation=shelter,
        email="nieuw@voorbeeld.example",
        roles=[Role.MEMBER],
        by=person_with(Role.OWNER, shelter),
        now=timezone.now(),
    )
    token = "uitnodiging-van-het-toneel"
    Invitation.objects.filter(pk=made.pk).update(token_hash=hash_of(token))
    return token


def _emergency(shelter: Organisation) -> EmergencyAccess:
    """Return a question for emergency access to everything of the shelter that waits for a second person."""
    return ask_emergency(
        organisation=shelter,
        asked_for="",
        reason=Reason.SAFETY,
        line="Iemand belt in nood",
        hours=1,
        by=person_with(Role.MEMBER),
        now=timezone.now(),
    )


def _reset(shelter: Organisation) -> FactorReset:
    """Return a question to let the second factor of somebody of the shelter fall, that waits for a second person."""
    return ask_reset(
        user=person_with(Role.MEMBER, shelter),
        line="Vanochtend gezien op het werk",
        by=person_with(Role.OWNER, shelter),
        now=timezone.now(),
    )


def _session_row_of(user: User) -> UserSession:
    return UserSession.objects.create(
        user=user, ip="127.0.0.1", session_key="elders", user_agent="Voorbeeld", data={}
    )


def _provider(shelter: Organisation) -> str:
    """Return the id of a provider that vouches for the shelter; nobody answers at its address."""
    facts = ProviderFacts(
        organisation=shelter,
        issuer="https://127.0.0.1:9",
        client_id="toneel",
        client_secret="geheim",
        domains=["toneel.example"],
        vouches_for_second_factor=False,
        is_active=True,
    )
    return save_provider(facts, by=None, now=timezone.now()).pk


def _passkey_of(user: User) -> Authenticator:
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Sleutel", "credential": {}}
    )


def _parts_of_the_admin(region: Region, somebody: User) -> dict[str, dict[str, str]]:
    """What stands in the content system: a page, a picture, a document, an area. The rest is number 1."""
    belongs = RegionMunicipality.objects.create(
        region=region, municipality=MunicipalityFactory(), source="test", valid_from=date(2026, 1, 1)
    )
    synonyms = SearchSynonyms.objects.create(words="draak, griffioen")
    content = ContentFile(b"Voorbeeld", name="voorbeeld.csv")
    document = get_document_model().objects.create(title="Voorbeeld", file=content)
    picture = get_image_model().objects.create(title="Voorbeeld", file=get_test_image_file())
    shelf, page, word = section("kennis"), made.page(), made.term()
    pages = dict.fromkeys(("page_id", "pk", "page_to_move_id"), str(page.pk))
    pages |= dict.fromkeys(("parent_page_id", "destination_id"), str(shelf.pk))
    pages |= {"content_type_app_name": "knowledge", "content_type_model_name": "themepage"}
    return {
        "/beheer/snippets/directory/regionmunicipality/": {"pk": str(belongs.pk)},
        "/beheer/snippets/choose/directory/regionmunicipality/": {"pk": str(belongs.pk)},
        "/beheer/snippets/knowledge/term/": {"pk": str(word.pk)},
        "/beheer/snippets/choose/knowledge/term/": {"pk": str(word.pk)},
        "/beheer/snippets/kernel/searchsynonyms/": {"pk": str(synonyms.pk)},
        "/beheer/snippets/choose/kernel/searchsynonyms/": {"pk": str(synonyms.pk)},
        "/beheer/snippets/": {"pk": region.pk},
        "/beheer/documents/": dict.fromkeys(("document_id", "doc_id", "pk"), str(document.pk)),
        "/beheer/api/main/documents/": {"pk": str(document.pk)},
        "/documenten/": {"document_id": str(document.pk), "document_filename": document.filename},
        "/beheer/images/": dict.fromkeys(("image_id", "pk"), str(picture.pk)) | {"filter_spec": "original"},
        "/beheer/api/main/images/": {"pk": str(picture.pk)},
        "/bestanden/": {"name": picture.file.name},
        "/beheer/users/": {"pk": str(somebody.pk)},
        "/beheer/pages/": pages,
        "/beheer/api/main/pages/": pages,
    }


def _therapist(name: str, **fields: object) -> Professional:
    now = timezone.now()
    professional = ProfessionalFactory(name=name, user=UserFactory(), **fields)
    WorkLocationFactory(professional=professional)
    OfferFactory(professional=professional, places=9, starts_on=local_date(now), confirmed_at=now)
    return professional


def _people(shelter, practice, asker, asked, other, today: date) -> dict[str, User | None]:
    former = UserFactory()
    Membership.objects.create(
        user=former,
        organisation=shelter,
        role=Role.OWNER,
        starts_on=today - timedelta(days=90),
        ends_on=today - timedelta(days=1),
    )
    closed = person_with(Role.OWNER, shelter)
    people: dict[str, User | None] = {
        "stranger": None,
        "closed account": closed,
        "no role": UserFactory(),
        "asker": asker,
        "colleague of the asker": person_with(Role.MEMBER, shelter),
        "coordinator of the asker": person_with(Role.COORDINATOR, shelter),
        "owner of the asker": person_with(Role.OWNER, shelter),
        "former owner of the asker": former,
        "asked therapist": asked.user,
        "colleague of the therapist": person_with(Role.THERAPIST, practice),
        "member of the practice": person_with(Role.MEMBER, practice),
        "coordinator of the practice": person_with(Role.COORDINATOR, practice),
        "owner of the practice": person_with(Role.OWNER, practice),
        "other therapist": other.user,
    }
    elsewhere = OrganisationFactory(name="Ver Weg")
    OrganisationProfileFactory(
        organisation=elsewhere, region=RegionFactory(code="pr-zeeland", name="Zeeland")
    )
    for role in Role:
        people[f"{role} elsewhere"] = person_with(role, elsewhere)
    return people
