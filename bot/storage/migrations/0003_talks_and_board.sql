-- One talk a person, about as many questions as he hands over; messages that are kept true; what was told once.

-- What a typed button's label is looked up by: the buttons that somebody was shown last.
CREATE INDEX keyboard_shown ON keyboard (chat_id, created_at);

-- Questions whose choices nobody has tapped: they wait for staff too, after a while. With outcome in front, or the index
-- question_open would be taken instead.
CREATE INDEX question_undecided ON question (outcome, asked_at)
  WHERE settlement_id IS NULL AND outcome = 'choices' AND entry_id IS NULL AND handed_over_at IS NULL AND vote IS NULL;

-- Questions are counted by when they were asked.
CREATE INDEX question_asked ON question (asked_at);

-- Questions that were opened from a list of questions: nobody has typed them.
ALTER TABLE question ADD COLUMN browsed INTEGER NOT NULL DEFAULT 0 CHECK (browsed IN (0, 1));

-- What was told, so that a new start does not tell it again.
CREATE TABLE told (
  topic   TEXT PRIMARY KEY,
  content TEXT NOT NULL
);

-- A talk between one who asks and staff, neither of whom sees the other's account. holder: who answered first.
-- listening_since: what the asker types is meant for staff.
CREATE TABLE talk (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  asker           INTEGER NOT NULL,
  holder          INTEGER,
  listening_since TEXT,
  created_at      TEXT    NOT NULL,
  ended_at        TEXT
);
-- What was said in it; staff_id NULL: by the asker; question_id: it is a question that was handed over.
CREATE TABLE talk_line (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  relay_id    INTEGER NOT NULL REFERENCES talk (id),
  staff_id    INTEGER,
  question_id INTEGER REFERENCES question (id),
  text        TEXT    NOT NULL,
  said_at     TEXT    NOT NULL
);
INSERT INTO talk SELECT id, asker, holder, listening_since, created_at, ended_at FROM relay;
INSERT INTO talk_line (relay_id, staff_id, question_id, text, said_at)
  SELECT relay, staff, question, said, at FROM (
    SELECT relay.id AS relay, NULL AS staff, question.id AS question, question.text AS said, relay.created_at AS at, 0 AS place
      FROM relay JOIN question ON question.id = relay.question_id
    UNION ALL SELECT relay_id, staff_id, NULL, text, said_at, id FROM relay_line
  ) ORDER BY relay, place;
-- Of several talks that a person had at once the latest goes on.
UPDATE talk SET ended_at = created_at, listening_since = NULL
  WHERE ended_at IS NULL AND id NOT IN (SELECT max(id) FROM talk WHERE ended_at IS NULL GROUP BY asker);
DROP TABLE relay_line;
DROP TABLE relay;
ALTER TABLE talk RENAME TO relay;
ALTER TABLE talk_line RENAME TO relay_line;
CREATE UNIQUE INDEX relay_one_open ON relay (asker) WHERE ended_at IS NULL;
CREATE INDEX relay_line_relay ON relay_line (relay_id, id);
CREATE INDEX relay_line_question ON relay_line (question_id) WHERE question_id IS NOT NULL;

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
