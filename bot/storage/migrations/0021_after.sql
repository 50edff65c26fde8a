-- A decision's notice can wait, and be taken back meanwhile; what became of it is known for good; talks about needs.

-- not_before: until then the call stays where it is, and can be taken back; NULL once its time has come.
ALTER TABLE outbox ADD COLUMN not_before TEXT;
CREATE INDEX outbox_later ON outbox (not_before) WHERE state = 'waiting' AND not_before IS NOT NULL;

-- Who is told of an act by which message. waits_until: until when it could be taken back; arrived_at stays when the
-- message's own row is long gone.
CREATE TABLE telling (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  need_id     INTEGER NOT NULL REFERENCES need (id),
  act_id      INTEGER NOT NULL REFERENCES audit (id),
  recipient   INTEGER NOT NULL,
  outbox_id   INTEGER NOT NULL UNIQUE,
  waits_until TEXT,
  arrived_at  TEXT
);
CREATE INDEX telling_need ON telling (need_id, act_id);

-- The need that a line of a talk is about.
ALTER TABLE talk_line ADD COLUMN need_id INTEGER REFERENCES need (id);
CREATE INDEX talk_line_need ON talk_line (need_id, id) WHERE need_id IS NOT NULL;

-- What is said about a need beside the record: staff's notes among themselves, a question to the enterprise, its answer.
-- answers: the question that is answered; closed_at: a question is open no longer.
CREATE TABLE need_remark (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  need_id     INTEGER NOT NULL REFERENCES need (id),
  kind        TEXT    NOT NULL CHECK (kind IN ('note', 'question', 'answer')),
  author      INTEGER NOT NULL,
  author_name TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  answers     INTEGER REFERENCES need_remark (id),
  said_at     TEXT    NOT NULL,
  closed_at   TEXT
);
CREATE INDEX need_remark_need ON need_remark (need_id, id);
