-- SPDX-License-Identifier: GPL-3.0-or-later
-- outgoing: what left the program, to whom and why.
-- tables
CREATE TABLE p_outgoing (
  entry    INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  by_name  TEXT NOT NULL,
  document TEXT NOT NULL,
  about_id TEXT,
  about    TEXT,
  piece_id TEXT,                       -- the attachment whose bytes they were
  hash     TEXT NOT NULL,
  pages    INTEGER NOT NULL,
  to_whom  TEXT NOT NULL,
  why      TEXT NOT NULL,
  way      TEXT NOT NULL,
  code     TEXT,                       -- that stands on it and comes back with a receipt
  locked   INTEGER NOT NULL            -- whether the file opens with its words only (B50)
) STRICT;
CREATE INDEX p_outgoing_by_about ON p_outgoing (about_id);
-- on page.made
INSERT INTO p_outgoing (entry, at, by_name, document, about_id, about, piece_id, hash, pages, to_whom, why, way, code,
                        locked)
VALUES (@entry, @at, :body ->> '$.author.name', :body ->> 'document', :body ->> 'about_id', :body ->> 'about',
        :body ->> 'piece_id', :body ->> 'hash', :body ->> 'pages', :body ->> 'to_whom', :body ->> 'why', :body ->> 'way',
        :body ->> 'code', coalesce (:body ->> 'locked', 0));
