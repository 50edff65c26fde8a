-- Everything the bot must not forget. Times are UTC ISO 8601 text; JSON columns hold UTF-8 text.

-- What Telegram handed over, kept until it has had its effect. Ordered by seq: update ids restart at random.
CREATE TABLE inbox (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  bot_id      INTEGER NOT NULL,
  update_id   INTEGER NOT NULL,
  lane        TEXT    NOT NULL,
  raw         TEXT,
  state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'parked')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  error       TEXT,
  received_at TEXT    NOT NULL,
  finished_at TEXT,
  UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_waiting ON inbox (lane, seq) WHERE state = 'waiting';

-- What the bot has said but Telegram has perhaps not taken yet: one row, one API call, in order within a chat.
CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  chat_id     INTEGER NOT NULL,
  call        TEXT,
  state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'unreachable', 'rejected')),
  attempts    INTEGER NOT NULL DEFAULT 0,
  not_before  TEXT,
  message_id  INTEGER,
  error       TEXT,
  created_at  TEXT    NOT NULL,
  finished_at TEXT
);
CREATE INDEX outbox_waiting ON outbox (chat_id, id) WHERE state = 'waiting';

-- What the buttons under one message mean; callback data is only "id:position". user_id NULL: anyone in that chat.
CREATE TABLE keyboard (
  id         TEXT    PRIMARY KEY,
  chat_id    INTEGER NOT NULL,
  user_id    INTEGER,
  actions    TEXT    NOT NULL,
  created_at TEXT    NOT NULL
);
CREATE INDEX keyboard_age ON keyboard (created_at);

-- A need being written. need_id NULL: a new one; else the returned need that it mends.
CREATE TABLE draft (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  owner      INTEGER NOT NULL,
  need_id    INTEGER REFERENCES need (id),
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),
  content    TEXT    NOT NULL,
  created_at TEXT    NOT NULL,
  updated_at TEXT    NOT NULL
);
CREATE UNIQUE INDEX draft_one_a_need ON draft (owner, coalesce(need_id, 0));
CREATE UNIQUE INDEX draft_one_active ON draft (owner) WHERE active = 1;

-- A need that has been submitted. draft_id is unique: a draft becomes one need, however often it is sent.
CREATE TABLE need (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  reference    TEXT    NOT NULL UNIQUE,
  owner        INTEGER NOT NULL,
  draft_id     INTEGER NOT NULL UNIQUE,
  state        TEXT    NOT NULL,
  holder       INTEGER,
  league       TEXT,
  content      TEXT    NOT NULL,
  request      TEXT,
  revision     INTEGER NOT NULL DEFAULT 1,
  submitted_at TEXT    NOT NULL,
  updated_at   TEXT    NOT NULL,
  CHECK ((state = 'in_review') = (holder IS NOT NULL))
);
CREATE INDEX need_owner ON need (owner, id);
CREATE INDEX need_queue ON need (state, submitted_at, id);

CREATE TABLE reference (
  year INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
);

-- Who did what to a need; rows are only ever added.
CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  need_id    INTEGER NOT NULL REFERENCES need (id),
  at         TEXT    NOT NULL,
  actor      INTEGER NOT NULL,
  actor_name TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  action     TEXT    NOT NULL,
  from_state TEXT    NOT NULL,
  to_state   TEXT    NOT NULL,
  note       TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX audit_need ON audit (need_id, id);
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit rows are never deleted'); END;

-- A decision that a reviewer is writing: the fields ticked so far and the reason, confirmed before it takes effect.
CREATE TABLE ruling (
  staff_id   INTEGER PRIMARY KEY,
  need_id    INTEGER NOT NULL REFERENCES need (id),
  action     TEXT    NOT NULL,
  fields     TEXT    NOT NULL DEFAULT '[]',
  reason     TEXT    NOT NULL DEFAULT '',
  updated_at TEXT    NOT NULL
);

-- What was asked and what became of it.
CREATE TABLE question (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id  INTEGER NOT NULL,
  chat_id  INTEGER NOT NULL,
  text     TEXT    NOT NULL,
  outcome  TEXT    NOT NULL CHECK (outcome IN ('answer', 'choices', 'unknown', 'handoff')),
  entry_id TEXT,
  hits     TEXT    NOT NULL DEFAULT '[]',
  vote     INTEGER CHECK (vote IN (-1, 1)),
  asked_at TEXT    NOT NULL
);
CREATE INDEX question_open ON question (outcome, id);
CREATE INDEX question_user ON question (user_id, id);
