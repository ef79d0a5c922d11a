"""Mails on their way out. Written with the deed they tell of, in one transaction; sent after it."""

from datetime import datetime

from django.db import models
from django.db.models import Case, Q, When

from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.outbox import MOST_ATTEMPTS, OVER, WITH_A_WORKER, MailKind, MailState
from drakentemmers.kernel.fields import EncryptedTextField
from drakentemmers.kernel.models import Record

WIPED: dict[str, object] = {"subject": None, "text": None, "html": None, "headers": {}}


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Speaks of what is to be sent and of what went wrong."""

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """What a worker may take: waiting and due, or left by a worker that died before it handed anything over.

        Urgent mail goes first, newsletters go when nothing else waits.
        """
        waiting = Q(state=MailState.WAITING, next_try_at__lte=now)
        left = Q(state=MailState.CLAIMED, leased_until__lte=now)
        last = Case(When(kind=MailKind.NEWSLETTER, then=1), default=0)
        return self.filter(waiting | left).order_by("-is_urgent", last, "next_try_at", "pk")

    def died_while_handing_over(self, now: datetime) -> "OutgoingMailQuerySet":
        return self.filter(state=MailState.HANDING_OVER, leased_until__lte=now)

    def tried_too_often(self) -> "OutgoingMailQuerySet":
        return self.filter(state=MailState.CLAIMED, attempts__gte=MOST_ATTEMPTS)

    def handed_over_since(self, moment: datetime) -> "OutgoingMailQuerySet":
        """What counts for the quota of the mail server: also what nobody is sure of."""
        return self.filter(handed_over_at__gt=moment)


class OutgoingMail(Record):
    """One mail to one address. Subject, text and html are wiped once it is sent or dropped."""

    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="outgoing_mails"
    )
    to = models.CharField(max_length=254)
    subject = EncryptedTextField(max_length=200, blank=True, null=True)
    text = EncryptedTextField(blank=True, null=True)
    html = EncryptedTextField(
        blank=True, null=True
    )  # the same words for programs that show them with headings
    headers = models.JSONField(default=dict, blank=True)
    kind = models.CharField(max_length=20)  # MailKind
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=20, default=MailState.WAITING.value)
    reason = models.CharField(max_length=40, blank=True)  # numbers of the mail server, or one word of ours
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)  # of the worker that has it, or had it last
    leased_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(
        null=True, blank=True
    )  # a mail server told later that it did not arrive
    ended_at = models.DateTimeField(null=True, blank=True)  # sent, failed, unsure or dropped

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in WITH_A_WORKER))
                | Q(leased_until__isnull=False),
                name="mail_with_a_worker_is_leased",
            ),
            models.CheckConstraint(
                condition=~Q(state=MailState.SENT.value) | Q(handed_over_at__isnull=False),
                name="mail_sent_was_handed_over",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in OVER))
                | Q(subject__isnull=True, text__isnull=True, html__isnull=True),
                name="mail_that_is_over_is_wiped",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="mail_due"),
            models.Index(fields=["created_at"], name="mail_created"),
            models.Index(fields=["handed_over_at"], name="mail_handed_over"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
