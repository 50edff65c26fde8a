-- What the bot owes somebody is waiting, sent, or held with the reason and a way to send it again; never dropped.

-- held: refused, by whoever is there (the reason is `error`). void: kept nothing from anybody, as a card that was to be
-- kept true and is gone. owed: said because of what somebody else did, so that nobody will ask for it again. subject: what
-- it is about, as "need:12". caused_by: who of staff is told when it can't be delivered, and when it was after all.
-- for_staff: and for nobody who is that no longer.
-- fault: whether the chat is out of reach or the message itself was refused; holds: how often it was
-- held. When a call is made again is the running program's affair, and on its steady clock.
CREATE TABLE outbox_kept (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  chat_id     INTEGER NOT NULL,
  call        TEXT,
  state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'held', 'void')),
  owed        INTEGER NOT NULL DEFAULT 0 CHECK (owed IN (0, 1)),
  subject     TEXT,
  caused_by   INTEGER,
  for_staff   INTEGER NOT NULL DEFAULT 0 CHECK (for_staff IN (0, 1)),
  attempts    INTEGER NOT NULL DEFAULT 0,
  fault       TEXT    CHECK (fault IN ('chat', 'message')),
  holds       INTEGER NOT NULL DEFAULT 0,
  message_id  INTEGER,
  error       TEXT,
  created_at  TEXT    NOT NULL,
  finished_at TEXT
);
INSERT INTO outbox_kept
    (id, chat_id, call, state, owed, subject, caused_by, attempts, fault, holds, message_id, error, created_at,
     finished_at)
  SELECT id, chat_id, json_remove(call, '$.notice'),
    CASE WHEN state IN ('waiting', 'sent') THEN state WHEN json_extract(call, '$.notice') IS NULL THEN 'void' ELSE 'held' END,
    json_extract(call, '$.notice') IS NOT NULL OR (state = 'waiting' AND chat_id < 0), 'need:' || json_extract(call, '$.notice.need'),
    json_extract(call, '$.notice.by'), attempts,
    CASE WHEN json_extract(call, '$.notice') IS NOT NULL THEN CASE state WHEN 'unreachable' THEN 'chat' WHEN 'rejected' THEN 'message' END END,
    state IN ('unreachable', 'rejected'), message_id, error, created_at, finished_at
  FROM outbox;
-- Ids are never given twice: postings know messages by them.
DELETE FROM sqlite_sequence WHERE name = 'outbox_kept';
INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_kept', seq FROM sqlite_sequence WHERE name = 'outbox';
DROP TABLE outbox;
ALTER TABLE outbox_kept RENAME TO outbox;
CREATE INDEX outbox_waiting ON outbox (chat_id, id) WHERE state = 'waiting';
CREATE INDEX outbox_held ON outbox (chat_id, id) WHERE state = 'held';

-- Why nothing arrives in a chat: blocked, unstarted, gone, barred (may not write there), unknown.
ALTER TABLE lost_chat ADD COLUMN why TEXT NOT NULL DEFAULT 'blocked';
