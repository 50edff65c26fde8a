-- Since when a talk has its holder: whoever is given one has his own time to answer. NULL: since before this was kept.
ALTER TABLE talk ADD COLUMN held_since TEXT;
