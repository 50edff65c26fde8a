-- A member of staff may be filling in a need of his own when he begins a new entry: that has his next text again afterwards.
ALTER TABLE focus ADD COLUMN beneath INTEGER REFERENCES draft (id) ON DELETE SET NULL;
CREATE INDEX focus_beneath ON focus (beneath) WHERE beneath IS NOT NULL;
