-- On which form something is written, or was submitted, by the name of the form's file.
ALTER TABLE draft ADD COLUMN form TEXT NOT NULL DEFAULT 'need';
ALTER TABLE need ADD COLUMN form TEXT NOT NULL DEFAULT 'need';
