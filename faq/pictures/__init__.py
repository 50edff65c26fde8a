"""Pictures for answers. Needs the extra `pictures` (matplotlib) and a Chinese font; answering itself needs neither."""
