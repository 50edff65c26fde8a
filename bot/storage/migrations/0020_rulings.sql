-- Decisions being put into words, and the reasons that are ready to be given.

-- One a member of staff and need. fields: the keys of those that are ticked, in the order of ticking (JSON). reasons: by
-- key, those of single fields (JSON). reason: that of the others. asking: the field that the next text is for, '' for all.
-- revision: that of the need; once it has another, the ruling is void.
CREATE TABLE ruling (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  staff_id   INTEGER NOT NULL,
  need_id    INTEGER NOT NULL REFERENCES need (id),
  action     TEXT    NOT NULL,
  fields     TEXT    NOT NULL DEFAULT '[]',
  reasons    TEXT    NOT NULL DEFAULT '{}',
  reason     TEXT    NOT NULL DEFAULT '',
  asking     TEXT    NOT NULL DEFAULT '',
  revision   INTEGER NOT NULL,
  begun_at   TEXT    NOT NULL,
  updated_at TEXT    NOT NULL,
  UNIQUE (staff_id, need_id)
);
CREATE INDEX ruling_need ON ruling (need_id);

-- Reasons that were given, and how often: those of a field of a form, or ('') of a whole decision.
CREATE TABLE ready_reason (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  form   TEXT    NOT NULL,
  action TEXT    NOT NULL,
  field  TEXT    NOT NULL,
  text   TEXT    NOT NULL,
  uses   INTEGER NOT NULL,
  UNIQUE (form, action, field, text)
);

-- What was being written stood with what was asked for last.
INSERT INTO ruling (staff_id, need_id, action, fields, reason, revision, begun_at, updated_at)
  SELECT user_id, need.id, asked ->> '$[2].do', coalesce(asked -> '$[2].fields', '[]'),
      coalesce(asked ->> '$[2].reason', ''), need.revision, since, since
    FROM focus JOIN need ON need.id = asked ->> '$[2].need'
    WHERE asked ->> '$[0]' = 'asked.reason';
