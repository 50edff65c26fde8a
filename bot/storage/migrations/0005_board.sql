-- Messages that show something which changes, so that they can be kept true. subject: of what, as "need:12"; view: which
-- face of it. message_id: known once the outbox row is delivered. live: 0 once a later message has taken its place.
CREATE TABLE posting (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  subject    TEXT    NOT NULL,
  view       TEXT    NOT NULL,
  chat_id    INTEGER NOT NULL,
  outbox_id  INTEGER NOT NULL UNIQUE,
  message_id INTEGER,
  live       INTEGER NOT NULL DEFAULT 1 CHECK (live IN (0, 1)),
  posted_at  TEXT    NOT NULL
);
CREATE UNIQUE INDEX posting_one_a_chat ON posting (subject, view, chat_id) WHERE live = 1;
CREATE INDEX posting_message ON posting (chat_id, message_id);
CREATE INDEX posting_age ON posting (posted_at);

-- What a need held before it was last mended, to show what has changed.
ALTER TABLE need ADD COLUMN earlier TEXT;

-- Private chats in which the last message could not be delivered: the bot was blocked, or the account is gone.
CREATE TABLE lost_chat (
  chat_id INTEGER PRIMARY KEY,
  lost_at TEXT    NOT NULL
);

-- Groups that have become supergroups: Telegram gives them another id.
CREATE TABLE moved_chat (
  old_id   INTEGER PRIMARY KEY,
  new_id   INTEGER NOT NULL,
  moved_at TEXT    NOT NULL
);
