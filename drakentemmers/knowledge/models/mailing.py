"""Who gets newsletters, and the sending of an issue. The topic somebody reads about is nobody's business.

So an address is sealed, and no row points at an account: a member's own is found by the keyed hash of the address.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from drakentemmers.accounts.models import OutgoingMail, User
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record
from drakentemmers.knowledge.models.newsletter import NewsletterIssue, NewsletterTopic
from drakentemmers.knowledge.rules.newsletter import Fate, MailingState, WhyStopped

SALT = "knowledge.newsletter.address"


def address_keys(address: str) -> list[str]:
    """Return what stands for an address where it is looked for: under the secret key of now, and under former ones."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    plain = address.strip().lower()
    return [
        salted_hmac(SALT, plain, secret=secret, algorithm="sha256").hexdigest()[:40] for secret in secrets
    ]


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Speaks of whose and how far."""

    def of_address(self, address: str) -> "SubscriptionQuerySet":
        return self.filter(address_key__in=address_keys(address))

    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def still_to_get(self, mailing: "Mailing") -> "SubscriptionQuerySet":
        """Those of its topic to whom nothing of it was written yet."""
        written = Delivery.objects.filter(mailing=mailing, address_key=OuterRef("address_key"))
        return self.confirmed().filter(~Exists(written), topic=mailing.topic_id).order_by("pk")


class Subscription(Record):
    """One address that asked for one topic. Whoever leaves is not in here any more."""

    topic = models.ForeignKey(NewsletterTopic, on_delete=models.PROTECT, related_name="subscriptions")
    address = EncryptedTextField(max_length=254)
    address_key = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "address_key"], name="newsletter_asked_for_once")
        ]
        indexes = [models.Index(fields=["address_key"], name="newsletters_of_an_address")]

    def __str__(self) -> str:
        return self.pk


class Mailing(models.Model):
    """The one sending of an issue: what goes to everybody, as it was when somebody pressed Send."""

    issue = models.OneToOneField(NewsletterIssue, on_delete=models.CASCADE, related_name="mailing")
    topic = models.ForeignKey(NewsletterTopic, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default=MailingState.SENDING.value)
    why_stopped = models.CharField(max_length=20, blank=True)  # WhyStopped
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    started_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MailingState.STOPPED.value)
                | Q(why_stopped__in=[why.value for why in WhyStopped]),
                name="mailing_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=MailingState.DONE.value, done_at__isnull=False)
                | (~Q(state=MailingState.DONE.value) & Q(done_at__isnull=True)),
                name="mailing_done_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.state}"


class Delivery(models.Model):
    """That an issue was written to an address. Outlives its mail, so that nobody gets an issue twice."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="deliveries")
    address_key = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    mail = models.OneToOneField(OutgoingMail, on_delete=models.SET_NULL, null=True, related_name="delivery")
    fate = models.CharField(max_length=10, blank=True, default=Fate.UNKNOWN.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address_key"], name="issue_written_once_to_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.fate}"
