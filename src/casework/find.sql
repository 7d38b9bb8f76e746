-- SPDX-License-Identifier: GPL-3.0-or-later
-- find: what each entry says in words, for the full-text index.  The index
-- itself (p_find) is made and filled by find.c, since it is merged in idle time
-- and never compared or trusted; this view is all that it reads.

-- tables
CREATE VIEW p_find_source AS
SELECT e.id AS id,
       (SELECT group_concat (j.atom, ' ') FROM json_tree (CAST (e.body AS TEXT)) AS j
         WHERE j.type = 'text'
           AND j.key IN ('about', 'advice', 'beyond_reason', 'by_whom', 'changes', 'child_words', 'collar',
                         'condition', 'conflict_reason', 'considered', 'consulted', 'context', 'danger_done',
                         'decision', 'description', 'device', 'done', 'external_reference', 'forename', 'found_what',
                         'from_person', 'from_whom', 'known_as', 'lado_view', 'lessons', 'line', 'location_note',
                         'middle_names', 'name', 'narrative', 'new', 'note', 'occurred_words', 'officer', 'own_words', 'owner',
                         'person', 'question', 'reason', 'reference', 'reply', 'requester', 'said', 'sanctions',
                         'seal', 'searcher', 'seen', 'spoke_to', 'station', 'subject', 'summary', 'support', 'surname',
                         'text', 'title', 'to', 'to_person', 'to_whom', 'told_by', 'value', 'what', 'whom', 'why',
                         'witness', 'words')
           AND j.path NOT GLOB '$.author*' AND j.path NOT GLOB '$.clocks*' AND j.path NOT GLOB '$.steps*'
           AND j.path NOT GLOB '$.sheet*') AS text
  FROM entry AS e
 WHERE (e.case_id IS NOT NULL OR e.kind IN ('person.added', 'person.changed', 'page.made') OR e.kind GLOB 'register.*');
