"""What ended a command, as an exit code and one line of words."""

import sqlite3
import traceback

from bot.commands import FAULT, STORAGE, TELEGRAM, WRONG
from bot.storage.database import StorageError
from bot.telegram.receive import ReceivingError
from bot.texts import operators
from faq.yaml_places import MistakesError

TROUBLES: dict[type[OSError], str] = {
    FileNotFoundError: "missing",
    PermissionError: "forbidden",
    IsADirectoryError: "folder",
    NotADirectoryError: "no_folder",
    FileExistsError: "no_folder",
}


def explained(error: Exception) -> tuple[int, str]:
    """Return the exit code and the words; a fault's have its traceback, which Python would not redact."""
    match error:
        case MistakesError():
            return WRONG, str(error)
        case ReceivingError():
            return TELEGRAM, str(error)
        case StorageError(__cause__=OSError() as refused) if type(refused) in TROUBLES:
            return STORAGE, operators()("operator.storage", problem=_of_system(refused))
        case StorageError() | sqlite3.Error():
            return STORAGE, operators()("operator.storage", problem=error)
        case OSError():
            return FAULT, _of_system(error)
        case _:
            return FAULT, "".join([*traceback.format_exception(error), operators()("operator.fault")])


def _of_system(error: OSError) -> str:
    """Return what the system refused, in words as far as they are the usual ones."""
    kind = TROUBLES.get(type(error))
    return operators()(f"operator.path.{kind}", file=error.filename) if kind and error.filename else str(error)
