/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/case-list.h"

/* As many rows as one question fetches: a few milliseconds on the worker, and as
 * many for the window to fill in one frame with those that are out of sight. */
#define BATCH 64
#define BATCH_AHEAD 24
/* A list that jumps about rests when it hasn't jumped for so long. */
#define REST_MS 80

struct _GbCaseItem
{
  GObject parent_instance;
  GbCaseList *list; /* NULL once the list is gone */
  char *id;
  guint position; /* where it was last asked for: says which row is wanted first, no more */
  GObject *record;
};

struct _GbCaseList
{
  GObject parent_instance;
  GbBook *book;
  GbCaseFetch fetch;
  GPtrArray *ids;
  GHashTable *live;   /* id -> the one living item of it, not owned */
  GPtrArray *pending; /* of Wanted: to fetch */
  guint first, n_seen; /* the rows in sight */
  guint rest;          /* while it jumps about: the timeout that ends it */
  guint generation;
  guint idle;
  gboolean asking; /* one question at a time */
};

enum { PROP_RECORD = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (GbCaseItem, gb_case_item, G_TYPE_OBJECT)

const char *
gb_case_item_get_id (GbCaseItem *self)
{
  return self->id;
}

gpointer
gb_case_item_get_record (GbCaseItem *self)
{
  return self->record;
}

static void
gb_case_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, GB_CASE_ITEM (object)->record);
}

static void
gb_case_item_finalize (GObject *object)
{
  GbCaseItem *self = GB_CASE_ITEM (object);

  if (self->list != NULL && g_hash_table_lookup (self->list->live, self->id) == self)
    g_hash_table_remove (self->list->live, self->id);
  g_clear_object (&self->record);
  g_free (self->id);
  G_OBJECT_CLASS (gb_case_item_parent_class)->finalize (object);
}

static void
gb_case_item_class_init (GbCaseItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_case_item_finalize;
  G_OBJECT_CLASS (klass)->get_property = gb_case_item_get_property;
  props[PROP_RECORD] =
      g_param_spec_object ("record", NULL, NULL, G_TYPE_OBJECT, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, props);
}

static void
gb_case_item_init (GbCaseItem *self)
{
}

/* --- the model -------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return GB_TYPE_CASE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return GB_CASE_LIST (model)->ids->len;
}

typedef struct
{
  char *id;
  guint position;
  guint away; /* rows out of sight, for the sort */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;
  g_free (wanted->id);
  g_free (wanted);
}

static gboolean fetch_pending (gpointer data);

/* When the frame has been painted: rows are asked for in the middle of one. */
static void
fetch_soon (GbCaseList *self)
{
  if (self->idle == 0 && !self->asking && self->pending->len > 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, fetch_pending, self, NULL);
}

static void
want (GbCaseList *self, GbCaseItem *item)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->id = g_strdup (item->id);
  wanted->position = item->position;
  g_ptr_array_add (self->pending, wanted);
  fetch_soon (self);
}

static gpointer
get_item (GListModel *model, guint position)
{
  GbCaseList *self = GB_CASE_LIST (model);
  const char *id;
  GbCaseItem *item;

  if (position >= self->ids->len)
    return NULL;
  id = self->ids->pdata[position];
  item = g_hash_table_lookup (self->live, id);
  if (item != NULL)
    {
      item->position = position;
      return g_object_ref (item);
    }
  item = g_object_new (GB_TYPE_CASE_ITEM, NULL);
  item->list = self;
  item->position = position;
  item->id = g_strdup (id);
  g_hash_table_insert (self->live, item->id, item);
  want (self, item);
  return item;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GbCaseList, gb_case_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

/* --- fetching ----------------------------------------------------------------------- */

typedef struct
{
  GWeakRef list;
  guint generation;
} Asked;

static void
asked_free (Asked *asked)
{
  g_weak_ref_clear (&asked->list);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

typedef struct
{
  GPtrArray *ids;
  GbCaseFetch fetch;
} Batch;

static void
batch_free (gpointer data)
{
  Batch *batch = data;
  g_ptr_array_unref (batch->ids);
  g_free (batch);
}

/* Worker: id -> record. */
static gpointer
ask_batch (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;
  g_autoptr (GHashTable) records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < batch->ids->len; i++)
    {
      g_autoptr (GError) local = NULL;
      GObject *record = batch->fetch (book, batch->ids->pdata[i], &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (record != NULL)
        g_hash_table_insert (records, g_strdup (batch->ids->pdata[i]), record);
    }
  return g_steal_pointer (&records);
}

static void
fill (GbCaseList *self, GHashTable *records)
{
  GHashTableIter iter;
  gpointer id, record;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      GbCaseItem *item = g_hash_table_lookup (self->live, id);
      if (item == NULL)
        continue;
      g_object_ref (item);
      g_set_object (&item->record, record);
      g_object_notify_by_pspec (G_OBJECT (item), props[PROP_RECORD]);
      g_object_unref (item);
    }
}

static void
on_batch (GObject *book, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) records = gb_book_ask_finish (GB_BOOK (book), result, &error);
  g_autoptr (GbCaseList) self = g_weak_ref_get (&asked->list);

  if (self == NULL)
    return;
  self->asking = FALSE;
  if (records != NULL && asked->generation == self->generation)
    fill (self, records);
  fetch_soon (self);
}

