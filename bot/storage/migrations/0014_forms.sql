-- On which form something is written, or was submitted, by the name of the form's file.
ALTER TABLE draft ADD COLUMN form TEXT NOT NULL DEFAULT 'need';
ALTER TABLE need ADD COLUMN form TEXT NOT NULL DEFAULT 'need';

DROP INDEX IF EXISTS draft_one_a_need;
CREATE UNIQUE INDEX draft_one_a_form ON draft (owner, coalesce(need_id, 0), form) WHERE about IS NULL;
