-- Files that enterprises send with their needs. What is in them lies beside the database, by its SHA-256 (bot.storage.shelf).

-- Contents that lie there, or are about to: noted before they are put there, and until nothing refers to them.
CREATE TABLE content (
  sha256     TEXT    PRIMARY KEY,
  size       INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  created_at TEXT    NOT NULL
);

-- A file belongs to a draft or to a need; to neither as long as its sender has not said what it is for (offered).
-- waiting: it is still at Telegram, as file_id. stored: its content is on disk. failed: it was not taken, `why` says why.
-- told: its sender has been told what became of it. field: what was being asked when it came. album: of what came
-- together. dropped: it was taken out when the need was mended, and is kept for the record.
CREATE TABLE attachment (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  owner      INTEGER NOT NULL,
  draft_id   INTEGER REFERENCES draft (id) ON DELETE CASCADE,
  need_id    INTEGER REFERENCES need (id) ON DELETE CASCADE,
  field      TEXT,
  name       TEXT    NOT NULL,
  caption    TEXT    NOT NULL DEFAULT '',
  size       INTEGER,
  file_id    TEXT    NOT NULL,
  album      TEXT,
  state      TEXT    NOT NULL CHECK (state IN ('offered', 'waiting', 'stored', 'failed')),
  why        TEXT,
  told       INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
  attempts   INTEGER NOT NULL DEFAULT 0,
  sha256     TEXT    REFERENCES content (sha256),
  dropped    INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1)),
  created_at TEXT    NOT NULL,
  CHECK (draft_id IS NULL OR need_id IS NULL),
  CHECK ((state = 'stored') = (sha256 IS NOT NULL))
);
-- The same content twice in one draft or need is one file.
CREATE UNIQUE INDEX attachment_one_a_draft ON attachment (draft_id, sha256) WHERE draft_id IS NOT NULL;
CREATE UNIQUE INDEX attachment_one_a_need ON attachment (need_id, sha256) WHERE need_id IS NOT NULL AND dropped = 0;
CREATE INDEX attachment_waiting ON attachment (owner, id) WHERE state = 'waiting';
CREATE INDEX attachment_untold ON attachment (owner, id) WHERE told = 0;
CREATE INDEX attachment_content ON attachment (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX attachment_loose ON attachment (owner, album) WHERE state = 'offered';
