-- What came last is known by numbers, never by the clock, which may be put back; copies of messages; limits a person.

-- The last number given: of two things that were touched, the one touched later has the greater number.
CREATE TABLE step (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL
);
ALTER TABLE draft ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
-- listening: when what the asker types began to be meant for staff, as such a number; listening_since says how long ago.
ALTER TABLE relay ADD COLUMN listening INTEGER NOT NULL DEFAULT 0;
-- What is there keeps its order: its numbers are microseconds, those to come go on from the greatest.
UPDATE draft SET touched = coalesce(CAST(strftime('%s', updated_at) || substr(updated_at, 21, 6) AS INTEGER), 0);
UPDATE note SET touched = coalesce(CAST(strftime('%s', updated_at) || substr(updated_at, 21, 6) AS INTEGER), 0);
UPDATE relay SET listening =
  coalesce(CAST(strftime('%s', listening_since) || substr(listening_since, 21, 6) AS INTEGER), 0);
INSERT INTO step (id, last) SELECT 1, coalesce(max(number), 0) FROM (
  SELECT touched AS number FROM draft UNION ALL SELECT touched FROM note UNION ALL SELECT listening FROM relay
);

-- Keyboards in the order in which they were made. posting_id: the message is one that is kept true; all its keyboards
-- are remembered, since copies of the message that a crash or a lost answer has made still show an earlier one.
CREATE TABLE keyboard_kept (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL UNIQUE,
  chat_id    INTEGER NOT NULL,
  user_id    INTEGER,
  actions    TEXT    NOT NULL,
  posting_id INTEGER,
  created_at TEXT    NOT NULL
);
INSERT INTO keyboard_kept (id, chat_id, user_id, actions, created_at)
  SELECT id, chat_id, user_id, actions, created_at FROM keyboard ORDER BY rowid;
DROP TABLE keyboard;
ALTER TABLE keyboard_kept RENAME TO keyboard;
CREATE INDEX keyboard_age ON keyboard (created_at);
CREATE INDEX keyboard_shown ON keyboard (chat_id, user_id, seq);

-- Further copies of a message that is kept true, known since somebody tapped on one or replied to it.
CREATE TABLE posting_copy (
  chat_id    INTEGER NOT NULL,
  message_id INTEGER NOT NULL,
  posting_id INTEGER NOT NULL REFERENCES posting (id) ON DELETE CASCADE,
  PRIMARY KEY (chat_id, message_id)
);
CREATE INDEX posting_copy_of ON posting_copy (posting_id);

-- Needs queue in the order in which they came.
DROP INDEX need_queue;
CREATE INDEX need_queue ON need (state, id);

-- The clock as it was last looked at, and for how many hours of running it has gone on without a leap since.
CREATE TABLE clock (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  seen   TEXT    NOT NULL,
  steady INTEGER NOT NULL
);
INSERT INTO clock (id, seen, steady) SELECT 1, max(created_at), 24 FROM outbox HAVING max(created_at) IS NOT NULL;

-- Within a chat the smaller priority goes first: what is urgent overtakes what people say to staff.
ALTER TABLE outbox ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (chat_id, priority, id) WHERE state = 'waiting';

-- Several lines of a talk share one card of staff's. card: the line that the card began with, NULL for that line itself;
-- outcome: what became of the card (HTML), NULL while it waits.
ALTER TABLE relay_line ADD COLUMN card INTEGER REFERENCES relay_line (id);
ALTER TABLE relay_line ADD COLUMN outcome TEXT;
CREATE INDEX relay_line_card ON relay_line (card) WHERE card IS NOT NULL;
CREATE INDEX relay_asker ON relay (asker);

-- Who may not write to staff for a while, by whose hand; of a person's rows the last counts, until NULL lifts it.
CREATE TABLE mute (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  asker    INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  until    TEXT,
  made_at  TEXT    NOT NULL
);
CREATE INDEX mute_asker ON mute (asker, id);
