"""What comes in is given to the room that it belongs to: commands, taps, texts, mentions."""
