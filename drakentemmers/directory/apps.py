from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Areas, organisations, locations, professionals and their expertise."""

    name = "drakentemmers.directory"
    label = "directory"

    def ready(self) -> None:
        from drakentemmers.directory import permissions  # noqa: F401
