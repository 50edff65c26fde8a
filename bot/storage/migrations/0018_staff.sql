-- Members of staff, former ones too. invited_by: who has joined in chat; NULL: who is named in the configuration, since
-- the program first saw it. leagues: JSON list of the only leagues that a member works on; empty: all.
CREATE TABLE staff (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  role       TEXT    NOT NULL CHECK (role IN ('reviewer', 'lead')),
  leagues    TEXT    NOT NULL DEFAULT '[]',
  invited_by INTEGER,
  joined_at  TEXT    NOT NULL,
  removed_at TEXT
);
CREATE UNIQUE INDEX staff_present ON staff (user_id) WHERE removed_at IS NULL;
CREATE INDEX staff_user ON staff (user_id, id);

CREATE INDEX need_holder ON need (holder) WHERE holder IS NOT NULL;

-- An invitation to staff: a link, of which only the digest is kept, that works once and until expires_at. ended_at: it was
-- taken back.
CREATE TABLE staff_invitation (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  digest     TEXT    NOT NULL UNIQUE,
  role       TEXT    NOT NULL CHECK (role IN ('reviewer', 'lead')),
  leagues    TEXT    NOT NULL DEFAULT '[]',
  invited_by INTEGER NOT NULL,
  made_at    TEXT    NOT NULL,
  expires_at TEXT    NOT NULL,
  used_by    INTEGER,
  used_at    TEXT,
  ended_at   TEXT
);

-- Who did what to the list of staff; rows are only ever added. subject: whom it is about, 0 where nobody yet. detail: JSON.
CREATE TABLE staff_act (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         TEXT    NOT NULL,
  actor      INTEGER NOT NULL,
  actor_name TEXT    NOT NULL,
  subject    INTEGER NOT NULL,
  action     TEXT    NOT NULL,
  detail     TEXT    NOT NULL DEFAULT '{}'
);
CREATE TRIGGER staff_act_is_final BEFORE UPDATE ON staff_act
  BEGIN SELECT raise(ABORT, 'staff_act rows are never changed'); END;
CREATE TRIGGER staff_act_is_kept BEFORE DELETE ON staff_act
  BEGIN SELECT raise(ABORT, 'staff_act rows are never deleted'); END;
