-- SPDX-License-Identifier: GPL-3.0-or-later
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The tables of truth.  They change almost never; everything else (p_*) is
-- derived and may be dropped and replayed from entry at any time.

CREATE TABLE entry (
  id        INTEGER PRIMARY KEY,         -- order in which this vault received it; gapless
  writer    TEXT NOT NULL,               -- one member on one machine
  seq       INTEGER NOT NULL,            -- gapless for each writer, from 1
  prev_hash BLOB NOT NULL,               -- this writer's entry before (32 zero bytes for the first)
  seen_hash BLOB NOT NULL,               -- the newest entry of any writer when this was written
  at        INTEGER NOT NULL,            -- recorded: microseconds UTC, never earlier than the entry before
  author    TEXT NOT NULL,               -- member id
  kind      TEXT NOT NULL,
  case_id   TEXT,
  request   TEXT NOT NULL,               -- made by the client: the same act twice is one entry
  sealed    INTEGER NOT NULL DEFAULT 0,
  body      BLOB NOT NULL,               -- the signed bytes: JSON, or ciphertext when sealed
  hash      BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_by_writer ON entry (writer, seq);
CREATE UNIQUE INDEX entry_by_request ON entry (request);
CREATE INDEX entry_by_case ON entry (case_id, id);
CREATE INDEX entry_by_kind ON entry (kind, id);

-- What an entry refers to by hash and keeps whole: issued pages, figures, packs.
CREATE TABLE blob (
  hash  TEXT PRIMARY KEY,                -- BLAKE2b-256, hexadecimal
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Half-written text, encrypted to its own writer; not part of the record.
CREATE TABLE draft (
  id       TEXT PRIMARY KEY,
  member   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  case_id  TEXT,
  saved_at INTEGER NOT NULL,
  bytes    BLOB NOT NULL
) STRICT;

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- A plain "no update, no delete" is walked around by INSERT OR REPLACE, which
-- deletes without a trigger: demanding the next number leaves it nothing to replace.
CREATE TRIGGER entry_appends BEFORE INSERT ON entry BEGIN
  SELECT RAISE (ABORT, 'entry: out of order')
   WHERE NEW.id IS NOT (SELECT coalesce (max (id), 0) + 1 FROM entry)
      OR NEW.seq IS NOT (SELECT coalesce (max (seq), 0) + 1 FROM entry WHERE writer = NEW.writer)
      OR NEW.prev_hash IS NOT coalesce ((SELECT hash FROM entry WHERE writer = NEW.writer ORDER BY seq DESC LIMIT 1),
                                        zeroblob (32))
      OR NEW.seen_hash IS NOT coalesce ((SELECT hash FROM entry ORDER BY id DESC LIMIT 1), zeroblob (32))
      OR NEW.at < coalesce ((SELECT at FROM entry ORDER BY id DESC LIMIT 1), 0)
      OR EXISTS (SELECT 1 FROM entry WHERE request = NEW.request);
END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE (ABORT, 'entry: never changed'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE (ABORT, 'entry: never removed'); END;
CREATE TRIGGER blob_appends BEFORE INSERT ON blob BEGIN
  SELECT RAISE (ABORT, 'blob: already kept') WHERE EXISTS (SELECT 1 FROM blob WHERE hash = NEW.hash);
END;
CREATE TRIGGER blob_stays BEFORE UPDATE ON blob BEGIN SELECT RAISE (ABORT, 'blob: never changed'); END;
CREATE TRIGGER blob_remains BEFORE DELETE ON blob BEGIN SELECT RAISE (ABORT, 'blob: never removed'); END;
