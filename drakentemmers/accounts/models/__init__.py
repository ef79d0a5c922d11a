"""People, organisations as tenants, memberships, invitations, guests, reviews, notifications; what each may open."""

from drakentemmers.accounts.models.blocks import Block
from drakentemmers.accounts.models.bounces import MailBounce
from drakentemmers.accounts.models.decoys import Decoy
from drakentemmers.accounts.models.emergencies import EmergencyAccess
from drakentemmers.accounts.models.factor_resets import FactorReset
from drakentemmers.accounts.models.freezes import Freeze
from drakentemmers.accounts.models.guests import CaseGuest
from drakentemmers.accounts.models.identity import IdentityDomain, IdentityProvider
from drakentemmers.accounts.models.invitations import Invitation
from drakentemmers.accounts.models.notifications import Notification
from drakentemmers.accounts.models.openings import Counted, DayBudget, Opening
from drakentemmers.accounts.models.organisations import Membership, Organisation
from drakentemmers.accounts.models.outbox import OutgoingMail
from drakentemmers.accounts.models.people import User
from drakentemmers.accounts.models.preferences import MailChoice, QuietHours
from drakentemmers.accounts.models.privacy import AccountRemoval, Consent
from drakentemmers.accounts.models.roles import RoleProposal, RoleReview
from drakentemmers.accounts.models.sign_in import KnownDevice, Tally

__all__ = [
    "AccountRemoval",
    "Block",
    "CaseGuest",
    "Consent",
    "Counted",
    "DayBudget",
    "Decoy",
    "EmergencyAccess",
    "FactorReset",
    "Freeze",
    "IdentityDomain",
    "IdentityProvider",
    "Invitation",
    "KnownDevice",
    "MailBounce",
    "MailChoice",
    "Membership",
    "Notification",
    "Opening",
    "Organisation",
    "OutgoingMail",
    "QuietHours",
    "RoleProposal",
    "RoleReview",
    "Tally",
    "User",
]
