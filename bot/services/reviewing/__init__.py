"""Staff review needs: the queue, decisions and their reasons, what could not be delivered."""
