"""What the bot knows: editions of it, and how it follows files and what staff teach."""
