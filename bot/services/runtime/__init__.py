"""The ground of all verbs: the turn, the focus, lanes and delivery, limits and hours."""
