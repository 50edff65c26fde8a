-- The record proves itself: each thing that is done and recorded has a line, and each line follows from the one before.

-- What staff or the program did that has no row of another table: exports and erasures. subject: the need's or person's id.
CREATE TABLE deed (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         TEXT    NOT NULL,
  did        TEXT    NOT NULL,
  actor      INTEGER NOT NULL,
  actor_name TEXT    NOT NULL,
  subject    INTEGER,
  detail     TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX deed_subject ON deed (did, subject);
CREATE TRIGGER deed_is_final BEFORE UPDATE ON deed BEGIN SELECT raise(ABORT, 'deeds are never changed'); END;
CREATE TRIGGER deed_is_kept BEFORE DELETE ON deed BEGIN SELECT raise(ABORT, 'deeds are never deleted'); END;

-- seq has no gaps. facts, words: digests of what the row says; salt: without it nobody can guess the words from their
-- digest, and so it goes when they are erased. hash: of the one before and all of this line but the salt.
CREATE TABLE chain (
  seq    INTEGER PRIMARY KEY,
  kind   TEXT    NOT NULL,
  row_id INTEGER NOT NULL,
  facts  TEXT    NOT NULL,
  words  TEXT    NOT NULL,
  salt   TEXT,
  hash   TEXT    NOT NULL,
  UNIQUE (kind, row_id)
);
CREATE TRIGGER chain_is_final BEFORE UPDATE ON chain
  WHEN NOT (NEW.salt IS NULL AND NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.row_id = OLD.row_id
    AND NEW.facts = OLD.facts AND NEW.words = OLD.words AND NEW.hash = OLD.hash)
  BEGIN SELECT raise(ABORT, 'the chain is never changed'); END;
CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain BEGIN SELECT raise(ABORT, 'the chain is never cut'); END;

-- The last line, so that one that is cut off is missed.
CREATE TABLE chain_head (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  seq  INTEGER NOT NULL,
  hash TEXT    NOT NULL
);

-- What was recorded before, in the order in which it was done, and after it what was erased of it.
INSERT INTO deed (at, did, actor, actor_name, subject)
  SELECT erased_at, 'erasure', 0, '', id FROM need WHERE erased_at IS NOT NULL ORDER BY erased_at, id;
CREATE TEMP TABLE adopted (
  seq    INTEGER PRIMARY KEY,
  kind   TEXT,
  row_id INTEGER,
  salt   TEXT,
  facts  TEXT,
  words  TEXT
);
INSERT INTO adopted (seq, kind, row_id, salt, facts, words)
  WITH salted AS (
    SELECT at, 1 AS place, 'act' AS kind, id AS row_id, lower(hex(randomblob(16))) AS salt FROM audit
    UNION ALL SELECT at, 2, 'version', id, lower(hex(randomblob(16))) FROM need_version
    UNION ALL SELECT at, 3, 'deed', id, lower(hex(randomblob(16))) FROM deed
  )
  SELECT row_number() OVER (ORDER BY place = 3, salted.at, place, row_id), kind, row_id, salt,
      CASE kind
        WHEN 'act' THEN chain_digest(kind, audit.id, audit.need_id, audit.at, audit.actor, audit.role, audit.action,
          audit.from_state, audit.to_state, CASE audit.role WHEN 'owner' THEN '' ELSE audit.actor_name END)
        WHEN 'version' THEN chain_digest(kind, version.id, version.need_id, version.number, version.at, version.actor,
          version.action, version.attachments, version.digest)
        ELSE chain_digest(kind, deed.id, deed.at, deed.did, deed.actor, deed.actor_name, deed.subject, deed.detail)
      END,
      CASE kind
        WHEN 'act' THEN chain_digest(salt, audit.note, CASE audit.role WHEN 'owner' THEN audit.actor_name ELSE '' END)
        WHEN 'version' THEN chain_digest(salt, version.content, version.request)
        ELSE chain_digest(salt)
      END
    FROM salted
      LEFT JOIN audit ON salted.kind = 'act' AND audit.id = row_id
      LEFT JOIN need_version AS version ON salted.kind = 'version' AND version.id = row_id
      LEFT JOIN deed ON salted.kind = 'deed' AND deed.id = row_id;
INSERT INTO chain (seq, kind, row_id, facts, words, salt, hash)
  WITH RECURSIVE linked (seq, hash) AS (
    SELECT 0, ''
    UNION ALL
    SELECT adopted.seq, chain_digest(linked.hash, adopted.seq, kind, row_id, facts, words)
      FROM linked JOIN adopted ON adopted.seq = linked.seq + 1
  )
  SELECT adopted.seq, kind, row_id, facts, words,
      CASE WHEN kind <> 'deed' AND (SELECT erased_at FROM need WHERE id = coalesce(
        (SELECT need_id FROM audit WHERE kind = 'act' AND audit.id = row_id),
        (SELECT need_id FROM need_version WHERE kind = 'version' AND need_version.id = row_id))) IS NOT NULL
        THEN NULL ELSE salt END,
      hash
    FROM adopted JOIN linked ON linked.seq = adopted.seq
    ORDER BY adopted.seq;
DROP TABLE adopted;
INSERT INTO chain_head (id, seq, hash)
  SELECT 1, coalesce(max(seq), 0), coalesce((SELECT hash FROM chain ORDER BY seq DESC LIMIT 1), '') FROM chain;
