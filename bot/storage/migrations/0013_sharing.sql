-- Drafts of new needs side by side, with names; colleagues who fill in a draft, or follow a need, with its owner.

-- name: what its owner calls it; empty: it goes by what it is about. A returned need is mended in one draft.
ALTER TABLE draft ADD COLUMN name TEXT NOT NULL DEFAULT '';
DROP INDEX draft_one_a_need;
CREATE UNIQUE INDEX draft_one_a_need ON draft (need_id) WHERE need_id IS NOT NULL;
CREATE INDEX draft_owner ON draft (owner, touched);

-- An invitation to a draft, or to a need and what mends it: a link, of which only the digest is kept, that works once and
-- until expires_at. user_id, name: who has joined by it. ended_at: it was taken back, or he has left.
CREATE TABLE sharing (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  draft_id   INTEGER REFERENCES draft (id) ON DELETE CASCADE,
  need_id    INTEGER REFERENCES need (id) ON DELETE CASCADE,
  invited_by INTEGER NOT NULL,
  digest     TEXT    NOT NULL UNIQUE,
  made_at    TEXT    NOT NULL,
  expires_at TEXT    NOT NULL,
  user_id    INTEGER,
  name       TEXT    NOT NULL DEFAULT '',
  joined_at  TEXT,
  ended_at   TEXT,
  CHECK ((draft_id IS NULL) <> (need_id IS NULL)),
  CHECK ((user_id IS NULL) = (joined_at IS NULL))
);
CREATE INDEX sharing_draft ON sharing (draft_id) WHERE draft_id IS NOT NULL;
CREATE INDEX sharing_need ON sharing (need_id) WHERE need_id IS NOT NULL;
CREATE INDEX sharing_user ON sharing (user_id) WHERE user_id IS NOT NULL AND ended_at IS NULL;

-- Of several who write one draft: the step that each was shown last, and what the others have changed since, as JSON of
-- pairs of who and which field.
CREATE TABLE seen (
  draft_id INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  user_id  INTEGER NOT NULL,
  step     TEXT    NOT NULL DEFAULT '',
  changes  TEXT    NOT NULL DEFAULT '[]',
  PRIMARY KEY (draft_id, user_id)
);
