"""A small Bot API server on loopback with a chat page: the demo, and what the tests talk to.

Nothing of the project's other packages is imported here, so that the bot meets it over a socket only, as it meets
Telegram.
"""
