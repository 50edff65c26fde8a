"""What every verb stands on: the turn, the focus, lanes and delivery, limits and hours."""