static guint
rows_away (GbCaseList *self, guint position)
{
  if (position < self->first)
    return self->first - position;
  return position < self->first + self->n_seen ? 0 : position - self->first - self->n_seen + 1;
}

static int
compare_away (gconstpointer a, gconstpointer b)
{
  const Wanted *one = *(Wanted *const *) a, *other = *(Wanted *const *) b;
  return one->away < other->away ? -1 : one->away > other->away;
}

/* While a list goes by quickly, most rows have gone before their turn comes.  What
 * is left, with the rows in sight first, then as near as they are. */
static void
put_in_order (GbCaseList *self)
{
  for (guint i = self->pending->len; i-- > 0;)
    if (!g_hash_table_contains (self->live, ((Wanted *) self->pending->pdata[i])->id))
      g_ptr_array_remove_index (self->pending, i);
  for (guint i = 0; i < self->pending->len; i++)
    {
      Wanted *wanted = self->pending->pdata[i];
      wanted->away = rows_away (self, wanted->position);
    }
  g_ptr_array_sort (self->pending, compare_away);
}

/* The next ids to ask for: those in sight; when these have come, those that will
 * be in sight soon, unless the list jumps about, when they won't. */
static GPtrArray *
take_batch (GbCaseList *self)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  put_in_order (self);
  for (guint i = 0; i < self->pending->len && ids->len < BATCH; i++)
    {
      Wanted *wanted = self->pending->pdata[i];
      if (wanted->away > 0 && (self->rest != 0 || ids->len >= BATCH_AHEAD))
        break;
      g_ptr_array_add (ids, g_strdup (wanted->id));
    }
  if (ids->len > 0)
    g_ptr_array_remove_range (self->pending, 0, ids->len);
  return ids;
}

static gboolean
on_rest (gpointer data)
{
  GbCaseList *self = data;

  self->rest = 0;
  fetch_soon (self);
  return G_SOURCE_REMOVE;
}

void
gb_case_list_look_at (GbCaseList *self, guint first, guint n)
{
  gboolean jumps = first >= self->first + self->n_seen || first + n <= self->first;

  self->first = first;
  self->n_seen = n;
  if (jumps)
    {
      g_clear_handle_id (&self->rest, g_source_remove);
      self->rest = g_timeout_add (REST_MS, on_rest, self);
    }
  fetch_soon (self);
}

static gboolean
fetch_pending (gpointer data)
{
  GbCaseList *self = data;
  g_autoptr (GPtrArray) ids = take_batch (self);
  Batch *batch;
  Asked *asked;

  self->idle = 0;
  if (ids->len == 0)
    return G_SOURCE_REMOVE;
  batch = g_new0 (Batch, 1);
  asked = g_new0 (Asked, 1);
  batch->fetch = self->fetch;
  batch->ids = g_steal_pointer (&ids);
  g_weak_ref_init (&asked->list, self);
  asked->generation = self->generation;
  self->asking = TRUE;
  gb_book_ask_async (self->book, ask_batch, batch, batch_free, (GDestroyNotify) g_hash_table_unref, NULL, on_batch,
                     asked);
  return G_SOURCE_REMOVE;
}

/* --- ids ----------------------------------------------------------------------------- */

static void
refetch_living (GbCaseList *self)
{
  GHashTableIter iter;
  gpointer item;

  g_ptr_array_set_size (self->pending, 0);
  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    want (self, item);
}

void
gb_case_list_set_ids (GbCaseList *self, GPtrArray *ids)
{
  GPtrArray *old = self->ids;
  guint head = 0, tail = 0, most = MIN (old->len, ids->len);

  while (head < most && g_str_equal (old->pdata[head], ids->pdata[head]))
    head++;
  while (tail < most - head && g_str_equal (old->pdata[old->len - 1 - tail], ids->pdata[ids->len - 1 - tail]))
    tail++;
  self->ids = g_ptr_array_ref (ids);
  self->generation++;
  refetch_living (self);
  if (old->len - head - tail > 0 || ids->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, ids->len - head - tail);
  g_ptr_array_unref (old);
}

static void
gb_case_list_finalize (GObject *object)
{
  GbCaseList *self = GB_CASE_LIST (object);
  GHashTableIter iter;
  gpointer item;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->rest, g_source_remove);
  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    ((GbCaseItem *) item)->list = NULL;
  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_object (&self->book);
  G_OBJECT_CLASS (gb_case_list_parent_class)->finalize (object);
}

static void
gb_case_list_class_init (GbCaseListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_case_list_finalize;
}

static void
gb_case_list_init (GbCaseList *self)
{
  self->ids = g_ptr_array_new ();
  self->pending = g_ptr_array_new_with_free_func (wanted_free);
  self->live = g_hash_table_new (g_str_hash, g_str_equal);
}

GbCaseList *
gb_case_list_new (GbBook *book, GbCaseFetch fetch)
{
  GbCaseList *self = g_object_new (GB_TYPE_CASE_LIST, NULL);

  self->book = g_object_ref (book);
  self->fetch = fetch;
  return self;
}

gpointer
gb_case_list_one (GPtrArray *rows)
{
  gpointer one = rows != NULL && rows->len > 0 ? g_object_ref (rows->pdata[0]) : NULL;

  g_clear_pointer (&rows, g_ptr_array_unref);
  return one;
}
