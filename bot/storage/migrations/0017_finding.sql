-- Finding needs, and how long each has waited.

-- Since when a need has been with staff: since its last submission or re-opening. again: it was mended for that. place:
-- its number in the line, one more each time, so that who came first is not told by a clock.
ALTER TABLE need ADD COLUMN waiting_since TEXT;
ALTER TABLE need ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
ALTER TABLE need ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE need SET
  waiting_since = submitted_at,
  again = EXISTS (SELECT 1 FROM audit WHERE need_id = need.id AND action = 'resubmit'),
  place = coalesce((SELECT max(id) FROM audit WHERE need_id = need.id AND action IN ('submit', 'resubmit', 'reopen')), 0);
UPDATE need SET waiting_since = (SELECT at FROM audit WHERE id = place) WHERE place > 0;

-- What lists are filtered and sorted by besides: the option of the form's field of that role, and the months it may take.
ALTER TABLE need ADD COLUMN domain TEXT;
ALTER TABLE need ADD COLUMN months INTEGER;

-- Pages and counts are read off these alone. need_waiting: of what waits for staff, word for word as the program asks.
DROP INDEX need_queue;
CREATE INDEX need_place ON need (place);
CREATE INDEX need_state ON need (state, place, league, holder, again, domain, waiting_since);
CREATE INDEX need_waiting ON need (place, state, league, holder, again, domain, waiting_since)
  WHERE state IN ('submitted', 'in_review');
CREATE INDEX need_months ON need (months, place, state, league, holder, again, domain, waiting_since)
  WHERE state IN ('submitted', 'in_review');

-- How many needs there are in each state, by league; '-' where there is none.
CREATE TABLE need_count (
  state  TEXT    NOT NULL,
  league TEXT    NOT NULL,
  needs  INTEGER NOT NULL,
  PRIMARY KEY (state, league)
) WITHOUT ROWID;
INSERT INTO need_count SELECT state, coalesce(league, '-'), count(*) FROM need GROUP BY state, coalesce(league, '-');
CREATE TRIGGER need_counted AFTER INSERT ON need BEGIN
  INSERT INTO need_count VALUES (NEW.state, coalesce(NEW.league, '-'), 1)
    ON CONFLICT (state, league) DO UPDATE SET needs = needs + 1;
END;
CREATE TRIGGER need_recounted AFTER UPDATE OF state, league ON need BEGIN
  UPDATE need_count SET needs = needs - 1 WHERE state = OLD.state AND league = coalesce(OLD.league, '-');
  INSERT INTO need_count VALUES (NEW.state, coalesce(NEW.league, '-'), 1)
    ON CONFLICT (state, league) DO UPDATE SET needs = needs + 1;
END;

-- What a need is found by: what names it, its heading, and its text, each without signs; and the index over these, of
-- pairs of characters. need_unread: whose content is newer than that. The index holds no text itself.
CREATE TABLE need_words (
  id    INTEGER PRIMARY KEY REFERENCES need (id),
  exact TEXT    NOT NULL,
  head  TEXT    NOT NULL,
  body  TEXT    NOT NULL
);
CREATE VIRTUAL TABLE need_index USING fts5 (exact, head, body, content = '', tokenize = 'ascii');
CREATE TABLE need_unread (
  id INTEGER PRIMARY KEY REFERENCES need (id)
);
INSERT INTO need_unread SELECT id FROM need WHERE erased_at IS NULL;
CREATE TRIGGER need_unread_when_new AFTER INSERT ON need BEGIN
  INSERT INTO need_unread VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER need_unread_when_changed AFTER UPDATE OF content ON need BEGIN
  INSERT INTO need_unread VALUES (NEW.id) ON CONFLICT DO NOTHING;
END;

-- The filters that a member of staff has set on the queue.
CREATE TABLE queue_view (
  user_id INTEGER PRIMARY KEY,
  view    TEXT NOT NULL
);

-- Questions of staff's own wait for nobody, unless they were handed over, and are in no statistics.
ALTER TABLE question ADD COLUMN staff INTEGER NOT NULL DEFAULT 0;
DROP INDEX question_waiting;
CREATE INDEX question_waiting ON question (id)
  WHERE settlement_id IS NULL AND (handed_over_at IS NOT NULL OR (staff = 0 AND (outcome IN ('unknown', 'handoff') OR vote = -1)));
DROP INDEX question_undecided;
CREATE INDEX question_undecided ON question (outcome, asked_at)
  WHERE staff = 0 AND settlement_id IS NULL AND outcome = 'choices' AND entry_id IS NULL AND handed_over_at IS NULL AND vote IS NULL;
