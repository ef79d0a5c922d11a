"""What people hear about their roles. Neutral: no name of an organisation, no work, no reason."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drakentemmers.accounts.actions.notifications import notify
from drakentemmers.accounts.models import Membership, Organisation, User
from drakentemmers.accounts.rules import NETWORK, Role
from drakentemmers.kernel.clock import local_date


class News(StrEnum):
    """What happened to a role, or is about to. What a person must hear begins with "security."."""

    GIVEN = "security.role_given"
    CHANGED = "security.role_changed"
    OWNER_NOW = "security.owner_now"
    OWNER_NO_MORE = "security.owner_no_more"
    ENDED = "security.role_ended"
    ENDS_SOON = "role.ends_soon"
    COLLEAGUE_ENDS_SOON = "role.colleague_ends_soon"
    PROPOSED = "role.proposed"
    ACCEPTED = "invitation.accepted"
    REVIEW_OVERDUE = "review.overdue"
    SUSPENSION_NEAR = "security.review_suspension_near"
    SUSPENDED = "security.review_suspended"


# subject of the mail ("" for the bell only), text, page
TEXTS: dict[News, tuple[str | Promise, Promise, str]] = {
    News.GIVEN: (
        gettext_lazy("You have a new role"),
        gettext_lazy("You have a new role. Read what you may do with it."),
        "/account/wat-mag-ik",
    ),
    News.CHANGED: (
        gettext_lazy("Your role has changed"),
        gettext_lazy("Your role has changed. Read what you may do now."),
        "/account/wat-mag-ik",
    ),
    News.OWNER_NOW: (
        gettext_lazy("You are owner now"),
        gettext_lazy(
            "A colleague handed the organisation over to you. From now on you invite people and decide about roles."
        ),
        "/account/wat-mag-ik",
    ),
    News.OWNER_NO_MORE: (
        gettext_lazy("You are no longer owner"),
        gettext_lazy(
            "You handed the organisation over. You are coordinator now. Was this not you? "
            "Tell the project office today."
        ),
        "/account/wat-mag-ik",
    ),
    News.ENDED: (
        gettext_lazy("A role of yours has ended"),
        gettext_lazy("A role of yours has ended. Is that not right? Ask the owner of your organisation."),
        "/account/wat-mag-ik",
    ),
    News.ENDS_SOON: (
        gettext_lazy("A role of yours ends soon"),
        gettext_lazy("A role of yours ends within two weeks. Do you still need it? Ask to extend it."),
        "/account/wat-mag-ik",
    ),
    News.COLLEAGUE_ENDS_SOON: (
        gettext_lazy("A role of a colleague ends soon"),
        gettext_lazy("A role of a colleague ends within two weeks. Extend it when it is still needed."),
        "",
    ),
    News.PROPOSED: (
        gettext_lazy("A role waits for a second person"),
        gettext_lazy("A colleague proposes a role for somebody. Look at it and decide."),
        "/kantoor/rechten",
    ),
    News.ACCEPTED: (
        "",
        gettext_lazy("Somebody you invited has come in."),
        "",
    ),
    News.REVIEW_OVERDUE: (
        gettext_lazy("Roles wait for your review"),
        gettext_lazy("There are roles that should have been reviewed by now. It takes a few minutes."),
        "",
    ),
    News.SUSPENSION_NEAR: (
        gettext_lazy("A role of yours is about to be paused"),
        gettext_lazy(
            "Nobody has confirmed a role of yours. In a week it is paused. Ask the owner to confirm it."
        ),
        "/account/wat-mag-ik",
    ),
    News.SUSPENDED: (
        gettext_lazy("A role of yours is paused"),
        gettext_lazy("A role of yours is paused, because nobody confirmed it. Ask the owner to confirm it."),
        "/account/wat-mag-ik",
    ),
}


def tell(user: User, news: News, *, now: datetime, path: str = "") -> None:
    """Put the news under the bell of `user`, and in a mail when it may not be missed."""
    subject, text, page = TEXTS[news]
    path = path or page
    mail = "\n\n".join([str(text), _("Read on here: %(url)s") % {"url": f"{settings.SITE_URL}{path}"}, ""])
    notify(
        user=user,
        topic=news.value,
        text=str(text),
        path=path,
        now=now,
        subject=str(subject),
        mail=mail if subject else "",
    )


def owners_of(organisation: Organisation, now: datetime) -> list[User]:
    """Return the owners of an organisation at this moment."""
    seats = organisation.memberships.current(local_date(now)).filter(role=Role.OWNER)
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("pk"))


def the_office(now: datetime) -> list[User]:
    """Return the people of the network's office who give roles."""
    seats = Membership.objects.current(local_date(now)).filter(role__in=NETWORK)
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("pk"))
