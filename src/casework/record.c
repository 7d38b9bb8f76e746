/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/record.h"

G_DEFINE_ABSTRACT_TYPE (GbRecord, gb_record, G_TYPE_OBJECT)

static gpointer
member_at (GbRecord *self, const GbRecordField *field)
{
  return G_STRUCT_MEMBER_P (self, field->offset);
}

static void
gb_record_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec G_GNUC_UNUSED)
{
  const GbRecordField *field = &GB_RECORD_GET_CLASS (object)->fields[id - 1];

  if (field->is_number)
    g_value_set_int64 (value, *(gint64 *) member_at (GB_RECORD (object), field));
  else
    g_value_set_string (value, *(char **) member_at (GB_RECORD (object), field));
}

static void
gb_record_finalize (GObject *object)
{
  GbRecordClass *klass = GB_RECORD_GET_CLASS (object);

  for (guint i = 0; i < klass->n_fields; i++)
    if (!klass->fields[i].is_number)
      g_free (*(char **) member_at (GB_RECORD (object), &klass->fields[i]));
  G_OBJECT_CLASS (gb_record_parent_class)->finalize (object);
}

static void
gb_record_class_init (GbRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_record_finalize;
}

static void
gb_record_init (GbRecord *self G_GNUC_UNUSED)
{
}

void
gb_record_class_set_fields (GbRecordClass *klass, const GbRecordField *fields, guint n_fields)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_NICK | G_PARAM_STATIC_BLURB;

  klass->fields = fields;
  klass->n_fields = n_fields;
  object->get_property = gb_record_get_property;
  for (guint i = 0; i < n_fields; i++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (fields[i].name), "_", '-');
      GParamSpec *spec = fields[i].is_number
                           ? g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags)
                           : g_param_spec_string (name, NULL, NULL, NULL, flags);
      g_object_class_install_property (object, i + 1, spec);
    }
}

/* Which column fills each field.  Too few or too many is a misspelt name, a
 * programmer's error that must not reach a release. */
static int *
columns_of (GbRecordClass *klass, GbStatement *statement)
{
  int *columns = g_new (int, klass->n_fields);

  for (guint i = 0; i < klass->n_fields; i++)
    {
      columns[i] = gb_statement_column (statement, klass->fields[i].name);
      if (columns[i] < 0)
        g_error ("%s: the query has no column %s", G_OBJECT_CLASS_NAME (klass), klass->fields[i].name);
    }
  if (gb_statement_columns (statement) != (int) klass->n_fields)
    g_error ("%s: the query has columns that the record lacks", G_OBJECT_CLASS_NAME (klass));
  return columns;
}

static GbRecord *
record_of_row (GType type, GbRecordClass *klass, GbStatement *statement, const int *columns)
{
  GbRecord *record = g_object_new (type, NULL);

  for (guint i = 0; i < klass->n_fields; i++)
    if (klass->fields[i].is_number)
      *(gint64 *) member_at (record, &klass->fields[i]) = gb_statement_number_at (statement, columns[i]);
    else
      *(char **) member_at (record, &klass->fields[i]) = g_strdup (gb_statement_text_at (statement, columns[i]));
  return record;
}

/* At most @most rows (0: all). */
static GPtrArray *
fetch (GbVault *vault, GType type, guint most, const char *sql, const char *name, va_list args, GError **error)
{
  g_autoptr (GbStatement) statement = gb_statement_new (vault, sql, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  g_autofree int *columns = NULL;
  g_autoptr (GError) local = NULL;

  if (statement == NULL)
    return NULL;
  columns = columns_of ((GbRecordClass *) klass, statement);
  if (name != NULL)
    gb_statement_bindv (statement, name, args);
  while ((most == 0 || records->len < most) && gb_statement_step (statement, &local))
    g_ptr_array_add (records, record_of_row (type, (GbRecordClass *) klass, statement, columns));
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&records);
}

GPtrArray *
gb_records (GbVault *vault, GType type, GError **error, const char *sql, const char *name, ...)
{
  GPtrArray *records;
  va_list args;

  va_start (args, name);
  records = fetch (vault, type, 0, sql, name, args, error);
  va_end (args);
  return records;
}

gpointer
gb_record_one (GbVault *vault, GType type, GError **error, const char *sql, const char *name, ...)
{
  g_autoptr (GPtrArray) records = NULL;
  va_list args;

  va_start (args, name);
  records = fetch (vault, type, 1, sql, name, args, error);
  va_end (args);
  return records != NULL && records->len > 0 ? g_object_ref (records->pdata[0]) : NULL;
}

GPtrArray *
gb_record_ids (GbStatement *statement, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  while (gb_statement_step (statement, &local))
    g_ptr_array_add (ids, g_strdup (gb_statement_text (statement, "id")));
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_records_of (GbVault *vault, GType type, const char *sql, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) local = NULL;

  for (; *ids != NULL; ids++)
    {
      GbRecord *record = gb_record_one (vault, type, &local, sql, ":id", *ids, NULL);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (record != NULL)
        g_ptr_array_add (rows, record);
    }
  return g_steal_pointer (&rows);
}
