"""Looks to search and to review."""

from datetime import datetime
from typing import Any

from drakentemmers.accounts.models import User
from drakentemmers.accounts.read.readers import reader_of
from drakentemmers.accounts.rules import Role
from drakentemmers.audit.actions import record_read
from drakentemmers.audit.models import Event
from drakentemmers.matching.models import TreatmentRequest
from tests.factories.accounts import person_with
from tests.factories.matching import open_request_by


def log_manager() -> User:
    return person_with(Role.LOG_MANAGER)


def a_request(now: datetime) -> TreatmentRequest:
    return open_request_by(person_with(Role.MEMBER), now=now)


def looks_at(request: TreatmentRequest, by: User, now: datetime, **details: Any) -> Event:
    """Write that `by` saw a request."""
    own = request.organisation_id in by.organisation_ids()
    whose = reader_of(request, by, request.organisation_id, is_own_work=own)
    return record_read(request, by=by, now=now, action="request.read", **whose, **details)
