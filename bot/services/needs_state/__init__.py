"""How a need stands: its transitions, its words, and the cards of staff that are kept true."""
