-- SPDX-License-Identifier: GPL-3.0-or-later
-- evidence: the pieces of a case, and what members wrote to them.  Where their
-- bytes are, and the key to them, stays in the entry.
-- tables
CREATE TABLE p_evidence (
  id         TEXT PRIMARY KEY,
  entry      INTEGER NOT NULL,
  case_id    TEXT NOT NULL,
  name       TEXT NOT NULL,
  sort       TEXT NOT NULL,
  media      TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  sha256     TEXT NOT NULL,
  pages      INTEGER NOT NULL,
  from_whom  TEXT,
  got_on     TEXT,
  note       TEXT,
  parent_id  TEXT,
  holds      TEXT,
  added_at   INTEGER NOT NULL,
  added_by   TEXT,
  aside      TEXT,
  checked_at INTEGER,
  checked_by TEXT,
  intact     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX p_evidence_by_case ON p_evidence (case_id, entry);
CREATE TABLE p_evidence_note (
  entry       INTEGER PRIMARY KEY,
  evidence_id TEXT NOT NULL,
  page        INTEGER NOT NULL,
  text        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  author      TEXT
) STRICT;
CREATE INDEX p_evidence_note_by_evidence ON p_evidence_note (evidence_id);

-- on evidence.added
INSERT INTO p_evidence (id, entry, case_id, name, sort, media, bytes, sha256, pages, from_whom, got_on, note, parent_id,
                        holds, added_at, added_by)
VALUES (:body ->> 'evidence_id', @entry, :case_id, :body ->> 'name', :body ->> 'sort', :body ->> 'media',
        :body ->> 'bytes', :body ->> 'sha256', coalesce (:body ->> 'pages', 0), :body ->> 'from_whom',
        :body ->> 'got_on', :body ->> 'note', :body ->> 'parent_id', :body ->> 'holds', @at, :body ->> '$.author.name')
    ON CONFLICT DO NOTHING;

-- on evidence.annotated
INSERT INTO p_evidence_note (entry, evidence_id, page, text, at, author)
VALUES (@entry, :body ->> 'evidence_id', coalesce (:body ->> 'page', 0), :body ->> 'text', @at, :body ->> '$.author.name');

-- on evidence.checked
UPDATE p_evidence SET checked_at = @at, checked_by = :body ->> '$.author.name', intact = :body ->> 'intact'
 WHERE id = :body ->> 'evidence_id';

-- on evidence.set-aside
UPDATE p_evidence SET aside = :body ->> 'reason' WHERE id = :body ->> 'evidence_id';
