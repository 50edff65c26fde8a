"""Talks between an asker and staff: how questions are handed over, and the messages on both sides."""
