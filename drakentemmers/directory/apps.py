from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Areas, organisations, locations, professionals and their expertise."""

    name = "drakentemmers.directory"
    label = "directory"

    def ready(self) -> None:
        from drakentemmers.accounts.actions.decoys import MAKERS, Maker
        from drakentemmers.accounts.partings import PARTINGS
        from drakentemmers.accounts.regions import LISTINGS
        from drakentemmers.directory import permissions  # noqa: F401
        from drakentemmers.directory.actions.decoys import make_location_decoy, municipality_for_decoy
        from drakentemmers.directory.actions.partings import leave_practice
        from drakentemmers.directory.read.regions import programme_regions
        from drakentemmers.directory.search import KINDS
        from drakentemmers.kernel.search.kinds import register

        for kind in KINDS:
            register(kind)
        PARTINGS.append(leave_practice)
        LISTINGS.append(programme_regions)
        MAKERS["address"] = Maker(make_location_decoy, municipality_for_decoy)
