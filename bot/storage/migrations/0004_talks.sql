-- One talk a person, about as many questions as he hands over; what was told once.

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
