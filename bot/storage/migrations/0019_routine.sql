-- What staff were reminded of already, each step once: of which need (0: of none), and since when it was as it is.
CREATE TABLE routine (
  kind     TEXT    NOT NULL,
  need_id  INTEGER NOT NULL,
  step     TEXT    NOT NULL,
  said_at  TEXT    NOT NULL,
  PRIMARY KEY (kind, need_id, step)
);
