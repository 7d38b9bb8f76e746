/* SPDX-License-Identifier: GPL-3.0-or-later */
/* record: read-only snapshots of rows, a property a field.
 *
 * A concept lists its fields once:
 *   #define GB_INCIDENT_FIELDS(TEXT, NUMBER) TEXT (id) TEXT (title) NUMBER (occurred_at)
 *   GB_RECORD_DECLARE (GbIncident, gb_incident, GB_INCIDENT_FIELDS)      in incident.h
 *   GB_RECORD_DEFINE (GbIncident, gb_incident, GB_INCIDENT_FIELDS)       in incident.c
 * That makes a GObject with plain members (incident->title, may be NULL),
 * readable properties of the same names for .ui bindings, and the mapper that
 * fills it by column name.  A query must return every field of the record,
 * and may return no column that the record lacks: either aborts, so that a
 * misspelt name can't slip through.
 */
#pragma once

#include "vault/statement.h"

G_BEGIN_DECLS

#define GB_TYPE_RECORD (gb_record_get_type ())
G_DECLARE_DERIVABLE_TYPE (GbRecord, gb_record, GB, RECORD, GObject)

typedef struct { const char *name; gboolean is_number; gsize offset; } GbRecordField;

struct _GbRecordClass
{
  GObjectClass parent_class;
  const GbRecordField *fields;
  guint n_fields;
};

/* Used by the macros. */
void gb_record_class_set_fields (GbRecordClass *klass, const GbRecordField *fields, guint n_fields);

#define GB_RECORD_MEMBER_TEXT_(name) char *name;
#define GB_RECORD_MEMBER_NUMBER_(name) gint64 name;
#define GB_RECORD_DECLARE(Type, prefix, FIELDS)                                                                        \
  typedef struct _##Type { GbRecord parent_instance; FIELDS (GB_RECORD_MEMBER_TEXT_, GB_RECORD_MEMBER_NUMBER_) } Type; \
  typedef struct { GbRecordClass parent_class; } Type##Class;                                                          \
  GType prefix##_get_type (void);                                                                                      \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, g_object_unref)

#define GB_RECORD_DEFINE(Type, prefix, FIELDS)                                                                         \
  G_DEFINE_TYPE (Type, prefix, GB_TYPE_RECORD)                                                                         \
  static void prefix##_init (Type *self G_GNUC_UNUSED) {}                                                              \
  static void prefix##_class_init (Type##Class *klass)                                                                 \
  {                                                                                                                    \
    typedef Type GbRecordSelf_;                                                                                        \
    static const GbRecordField fields[] = { FIELDS (GB_RECORD_FIELD_TEXT_, GB_RECORD_FIELD_NUMBER_) };                 \
    gb_record_class_set_fields ((GbRecordClass *) klass, fields, G_N_ELEMENTS (fields));                               \
  }
#define GB_RECORD_FIELD_TEXT_(name) { #name, FALSE, G_STRUCT_OFFSET (GbRecordSelf_, name) },
#define GB_RECORD_FIELD_NUMBER_(name) { #name, TRUE, G_STRUCT_OFFSET (GbRecordSelf_, name) },

/* All rows of a query as records of @type (worker only); binds as in
 * gb_statement_bind.  (transfer full, element-type GbRecord) */
GPtrArray *gb_records (GbVault *vault, GType type, GError **error, const char *sql, const char *name, ...);
/* The first row, NULL without error if none. */
gpointer gb_record_one (GbVault *vault, GType type, GError **error, const char *sql, const char *name, ...);

/* The column "id" of every row of @statement, bound already.  (transfer full, element-type utf8) */
GPtrArray *gb_record_ids (GbStatement *statement, GError **error);

/* The records of @ids, in their order; an id that has none is left out.  @sql
 * takes one bind, ":id".  (transfer full, element-type GbRecord) */
GPtrArray *gb_records_of (GbVault *vault, GType type, const char *sql, const char *const *ids, GError **error);

G_END_DECLS
