-- SPDX-License-Identifier: GPL-3.0-or-later
-- case: one row for whatever has a reference of its own (an incident, a search,
-- a device in custody, a referral, a standing authority, an issued report), so
-- that every list can name a case without knowing its noun.

-- tables
CREATE TABLE p_case (
  id             TEXT PRIMARY KEY,
  noun           TEXT NOT NULL,            -- "incident" "search" "device" "referral" "authority" "report"
  reference      TEXT NOT NULL,            -- "26-0147"
  year           INTEGER NOT NULL,         -- the two numbers of the reference; of a sealed case ("S-KQMTB") 0 and its entry
  number         INTEGER NOT NULL,
  title          TEXT,
  opened_at      INTEGER NOT NULL,
  opened_by      TEXT NOT NULL,            -- member id
  opened_by_name TEXT,                     -- as it was then
  closed_at      INTEGER,
  state          TEXT NOT NULL             -- "open" "closed"
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX p_case_by_reference ON p_case (year, number);
CREATE INDEX p_case_by_noun ON p_case (noun, opened_at);
-- The entries that can be read: what a list of entries asks.  A sealed one that
-- this member can open stands in the view of the same name over both (journal/sealed.h).
CREATE VIEW p_entry AS
SELECT id, writer, seq, at, author, kind, case_id, request, sealed, body, hash FROM entry WHERE kind <> 'sealed';

-- on incident.recorded search.requested authority.given device.confiscated referral.begun report.issued concern.recorded transfer.begun disclosure.begun
INSERT INTO p_case (id, noun, reference, year, number, title, opened_at, opened_by, opened_by_name, closed_at, state)
VALUES (:case_id, substr (:kind, 1, instr (:kind, '.') - 1), :body ->> 'reference',
        iif (:body ->> 'reference' GLOB 'S-*', 0, CAST (substr (:body ->> 'reference', 1, 2) AS INTEGER)),
        iif (:body ->> 'reference' GLOB 'S-*', @entry, CAST (substr (:body ->> 'reference', 4) AS INTEGER)),
        coalesce (:body ->> 'title', :body ->> 'description', :body ->> 'summary', :body ->> 'device',
                  :body ->> 'person', :body ->> 'owner'),
        @at, :author, :body ->> '$.author.name', NULL, 'open');

-- on incident.amended search.amended
UPDATE p_case SET title = coalesce ((SELECT c.value ->> 'new' FROM json_each (:body -> 'changes') AS c
                                      WHERE c.value ->> 'field' IN ('title', 'device') ORDER BY c.key LIMIT 1), title)
 WHERE id = :case_id;

-- on incident.closed search.closed search.withdrawn search.refused authority.ended referral.closed referral.declined concern.closed transfer.received transfer.withdrawn disclosure.sent disclosure.refused
UPDATE p_case SET state = 'closed', closed_at = @at WHERE id = :case_id;

-- on device.released device.to-police
UPDATE p_case SET state = 'closed', closed_at = @at WHERE id = :case_id;

-- on incident.reopened concern.reopened
UPDATE p_case SET state = 'open', closed_at = NULL WHERE id = :case_id;
