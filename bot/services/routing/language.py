"""Languages: which one somebody is spoken to in, as he chooses, or else as he writes."""

from bot.needs.fields.cleaning import is_han
from bot.reply import Button, Reply, Row
from bot.services.actions import AskLanguage, ResumeDraft, SpeakLanguage
from bot.services.runtime import focus
from bot.services.runtime.turn import Turn, do, on
from bot.storage import spoken
from bot.texts import Html

CHINESE = "zh"


@on(AskLanguage)
def ask(turn: Turn, _: AskLanguage) -> None:
    """Offers the languages that there are, each in its own words."""
    if turn.member:
        turn.tell("language.staff")
    elif len(turn.house.tongues) > 1:
        asked = "\n".join(tongue.texts("language.ask") for tongue in turn.house.tongues.values())
        turn.say(Reply(Html(asked), (_names(turn),)))
    else:
        turn.tell("language.only")


@on(SpeakLanguage)
def speak(turn: Turn, action: SpeakLanguage) -> None:
    """Speaks a language to the caller from now on; what is being written is shown in it at once."""
    if turn.member:
        turn.tell("language.staff")
    elif action.language not in turn.house.tongues:
        turn.refuse("common.stale")
    else:
        turn.speak(action.language, chosen=True)
        turn.say(Reply(turn.text("language.spoken"), replace=True))
        if draft := focus.written(turn):
            do(turn, ResumeDraft(draft_id=draft.id))


def offered(turn: Turn) -> tuple[Row, ...]:
    """Return a row with the other languages for whoever has chosen none, and is not spoken to in the house's own."""
    found = spoken.find(turn.tx, turn.caller.user_id)
    chosen = found is None or found.chosen or turn.house.texts.language == turn.house.language
    return () if chosen else (tuple(each for each in _names(turn) if not _is_spoken(turn, each)),)


def notice(turn: Turn, text: str) -> None:
    """Speak Chinese to who writes it and has chosen no language: Telegram has no Chinese of its own to be in."""
    found = spoken.find(turn.tx, turn.caller.user_id) if turn.house.texts.language != CHINESE else None
    if found and not found.chosen and _is_chinese(text) and CHINESE in turn.house.tongues and not focus.written(turn):
        turn.speak(CHINESE)


def _is_chinese(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return 2 * sum(map(is_han, letters)) > len(letters)


def _names(turn: Turn) -> Row:
    tongues = turn.house.tongues.items()
    return tuple(Button(tongue.texts("language.name"), SpeakLanguage(language=each)) for each, tongue in tongues)


def _is_spoken(turn: Turn, button: Button) -> bool:
    return button.action == SpeakLanguage(language=turn.house.texts.language)
