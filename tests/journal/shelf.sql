-- SPDX-License-Identifier: GPL-3.0-or-later
-- shelf: a projection in little, with each thing that the reader must bear.

-- tables
CREATE TABLE p_shelf (entry INTEGER PRIMARY KEY, name TEXT, at INTEGER, hash TEXT) STRICT;
CREATE UNIQUE INDEX p_shelf_by_name ON p_shelf (name, entry);
CREATE TABLE p_tally (kind TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE p_asked (entry INTEGER NOT NULL, what TEXT NOT NULL) STRICT;
CREATE VIEW p_named AS SELECT s.entry FROM p_shelf AS s WHERE s.name <> 'from p_shelf; not a word';

-- on backup.verified vault.restored
INSERT INTO p_shelf (entry, name, at, hash)
VALUES (@entry, coalesce (:body ->> 'name', :body ->> 'from'), @at, :hash); -- p_shelf; in a comment
UPDATE p_shelf SET name = name || (SELECT count (*) FROM p_shelf AS other WHERE other.name = p_shelf.name)
 WHERE entry = @entry AND p_shelf.name IS NOT 'INTO p_tally; DELETE FROM p_tally';

-- on *
INSERT INTO p_tally (kind, n) VALUES (:kind, 1) ON CONFLICT (kind) DO UPDATE SET n = p_tally.n + 1;

-- on * with clocks
INSERT INTO p_tally (kind, n) VALUES ('clocked', json_array_length (:body, '$.clocks'))
ON CONFLICT (kind) DO UPDATE SET n = n + excluded.n;

-- on * about a case
INSERT INTO p_asked (entry, what) VALUES (@entry, 'about a case');

-- on backup.verified
INSERT INTO p_asked (entry, what) VALUES (@entry, 'before the question');
-- The first backup has none before it.
SELECT 1 FROM p_shelf WHERE entry < @entry;
INSERT INTO p_asked (entry, what) VALUES (@entry, 'after it');
UPDATE p_asked SET what = what || ' twice' WHERE entry = @entry AND what = 'after it';

-- on backup.verified
INSERT INTO p_asked (entry, what) VALUES (@entry, 'in the next section');
