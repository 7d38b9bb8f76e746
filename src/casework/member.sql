-- SPDX-License-Identifier: GPL-3.0-or-later
-- member: who may sit at the desk, under which roles from when until when, and
-- the public keys that the journal made known for them.

-- tables
CREATE TABLE p_member (
  id         TEXT PRIMARY KEY,             -- also the id of the person
  name       TEXT NOT NULL,
  state      TEXT NOT NULL,                -- "invited" "active" "left"
  sign_key   TEXT,
  box_key    TEXT,
  invited_at INTEGER,
  expires    INTEGER,                      -- of the invitation
  joined_at  INTEGER,
  left_at    INTEGER,
  invited_by TEXT,                         -- whose code let them in
  keyed_at   INTEGER,                      -- since when they have this key
  keyed_how  TEXT,                         -- "founded" "enrolled" "recovered"
  confirmed_at INTEGER,                    -- when somebody compared its safety words; NULL: nobody yet
  confirmed_by TEXT,
  half_by    TEXT,                         -- who compared the words of a changed key first: two persons do (member.c)
  half_name  TEXT
) STRICT, WITHOUT ROWID;
-- A role is in force from its first day until its last, both inclusive; NULL is open.
CREATE TABLE p_member_role (
  member_id TEXT NOT NULL,
  role      TEXT NOT NULL,
  from_day  TEXT,
  until_day TEXT,
  entry     INTEGER NOT NULL,
  PRIMARY KEY (member_id, role, entry)
) STRICT, WITHOUT ROWID;
-- What the vault is for: one row.
CREATE TABLE p_school (
  one              INTEGER PRIMARY KEY CHECK (one = 1),
  name             TEXT NOT NULL,
  dfe_number       TEXT NOT NULL,
  zone             TEXT NOT NULL,
  recovery_box_key TEXT NOT NULL,
  recovery_sign_key TEXT NOT NULL,
  confirmed_at     INTEGER,
  key_withdrawn_at INTEGER,                -- since when the twelve words open nothing
  rekey_due        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE p_pack (
  entry   INTEGER PRIMARY KEY,
  pack    TEXT NOT NULL,
  version TEXT NOT NULL,
  title   TEXT NOT NULL,
  hash    TEXT NOT NULL,
  base    TEXT,                            -- of the pack below, when it is the school's own changes over it
  layer   TEXT,                            -- and of those changes
  reason  TEXT,
  at      INTEGER NOT NULL,
  by      TEXT NOT NULL
) STRICT;

-- on vault.created
INSERT INTO p_school (one, name, dfe_number, zone, recovery_box_key, recovery_sign_key)
VALUES (1, :body ->> 'school', :body ->> 'dfe_number', :body ->> 'zone', :body ->> 'recovery_box_key',
        :body ->> 'recovery_sign_key');
INSERT INTO p_member (id, name, state, sign_key, box_key, joined_at, keyed_at, keyed_how, confirmed_at, confirmed_by)
VALUES (:body ->> 'member_id', :body ->> 'member_name', 'active', :body ->> 'sign_key', :body ->> 'box_key', @at, @at,
        'founded', @at, :body ->> 'member_name');
INSERT INTO p_member_role (member_id, role, entry)
SELECT DISTINCT :body ->> 'member_id', value, @entry FROM json_each (:body -> 'member_roles');

-- on recovery.confirmed
UPDATE p_school SET confirmed_at = @at WHERE confirmed_at IS NULL;

-- on member.invited
-- A member who is invited again (their keyring was lost) stays a member meanwhile.
INSERT INTO p_member (id, name, state, invited_at, expires, invited_by)
VALUES (:body ->> 'member_id', :body ->> 'name', 'invited', @at, :body ->> 'expires', :author)
ON CONFLICT (id) DO UPDATE SET invited_at = excluded.invited_at, expires = excluded.expires,
                               invited_by = excluded.invited_by;

-- on member.enrolled member.joined
INSERT INTO p_member (id, name, state, sign_key, box_key, joined_at, keyed_at, keyed_how)
VALUES (:body ->> 'member_id', :body ->> 'name', 'active', :body ->> 'sign_key', :body ->> 'box_key', @at, @at,
        'enrolled')
ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = 'active', sign_key = excluded.sign_key,
                               box_key = excluded.box_key, joined_at = excluded.joined_at, left_at = NULL,
                               keyed_at = excluded.keyed_at,
                               keyed_how = CASE WHEN p_member.sign_key IS NULL THEN 'enrolled' ELSE 'recovered' END,
                               confirmed_at = NULL, confirmed_by = NULL, half_by = NULL, half_name = NULL;
INSERT INTO p_member_role (member_id, role, entry)
SELECT DISTINCT :body ->> 'member_id', value, @entry FROM json_each (:body -> 'roles');

-- on member.recovered
UPDATE p_member SET sign_key = :body ->> 'sign_key', box_key = :body ->> 'box_key', keyed_at = @at,
                    keyed_how = 'recovered', confirmed_at = NULL, confirmed_by = NULL, half_by = NULL, half_name = NULL
 WHERE id = :body ->> 'member_id';

-- on member.confirmed
-- The words were those of one key; if the member has another by now, nothing was confirmed.
UPDATE p_member SET half_by = :author, half_name = :body ->> '$.author.name'
 WHERE id = :body ->> 'member_id' AND sign_key = :body ->> 'sign_key' AND box_key = :body ->> 'box_key'
   AND coalesce (:body ->> 'half', 0);
UPDATE p_member SET confirmed_at = @at, confirmed_by = coalesce (half_name || ', ', '') || (:body ->> '$.author.name')
 WHERE NOT coalesce (:body ->> 'half', 0) AND id = :body ->> 'member_id' AND sign_key = :body ->> 'sign_key' AND box_key = :body ->> 'box_key';

-- on member.roles
-- Without a last day the new roles replace what was open; with one they are added for that time.
DELETE FROM p_member_role
 WHERE member_id = :body ->> 'member_id' AND :body ->> 'until' IS NULL AND from_day >= :body ->> 'from';
UPDATE p_member_role SET until_day = date (:body ->> 'from', '-1 day')
 WHERE member_id = :body ->> 'member_id' AND :body ->> 'until' IS NULL
   AND (until_day IS NULL OR until_day >= :body ->> 'from');
INSERT INTO p_member_role (member_id, role, from_day, until_day, entry)
SELECT DISTINCT :body ->> 'member_id', value, :body ->> 'from', :body ->> 'until', @entry
  FROM json_each (:body -> 'roles');

-- on member.left
UPDATE p_member SET state = 'left', left_at = @at WHERE id = :body ->> 'member_id';
UPDATE p_school SET rekey_due = 1 WHERE :body ->> 'rekey';

-- on pack.adopted
INSERT INTO p_pack (entry, pack, version, title, hash, base, layer, reason, at, by)
VALUES (@entry, :body ->> 'pack', :body ->> 'version', :body ->> 'title', :body ->> 'hash', :body ->> 'base',
        :body ->> 'layer', :body ->> 'reason', @at, coalesce (:body ->> '$.author.name', ''));
