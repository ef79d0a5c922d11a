"""The command `drakentemmers`: Django's management entry, without tracebacks for a user's mistake."""

import os
import sys

SETTINGS = "drakentemmers.config.local"
NOT_MIGRATED = ("no such table", "does not exist", "no such column")


def main() -> None:
    """Run one command. Trouble with settings, disk or database is one line on stderr and exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if "--traceback" in sys.argv:
        return _run()
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError, ProgrammingError

    try:
        return _run()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # `drakentemmers find ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except ImproperlyConfigured as error:
        _fail(f"the settings are not right: {error}")
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        _fail(_about_database(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))


def _run() -> None:
    from django.conf import settings
    from django.core.management import execute_from_command_line

    settings.INSTALLED_APPS  # noqa: B018  loads the settings now, so that trouble in them is told as such
    execute_from_command_line(sys.argv)


def _about_database(error: Exception) -> str:
    first_line = str(error).strip().partition("\n")[0]
    if any(words in first_line for words in NOT_MIGRATED):
        return f"the database is not up to date ({first_line}). Run: drakentemmers migrate"
    return f"the database does not answer or refuses: {first_line}"


def _fail(message: str) -> None:
    print(f"drakentemmers: {message}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
