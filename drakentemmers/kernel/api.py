"""What every part of the API shares: names in camelCase, pages with links, and problems (RFC 9457)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from ninja import Field, Schema
from pydantic import ConfigDict, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel

API_VERSION = "1.0.0"
PROBLEM_TYPE = "application/problem+json"
MOST_PER_PAGE = 100
Row = TypeVar("Row")
Item = TypeVar("Item", bound=Schema)
# One line of text: no control characters, which PostgreSQL would refuse.
Line = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Facts(Schema):
    """A part of an answer: snake_case here, camelCase outside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Asked(Schema):
    """Query parameters; one that does not exist is an error, not something to overlook."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _with_everything_sent(cls, asked: Any, info: ValidationInfo) -> Any:
        """Ninja hands on what it knows; what it does not know is put back, to be refused with the rest."""
        request = (info.context or {}).get("request")
        if request is None or not isinstance(asked, dict):
            return asked
        known = {field.alias for field in cls.model_fields.values()}
        return asked | {name: "" for name in request.GET if name not in known}


class PageAsked(Asked):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=100_000, description="Page number, from 1")
    page_size: int = Field(20, ge=1, le=MOST_PER_PAGE, description="Items per page")


class InputError(Facts):
    """One thing wrong with what was asked."""

    place: str = Field(alias="in", description="query, path or body")
    name: str
    detail: str


class Problem(Facts):
    """Why there is no answer (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[InputError] = []


class Links(Facts):
    """Addresses of this page and its neighbours, with the same question."""

    self: str
    first: str
    last: str
    prev: str | None = None
    next: str | None = None


class Page(Facts, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    total: int = Field(description="Number of items on all pages")
    links: Links


REFUSALS: dict[int, type[Schema]] = dict.fromkeys((400, 401, 403, 404, 429, 503), Problem)
COME_BACK_LATER = frozenset({429, 503})  # their answers carry Retry-After


def problem(status: int, title: str, detail: str = "", **members: Any) -> JsonResponse:
    """Return an answer that says what is wrong; `members` are added as they are."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | members
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE)


def sign_in_first() -> JsonResponse:
    """Return the one answer to who asks for data without a session."""
    return problem(401, "Sign in first", "Sign in on the site, then ask again: the session opens the API.")


def page_of(
    request: HttpRequest, rows: "QuerySet[Any] | Sequence[Row]", asked: PageAsked, shape: Callable[[Any], Any]
) -> dict[str, Any]:
    """Return one page of `rows`, each turned into facts by `shape`; a page past the end is empty."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    begin = (asked.page - 1) * asked.page_size
    last = max(1, -(-total // asked.page_size))

    def address(page: int) -> str:
        query = request.GET.copy()
        query["page"] = str(page)
        return f"{request.path}?{query.urlencode()}"

    return {
        "items": [shape(row) for row in rows[begin : begin + asked.page_size]],
        "total": total,
        "links": {
            "self": address(asked.page),
            "first": address(1),
            "last": address(last),
            "prev": address(min(asked.page - 1, last)) if asked.page > 1 else None,
            "next": address(asked.page + 1) if asked.page < last else None,
        },
    }
