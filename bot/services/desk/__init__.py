"""The desk: questions that wait for staff, their answers, and what the bot learns from them."""
