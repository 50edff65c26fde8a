-- In which language somebody is spoken to: as his Telegram is, or as he has chosen.
CREATE TABLE language (
  user_id   INTEGER PRIMARY KEY,
  language  TEXT    NOT NULL,
  chosen_at TEXT
);
