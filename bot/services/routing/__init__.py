"""Routing: commands, taps, texts and mentions are given to the rooms that they belong to."""
