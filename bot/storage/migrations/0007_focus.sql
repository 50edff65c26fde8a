-- Who gets somebody's next text, in one row a person: what was asked of him last, or else the draft that he is writing.

-- asked: what is waited for, as JSON of its name, version and arguments, since when; NULL: nothing beside the draft.
CREATE TABLE focus (
  user_id  INTEGER PRIMARY KEY,
  draft_id INTEGER REFERENCES draft (id) ON DELETE SET NULL,
  asked    TEXT,
  since    TEXT NOT NULL
);
CREATE INDEX focus_draft ON focus (draft_id) WHERE draft_id IS NOT NULL;

INSERT INTO focus (user_id, draft_id, since) SELECT owner, id, updated_at FROM draft WHERE active = 1;
-- Of several things that one person was asked for, the last of these counts, as before.
INSERT INTO focus (user_id, asked, since)
  SELECT asker, json_array('asked.words', 1, json_object('talk', id)), listening_since FROM relay
    WHERE listening_since IS NOT NULL AND ended_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM draft WHERE owner = asker AND active = 1 AND touched > listening)
  ON CONFLICT (user_id) DO UPDATE SET asked = excluded.asked, since = excluded.since;
INSERT INTO focus (user_id, asked, since)
  SELECT staff_id, json_array('asked.reason', 1, json_object('need', need_id, 'do', action, 'fields', json(fields))), updated_at
    FROM ruling WHERE true
  ON CONFLICT (user_id) DO UPDATE SET asked = excluded.asked, since = excluded.since;
INSERT INTO focus (user_id, asked, since)
  SELECT staff_id, CASE purpose
      WHEN 'answer' THEN json_array('asked.answer', 1, json_object('questions', json('[' || (content ->> 'questions') || ']')))
      WHEN 'relay' THEN json_array('asked.reply', 1, json_object('talk', content ->> 'relay'))
      WHEN 'search' THEN json_array('asked.search', 1, json(content))
      ELSE json_array('asked.entry', 1, json_object('note', id))
    END, updated_at
    FROM note WHERE present = 1
  ON CONFLICT (user_id) DO UPDATE SET asked = excluded.asked, since = excluded.since;

DROP TABLE ruling;
DROP INDEX draft_one_active;
ALTER TABLE draft DROP COLUMN active;
ALTER TABLE relay DROP COLUMN listening_since;
ALTER TABLE relay DROP COLUMN listening;

-- What is left of the notes are new entries being written.
DROP INDEX note_one_present;
DELETE FROM note WHERE purpose <> 'entry';
ALTER TABLE note DROP COLUMN present;
ALTER TABLE note DROP COLUMN purpose;
UPDATE note SET content = json_set(content, '$.questions', json('[' || (content ->> 'questions') || ']'));

-- What a prompt asks for stands in its subject, so that a reply to it is known for that.
UPDATE posting SET subject = '["asked.answer", 1, {"questions": [' || replace(substr(subject, 8), ',', ', ') || ']}]'
  WHERE view = 'prompt' AND subject LIKE 'answer:%';
UPDATE posting SET subject = '["asked.reply", 1, {"talk": ' || substr(subject, 7) || '}]'
  WHERE view = 'prompt' AND subject LIKE 'relay:%';

-- One thing, one name: a talk, its lines, and what messages about it are about.
ALTER TABLE relay RENAME TO talk;
ALTER TABLE relay_line RENAME TO talk_line;
ALTER TABLE talk_line RENAME COLUMN relay_id TO talk_id;
DROP INDEX relay_one_open;
DROP INDEX relay_asker;
DROP INDEX relay_line_relay;
DROP INDEX relay_line_question;
DROP INDEX relay_line_card;
CREATE UNIQUE INDEX talk_one_open ON talk (asker) WHERE ended_at IS NULL;
CREATE INDEX talk_asker ON talk (asker);
CREATE INDEX talk_line_talk ON talk_line (talk_id, id);
CREATE INDEX talk_line_question ON talk_line (question_id) WHERE question_id IS NOT NULL;
CREATE INDEX talk_line_card ON talk_line (card) WHERE card IS NOT NULL;
UPDATE outbox SET subject = 'talk:' || substr(subject, 7) WHERE subject LIKE 'relay:%';
