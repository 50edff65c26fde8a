-- Rights over data: what was consented to, what is kept for how long, and what is to be erased.

-- The texts that consent was given to, by their digest.
CREATE TABLE notice (
  digest   TEXT PRIMARY KEY,
  text     TEXT NOT NULL,
  first_at TEXT NOT NULL
);

-- Who agreed to which text, when; need_id: what came of the draft. withdrawn_at: the consent was withdrawn.
CREATE TABLE consent (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      INTEGER NOT NULL,
  draft_id     INTEGER NOT NULL,
  need_id      INTEGER REFERENCES need (id),
  digest       TEXT    NOT NULL REFERENCES notice (digest),
  agreed_at    TEXT    NOT NULL,
  withdrawn_at TEXT
);
CREATE INDEX consent_draft ON consent (draft_id);
CREATE INDEX consent_need ON consent (need_id) WHERE need_id IS NOT NULL;
CREATE INDEX consent_user ON consent (user_id);

-- Somebody wants what is stored of him erased, by when, and when it was. needs: the ids of what is to go.
CREATE TABLE erasure (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id     INTEGER NOT NULL,
  needs       TEXT    NOT NULL DEFAULT '[]',
  asked_at    TEXT    NOT NULL,
  due_at      TEXT    NOT NULL,
  reminded_at TEXT,
  done_at     TEXT
);
CREATE UNIQUE INDEX erasure_one_open ON erasure (user_id) WHERE done_at IS NULL;

-- Who wants no reminders of drafts that he has left alone.
CREATE TABLE unreminded (
  user_id INTEGER PRIMARY KEY,
  since   TEXT    NOT NULL
);

-- How often somebody was reminded of a draft since he touched it last, and when he was warned that it will be deleted.
ALTER TABLE draft ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN warned_at TEXT;

-- erased_at: nothing but reference, states and times is left. warned_at: its owner was told that this is about to come.
ALTER TABLE need ADD COLUMN erased_at TEXT;
ALTER TABLE need ADD COLUMN warned_at TEXT;
CREATE INDEX need_kept ON need (state, updated_at) WHERE erased_at IS NULL;

-- The record stays as it is, but for what was written in it about a need that was erased.
DROP TRIGGER audit_is_final;
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit
  WHEN NOT (
    NEW.note = '' AND (NEW.actor_name = OLD.actor_name OR (NEW.actor_name = '' AND OLD.role = 'owner'))
    AND NEW.id = OLD.id AND NEW.need_id = OLD.need_id AND NEW.at = OLD.at AND NEW.actor = OLD.actor
    AND NEW.role = OLD.role AND NEW.action = OLD.action
    AND NEW.from_state = OLD.from_state AND NEW.to_state = OLD.to_state
    AND (SELECT erased_at FROM need WHERE id = OLD.need_id) IS NOT NULL
  )
  BEGIN SELECT raise(ABORT, 'audit rows are never changed'); END;
