-- What was submitted, each time: a version is never changed.

-- number: 1 for the first submission, one more each time; a gap is a version whose content was not kept then. action: how
-- it came about. request: what the version before it was returned for. attachments: the SHA-256 of each. digest: of the
-- canonical text (docs/versions.md). content is NULL once it was erased for good, which is the only thing that can happen
-- to a version.
CREATE TABLE need_version (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  need_id     INTEGER NOT NULL REFERENCES need (id),
  number      INTEGER NOT NULL,
  at          TEXT    NOT NULL,
  actor       INTEGER NOT NULL,
  action      TEXT    NOT NULL,
  content     TEXT,
  attachments TEXT    NOT NULL DEFAULT '[]',
  request     TEXT,
  digest      TEXT    NOT NULL,
  UNIQUE (need_id, number)
);

-- The content before a need was last mended, then its present content with the files that it has: which it had before was
-- not kept. need_digest is the program's own function.
WITH
  submitted AS (
    SELECT need_id, at, row_number() OVER (PARTITION BY need_id ORDER BY id) AS number FROM audit
      WHERE action IN ('submit', 'resubmit')
  ),
  latest AS (
    SELECT need.*, max(1 + (earlier IS NOT NULL), (SELECT count(*) FROM submitted WHERE need_id = need.id)) AS number
      FROM need
  ),
  known AS (
    SELECT id, owner, reference, submitted_at, number - 1 AS number, json_remove(earlier, '$.request') AS content,
        '[]' AS attachments, NULL AS request
      FROM latest WHERE earlier IS NOT NULL
    UNION ALL
    SELECT id, owner, reference, submitted_at, number, content,
        (SELECT json_group_array(sha256) FROM attachment
          WHERE need_id = latest.id AND dropped = 0 AND state = 'stored'),
        json_extract(earlier, '$.request')
      FROM latest
  )
INSERT INTO need_version (need_id, number, at, actor, action, content, attachments, request, digest)
  SELECT id, known.number, coalesce(at, submitted_at), owner, CASE known.number WHEN 1 THEN 'submit' ELSE 'resubmit' END,
      content, attachments, request,
      need_digest(reference, known.number, coalesce(at, submitted_at), content, attachments)
    FROM known LEFT JOIN submitted ON submitted.need_id = known.id AND submitted.number = known.number
    ORDER BY id, known.number;

CREATE TRIGGER need_version_is_final BEFORE UPDATE ON need_version
  WHEN NOT (NEW.content IS NULL AND NEW.request IS NULL AND NEW.id = OLD.id AND NEW.need_id = OLD.need_id
    AND NEW.number = OLD.number AND NEW.at = OLD.at AND NEW.actor = OLD.actor AND NEW.action = OLD.action
    AND NEW.attachments = OLD.attachments AND NEW.digest = OLD.digest)
  BEGIN SELECT raise(ABORT, 'versions are never changed'); END;
CREATE TRIGGER need_version_is_kept BEFORE DELETE ON need_version
  BEGIN SELECT raise(ABORT, 'versions are never deleted'); END;

ALTER TABLE need DROP COLUMN earlier;
