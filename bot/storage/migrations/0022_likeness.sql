-- Needs that may be the same, and those that staff treat as one.

-- What a need is about, as numbers (bot/needs/likeness.py): needs that are alike have many of them in common.
CREATE TABLE sketch (
  number  INTEGER NOT NULL,
  need_id INTEGER NOT NULL REFERENCES need (id),
  PRIMARY KEY (number, need_id)
);
CREATE INDEX sketch_need ON sketch (need_id);

-- How sure it is that a need is the same as an earlier one, in percent.
CREATE TABLE likeness (
  need_id  INTEGER NOT NULL REFERENCES need (id),
  other_id INTEGER NOT NULL REFERENCES need (id),
  percent  INTEGER NOT NULL,
  PRIMARY KEY (need_id, other_id)
);
CREATE INDEX likeness_other ON likeness (other_id);

-- What staff have done about two needs, need_id the smaller: joined 1, they are treated as one, for the reason noted; 0, no
-- longer. The last row of two needs counts. Rows are never changed, but for the note on a need that was erased.
CREATE TABLE merger (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  need_id    INTEGER NOT NULL REFERENCES need (id),
  other_id   INTEGER NOT NULL REFERENCES need (id),
  joined     INTEGER NOT NULL,
  at         TEXT    NOT NULL,
  actor      INTEGER NOT NULL,
  actor_name TEXT    NOT NULL,
  note       TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX merger_need ON merger (need_id, other_id);
CREATE INDEX merger_other ON merger (other_id);
CREATE TRIGGER merger_is_final BEFORE UPDATE ON merger
  WHEN NOT (
    NEW.note = '' AND NEW.id = OLD.id AND NEW.need_id = OLD.need_id AND NEW.other_id = OLD.other_id
    AND NEW.joined = OLD.joined AND NEW.at = OLD.at AND NEW.actor = OLD.actor AND NEW.actor_name = OLD.actor_name
    AND EXISTS (SELECT 1 FROM need WHERE id IN (OLD.need_id, OLD.other_id) AND erased_at IS NOT NULL)
  )
  BEGIN SELECT raise(ABORT, 'rows of merger are never changed'); END;
CREATE TRIGGER merger_is_kept BEFORE DELETE ON merger
  BEGIN SELECT raise(ABORT, 'rows of merger are never deleted'); END;
