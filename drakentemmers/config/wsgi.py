"""The door for a web server. Whoever forgets to say which settings gets those for real use, and no demonstration."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drakentemmers.config.production")
application = get_wsgi_application()

from django.db import connections  # noqa: E402  needs the settings

from drakentemmers.kernel.away import serve_quickly  # noqa: E402
from drakentemmers.kernel.key_proofs import refuse_wrong_keys  # noqa: E402  needs the models

serve_quickly(connections)
refuse_wrong_keys()
