"""The state of needs: transitions, wording, and the cards of staff, which are kept true."""
