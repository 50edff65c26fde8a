"""The bot's knowledge: its editions, and how it follows files and what staff teach."""
