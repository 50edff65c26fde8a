"""What leaves the office: which needs, and what is made of them."""

from bot.actions import Action
from bot.needs import lifecycle


class Exporting(Action):
    """A step of an export: of needs in any of these states and leagues (none: all), submitted between two moments."""

    states: tuple[lifecycle.State, ...] = ()
    leagues: tuple[str, ...] = ()
    start: str = ""
    end: str = ""


class ShowExport(Exporting, name="export.show"):
    """Show which needs would be exported, to choose others or to have it made."""


class ChooseExported(Exporting, name="export.leagues"):
    """Offer the leagues to export."""


class MakeExport(Exporting, name="export.make"):
    """Make the workbook, or (`zipped`) the workbook with all files."""

    zipped: bool = False
