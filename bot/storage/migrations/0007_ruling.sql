-- What is being decided holds no reason: the confirmation's button carries it.
ALTER TABLE ruling DROP COLUMN reason;
