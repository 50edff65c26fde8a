"""Questions about the scheme, answered from what is known."""
