"""Talks between one who asks and staff: how he hands over, and the messages that both sides see."""
