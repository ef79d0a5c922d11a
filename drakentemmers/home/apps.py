from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Front page, "mijn", navigation, the demonstration."""

    name = "drakentemmers.home"
    label = "home"

    def ready(self) -> None:
        from drakentemmers.home.editing import follow_editing
        from drakentemmers.home.media_policy import keep_media_by_role
        from drakentemmers.home.published import publish
        from drakentemmers.home.search import KIND
        from drakentemmers.kernel.search.kinds import register

        register(KIND)
        publish()
        keep_media_by_role()
        follow_editing()
