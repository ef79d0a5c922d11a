"""Long lists of options are drawn in one template each; what the browser gets is what Django's own templates make."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

HOSTILE = '"><script>alert(1)</script>'
CHOICES = [
    ("", gettext_lazy("Why not?")),
    (1, HOSTILE),
    (1234, "Twaalf"),
    (HOSTILE, "Hard"),
    ("Groep", [("a", "A"), ("b", "B")]),
]
WIDGETS = [
    forms.Select,
    forms.SelectMultiple,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
]
ATTRIBUTES = [
    {},
    {"id": "id_x", "class": "in breed", "required": True, "disabled": False, "data-n": 1234},
    {"aria-describedby": HOSTILE},
]


@pytest.mark.parametrize("kind", WIDGETS)
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, "", [1, "b"], [HOSTILE]])
def test_a_widget_is_what_django_draws(kind: type[forms.Widget], attributes: dict, value: object) -> None:
    widget = kind(attrs=attributes, choices=CHOICES)
    ours = widget.render("x", value, renderer=get_default_renderer())
    theirs = widget.render("x", value, renderer=DjangoTemplates())
    assert parse_html(ours) == parse_html(theirs)
    assert "<script>" not in ours


def test_one_radio_button_alone_is_drawn_too() -> None:
    class Choice(forms.Form):
        x = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    first, second = Choice({"x": "b"})["x"]
    assert 'value="a"' in str(first) and "checked" not in str(first)
    assert 'value="b"' in str(second) and "checked" in str(second)
