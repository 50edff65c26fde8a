-- A new entry is a draft like a need's, filled in by its own form. about: the questions that it answers, as JSON; NULL: a need.
ALTER TABLE draft ADD COLUMN about TEXT;
DROP INDEX draft_one_a_need;
CREATE UNIQUE INDEX draft_one_a_need ON draft (owner, coalesce(need_id, 0)) WHERE about IS NULL;
CREATE INDEX draft_entry ON draft (owner, touched) WHERE about IS NOT NULL;

-- Entries under way go on at the first field that they lack. What rested on no paper was said as the publisher.
INSERT INTO draft (owner, about, content, touched, created_at, updated_at)
  SELECT staff_id,
    json_object(
      'settlement', coalesce(content ->> 'settlement', 0), 'questions', json(content -> 'questions'),
      'asked', content ->> 'asked', 'note', id
    ),
    json_object('owner', staff_id, 'step', '', 'values', json_patch('{}', json_object(
      'question', content ->> 'question', 'answer', content ->> 'answer', 'topic', content ->> 'topic',
      'status', CASE content ->> 'publisher' WHEN '-' THEN 'own' ELSE content ->> 'status' END,
      'publisher', nullif(content ->> 'publisher', '-'), 'published', content ->> 'date'
    ))),
    touched, updated_at, updated_at
  FROM note;
UPDATE focus SET asked = NULL, draft_id = (
    SELECT id FROM draft WHERE about ->> 'note' = asked ->> '$[2].note'
  ) WHERE asked ->> '$[0]' = 'asked.entry';
UPDATE draft SET about = json_remove(about, '$.note'), content = json_set(content, '$.id', id) WHERE about IS NOT NULL;
DROP TABLE note;
