"""Between Telegram and the services."""

import os

# python-telegram-bot gives times as timedelta; without this it warns at each 429 that it once will.
os.environ.setdefault("PTB_TIMEDELTA", "true")
