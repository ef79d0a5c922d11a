"""The API: one door, its description at /api/v1/openapi.json. Routers are added app by app."""

from ninja import NinjaAPI

from drakentemmers import __version__

api = NinjaAPI(title="Drakentemmers", version=__version__, urls_namespace="api-v1", docs_url=None)
