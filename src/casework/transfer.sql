-- SPDX-License-Identifier: GPL-3.0-or-later
-- transfer: files on their way to another school, and whether they arrived.

-- tables
CREATE TABLE p_transfer (
  id            TEXT PRIMARY KEY,
  entry         INTEGER NOT NULL,
  reference     TEXT NOT NULL,
  state         TEXT NOT NULL,           -- "begun" "sent" "received" "withdrawn"
  person_id     TEXT NOT NULL,
  person        TEXT NOT NULL,
  school        TEXT NOT NULL,
  address       TEXT,
  contact       TEXT,
  left_on       TEXT NOT NULL,
  starts_on     TEXT,
  begun_at      INTEGER NOT NULL,
  begun_by      TEXT,
  sent_at       INTEGER,
  method        TEXT,
  sent_to       TEXT,
  sent_by       TEXT,
  pack_hash     TEXT,
  pages         INTEGER,
  code          TEXT,
  received_at   INTEGER,
  received_by   TEXT,
  received_role TEXT,
  proven        INTEGER,
  known_how     TEXT,
  withdrawn     TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX p_transfer_by_person ON p_transfer (person_id);
CREATE TABLE p_chase (
  entry       INTEGER PRIMARY KEY,
  transfer_id TEXT NOT NULL,
  at          INTEGER NOT NULL,
  spoke_to    TEXT NOT NULL,
  said        TEXT NOT NULL,
  recorded_by TEXT
) STRICT;
CREATE INDEX p_chase_by_transfer ON p_chase (transfer_id);

-- on transfer.begun
INSERT INTO p_transfer (id, entry, reference, state, person_id, person, school, address, contact, left_on, starts_on,
                        begun_at, begun_by)
VALUES (:case_id, @entry, :body ->> 'reference', 'begun', :body ->> 'person_id', :body ->> 'person', :body ->> 'school',
        :body ->> 'address', :body ->> 'contact', :body ->> 'left_on', :body ->> 'starts_on', @at,
        :body ->> '$.author.name');

-- on transfer.sent
UPDATE p_transfer SET state = 'sent', sent_at = :body ->> 'at', method = :body ->> 'method', sent_to = :body ->> 'to',
       sent_by = :body ->> 'by', pack_hash = :body ->> 'pack_hash', pages = :body ->> 'pages', code = :body ->> 'code'
 WHERE id = :case_id;

-- on transfer.chased
INSERT INTO p_chase (entry, transfer_id, at, spoke_to, said, recorded_by)
VALUES (@entry, :case_id, :body ->> 'at', :body ->> 'spoke_to', :body ->> 'said', :body ->> '$.author.name');

-- on transfer.received
UPDATE p_transfer SET state = 'received', received_at = :body ->> 'at', received_by = :body ->> 'who',
       received_role = :body ->> 'role', proven = :body ->> 'code' IS NOT NULL, known_how = :body ->> 'how'
 WHERE id = :case_id;

-- on transfer.withdrawn
UPDATE p_transfer SET state = 'withdrawn', withdrawn = :body ->> 'reason' WHERE id = :case_id;
