"""Word lists, one file a list: lower case, without accents; lines starting with # say what the list is."""

from importlib.resources import files


def words(name: str) -> frozenset[str]:
    """Return the words of one list."""
    lines = files(__package__).joinpath("data", f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
