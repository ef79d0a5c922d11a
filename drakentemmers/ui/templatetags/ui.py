"""How dates, numbers and icons look."""

import json
from datetime import date, datetime, time
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw one icon of the sprite; `size` "l" for a large one. An icon never stands alone: text says the same."""
    css = "i i--l" if size == "l" else "i"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("ui/icons/sprite.svg"),
        name,
    )


@register.simple_tag
def tag(text: str, kind: str = "", sign: str = "", big: str = "", attrs: object = "") -> SafeString:
    """Draw a short label with an icon `sign`: what `<c-tag>` does, for lists of hundreds, where a component is slow."""
    css = f"tag{f' tag--{kind}' if kind else ''}{' tag--b' if big else ''}"
    drawn = icon(sign) if sign else ""
    return format_html('<span class="{}" {}>{}{}</span>', css, str(attrs), drawn, text)


@register.inclusion_tag("ui/_public_head.html", takes_context=True)
def public_head(
    context: template.Context, title: str, description: str, kind: str = "website", path: str = ""
) -> dict[str, str]:
    """What search engines and who shares the page read of it. Only for pages that are for everybody."""
    address = f"{settings.SITE_URL}{path or context['request'].path}"
    return {"title": title, "description": description, "kind": kind, "address": address}


# Nothing in the data can end the element it stands in, nor begin another.
SCRIPT_SAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def structured(data: dict[str, Any] | None) -> str:
    """Facts for search engines: a block of data, which no browser runs."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False).translate(SCRIPT_SAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def _local(value: date | datetime | time) -> date | datetime | time:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def nl_date(value: date | datetime | None) -> str:
    """18 november 2026"""
    return date_format(_local(value), "j F Y") if value else ""


@register.filter
def nl_short_date(value: date | datetime | None) -> str:
    """18 nov"""
    return date_format(_local(value), "j b") if value else ""


@register.filter
def nl_time(value: datetime | time | None) -> str:
    """21.14 uur"""
    return _("%(time)s h") % {"time": date_format(_local(value), "H.i")} if value else ""


@register.filter
def nl_moment(value: datetime | None) -> str:
    """18 november 2026, 21.14 uur"""
    return f"{nl_date(value)}, {nl_time(value)}" if value else ""


@register.filter
def nl_number(value: float | None) -> str:
    """1.284 and 7,4"""
    return "" if value is None else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def ago(value: datetime | date | None) -> str:
    """today, yesterday, 3 days ago, 5 weeks ago: as people say it."""
    if value is None:
        return ""
    day = _local(value)
    day = day.date() if isinstance(day, datetime) else day
    days = (timezone.localdate() - day).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 21:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    weeks = days // 7
    return ngettext("%(n)d week ago", "%(n)d weeks ago", weeks) % {"n": weeks}


@register.filter
def kind_of(field: BoundField) -> str:
    """Which shape a form field takes: text, area, select, choices, check, file or hidden."""
    widget = field.field.widget
    name = type(widget).__name__
    return {
        "Textarea": "area",
        "Select": "select",
        "NullBooleanSelect": "select",
        "CheckboxInput": "check",
        "CheckboxSelectMultiple": "choices",
        "RadioSelect": "choices",
        "HiddenInput": "hidden",
        "ClearableFileInput": "file",
        "FileInput": "file",
    }.get(name, "text")


@register.simple_tag
def control(field: BoundField, extra_class: str = "") -> SafeString:
    """Draw the input of a field, tied to its hint and its error."""
    described = [f"{field.id_for_label or field.html_name}-hint"] if field.help_text else []
    attrs: dict[str, Any] = {"class": f"in {extra_class}".strip()}
    if field.errors:
        described.insert(0, f"{field.id_for_label or field.html_name}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if kind_of(field) in {"choices", "check"}:
        attrs.pop("class")
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, **changes: Any) -> str:
    """The address of this page with some query parameters changed; an empty value takes one away."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
