-- What becomes of questions that were not answered: staff answer them, talk with who asked, and teach the bot.

-- What staff decided on questions: an answer of their own (text), an entry's (entry_id), or that none is needed (neither).
-- `question` and `hits` are the phrasing and the candidates under which they stood in the list; taught: learned from.
CREATE TABLE settlement (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  staff_id   INTEGER NOT NULL,
  question   TEXT    NOT NULL,
  hits       TEXT    NOT NULL DEFAULT '[]',
  text       TEXT,
  entry_id   TEXT,
  taught     INTEGER NOT NULL DEFAULT 0 CHECK (taught IN (0, 1)),
  created_at TEXT    NOT NULL
);

ALTER TABLE question ADD COLUMN handed_over_at TEXT;
ALTER TABLE question ADD COLUMN settlement_id INTEGER REFERENCES settlement (id);
CREATE INDEX question_waiting ON question (id)
  WHERE settlement_id IS NULL AND (outcome IN ('unknown', 'handoff') OR vote = -1 OR handed_over_at IS NOT NULL);

-- A talk between one who asked and staff, neither of whom sees the other's account. holder: who answered first.
-- listening_since: the asker's next message is meant for staff.
CREATE TABLE relay (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  question_id     INTEGER NOT NULL REFERENCES question (id),
  asker           INTEGER NOT NULL,
  holder          INTEGER,
  listening_since TEXT,
  created_at      TEXT    NOT NULL,
  ended_at        TEXT
);
CREATE UNIQUE INDEX relay_one_open ON relay (question_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX relay_one_listening ON relay (asker) WHERE listening_since IS NOT NULL;

-- What was said in it; staff_id NULL: by the asker.
CREATE TABLE relay_line (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  relay_id INTEGER NOT NULL REFERENCES relay (id),
  staff_id INTEGER,
  text     TEXT    NOT NULL,
  said_at  TEXT    NOT NULL
);
CREATE INDEX relay_line_relay ON relay_line (relay_id, id);

-- What a member of staff is in the middle of writing at the desk: what for, and what there is of it so far.
CREATE TABLE note (
  staff_id   INTEGER PRIMARY KEY,
  purpose    TEXT    NOT NULL CHECK (purpose IN ('answer', 'relay', 'search', 'entry')),
  content    TEXT    NOT NULL,
  updated_at TEXT    NOT NULL
);

-- What staff taught the bot: further phrasings of entries, and entries of their own. Retired rows no longer count.
CREATE TABLE learned (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT    NOT NULL CHECK (kind IN ('phrasing', 'entry')),
  entry_id   TEXT    NOT NULL,
  content    TEXT    NOT NULL,
  author     INTEGER NOT NULL,
  created_at TEXT    NOT NULL,
  retired_at TEXT
);
CREATE INDEX learned_live ON learned (id) WHERE retired_at IS NULL;
