-- SPDX-License-Identifier: GPL-3.0-or-later
-- enclosure: of each attachment whether it goes along with what leaves, as was said last.

-- tables
CREATE TABLE p_enclosure (
  about_id    TEXT NOT NULL,
  evidence_id TEXT NOT NULL,
  entry       INTEGER NOT NULL,
  goes        INTEGER NOT NULL,
  ground      TEXT,
  why         TEXT NOT NULL,
  at          INTEGER NOT NULL,
  by          TEXT,
  PRIMARY KEY (about_id, evidence_id)
) STRICT, WITHOUT ROWID;

-- on transfer.enclosed disclosure.enclosed
INSERT INTO p_enclosure (about_id, evidence_id, entry, goes, ground, why, at, by)
VALUES (:case_id, :body ->> 'evidence_id', @entry, :body ->> 'goes', :body ->> 'ground', :body ->> 'why', @at,
        :body ->> '$.author.name')
    ON CONFLICT DO UPDATE SET entry = excluded.entry, goes = excluded.goes, ground = excluded.ground,
       why = excluded.why, at = excluded.at, by = excluded.by;
