-- Several new entries can be under way at once. present: what is typed next is for this one; the others wait for a tap.
CREATE TABLE note_kept (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  staff_id   INTEGER NOT NULL,
  purpose    TEXT    NOT NULL CHECK (purpose IN ('answer', 'relay', 'search', 'entry')),
  content    TEXT    NOT NULL,
  present    INTEGER NOT NULL DEFAULT 1 CHECK (present IN (0, 1)),
  updated_at TEXT    NOT NULL
);
INSERT INTO note_kept (staff_id, purpose, content, updated_at) SELECT staff_id, purpose, content, updated_at FROM note;
DROP TABLE note;
ALTER TABLE note_kept RENAME TO note;
CREATE UNIQUE INDEX note_one_present ON note (staff_id) WHERE present = 1;
