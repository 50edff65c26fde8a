"""Answering: entries in YAML, an index that finds the right one, and the honesty to say when none is right."""
