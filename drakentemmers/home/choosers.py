"""Fields in which a picture, document or page is chosen, without a script in the page: our content policy forbids it.

The package writes such a script behind each field and has no switch for it; what it would say stands in a template
element instead, and home/static/home/choosers.js reads it.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def _rendered(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """Return the field, and beside it how it is to be set up."""
    id_ = (attrs or {})["id"]
    value_data = self.get_value_data(value)
    asked = {
        "kind": self.js_constructor,
        "id": id_,
        "options": self.get_js_init_options(id_, name, value_data),
    }
    field = self.render_html(name, value_data, attrs)
    return format_html('{}<template data-chooser="{}"></template>', field, json.dumps(asked))


def without_scripts_in_the_page() -> None:
    """Put our way of writing such a field in the place of the package's."""
    BaseChooser.render = _rendered
