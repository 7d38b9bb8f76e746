-- SPDX-License-Identifier: GPL-3.0-or-later
-- recovery: the sets of recovery shares, who holds them and when each was last proved.

-- tables
CREATE TABLE p_share_set (
  set_id       TEXT PRIMARY KEY,
  entry        INTEGER NOT NULL,
  state        TEXT NOT NULL,             -- "made" "confirmed" "withdrawn"
  made_at      INTEGER NOT NULL,
  made_by      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE p_share (
  set_id       TEXT NOT NULL,
  share        INTEGER NOT NULL,
  holder       TEXT NOT NULL,
  holder_id    TEXT,
  verifier     TEXT NOT NULL,
  rehearsed_at INTEGER,
  rehearsed_by TEXT,
  PRIMARY KEY (set_id, share)
) STRICT, WITHOUT ROWID;
CREATE TABLE p_share_pair (
  set_id   TEXT NOT NULL,
  pair     TEXT NOT NULL,                 -- "1-2"
  sign_key TEXT NOT NULL,
  box_key  TEXT NOT NULL,
  PRIMARY KEY (set_id, pair)
) STRICT, WITHOUT ROWID;

-- on recovery.shared
INSERT OR IGNORE INTO p_share_set (set_id, entry, state, made_at, made_by)
VALUES (:body ->> 'set', @entry, 'made', @at, :body ->> '$.author.name');
INSERT OR IGNORE INTO p_share (set_id, share, holder, holder_id, verifier)
SELECT :body ->> 'set', value ->> 'share', value ->> 'holder', value ->> 'holder_id', value ->> 'verifier'
  FROM json_each (:body -> 'shares')
 WHERE typeof (value ->> 'share') = 'integer' AND typeof (value ->> 'verifier') = 'text'
   AND typeof (value ->> 'holder') = 'text';
INSERT OR IGNORE INTO p_share_pair (set_id, pair, sign_key, box_key)
SELECT :body ->> 'set', value ->> 'pair', value ->> 'sign_key', value ->> 'box_key'
  FROM json_each (:body -> 'pairs')
 WHERE typeof (value ->> 'pair') = 'text' AND typeof (value ->> 'sign_key') = 'text'
   AND typeof (value ->> 'box_key') = 'text';

-- on recovery.rehearsed
UPDATE p_share SET rehearsed_at = @at, rehearsed_by = :body ->> '$.author.name'
 WHERE set_id = :body ->> 'set' AND share = :body ->> 'share';
UPDATE p_share_set SET state = 'confirmed'
 WHERE set_id = :body ->> 'set' AND state = 'made'
   AND NOT EXISTS (SELECT 1 FROM p_share WHERE set_id = :body ->> 'set' AND rehearsed_at IS NULL);

-- on recovery.withdrawn
UPDATE p_share_set SET state = 'withdrawn' WHERE set_id = :body ->> 'set';
UPDATE p_school SET key_withdrawn_at = @at WHERE :body ->> 'what' = 'key' AND key_withdrawn_at IS NULL;
UPDATE p_school SET rekey_due = 1;

-- on vault.rekeyed
UPDATE p_school SET rekey_due = 0;
