/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "views/callout.h"
#include "views/mallard.h"
#include "views/text.h"

/* --- reading ----------------------------------------------------------------------------- */

static GbMallard *
mallard_new (const char *name, const char *words, gssize length)
{
  GbMallard *self = g_new0 (GbMallard, 1);

  self->name = g_strdup (name);
  self->words = words != NULL ? g_strndup (words, (gsize) length) : NULL;
  self->extra = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_mallard_free);
  return self;
}

void
gb_mallard_free (GbMallard *self)
{
  g_free (self->name);
  g_free (self->words);
  g_hash_table_unref (self->extra);
  g_ptr_array_unref (self->children);
  g_free (self);
}

static void
on_start (GMarkupParseContext *context, const char *name, const char **names, const char **values, gpointer data,
          GError **error)
{
  GQueue *open = data;
  GbMallard *self = mallard_new (name, NULL, 0);

  for (guint i = 0; names[i] != NULL; i++)
    g_hash_table_insert (self->extra, g_strdup (names[i]), g_strdup (values[i]));
  g_ptr_array_add (((GbMallard *) g_queue_peek_tail (open))->children, self);
  g_queue_push_tail (open, self);
}

static void
on_end (GMarkupParseContext *context, const char *name, gpointer data, GError **error)
{
  g_queue_pop_tail (data);
}

static void
on_words (GMarkupParseContext *context, const char *words, gsize length, gpointer data, GError **error)
{
  GbMallard *inside = g_queue_peek_tail (data);
  g_ptr_array_add (inside->children, mallard_new (NULL, words, (gssize) length));
}

GbMallard *
gb_mallard_read (GBytes *page, GError **error)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_words };
  g_autoptr (GbMallard) top = mallard_new ("top", NULL, 0);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) local = NULL;
  GQueue open = G_QUEUE_INIT;
  gsize size;
  const char *data = g_bytes_get_data (page, &size);

  g_queue_push_tail (&open, top);
  context = g_markup_parse_context_new (&parser, 0, &open, NULL);
  if (!g_markup_parse_context_parse (context, data, (gssize) size, &local)
      || !g_markup_parse_context_end_parse (context, &local))
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This page of the guide can’t be read: %s."), local->message);
  g_queue_clear (&open);
  return local == NULL && gb_mallard_child (top, "page") != NULL
             ? g_ptr_array_steal_index (top->children, top->children->len - 1)
             : NULL;
}

const char *
gb_mallard_get (const GbMallard *self, const char *attribute)
{
  return g_hash_table_lookup (self->extra, attribute);
}

const GbMallard *
gb_mallard_child (const GbMallard *self, const char *name)
{
  for (guint i = 0; i < self->children->len; i++)
    if (g_strcmp0 (((GbMallard *) self->children->pdata[i])->name, name) == 0)
      return self->children->pdata[i];
  return NULL;
}

static void
gather_words (const GbMallard *self, GString *said)
{
  if (self->words != NULL)
    g_string_append (said, self->words);
  for (guint i = 0; i < self->children->len; i++)
    gather_words (self->children->pdata[i], said);
}

/* A page is written in lines; a label breaks them itself. */
static char *
one_line (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (line, *at);
    else if (line->len > 0 && line->str[line->len - 1] != ' ')
      g_string_append_c (line, ' ');
  while (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return g_string_free (line, FALSE);
}

char *
gb_mallard_say (const GbMallard *self)
{
  g_autoptr (GString) said = g_string_new (NULL);

  gather_words (self, said);
  return one_line (said->str);
}

/* --- a line ------------------------------------------------------------------------------- */

static const struct { const char *name, *open, *close; } marks[] = {
  { "em", "<i>", "</i>" },   { "gui", "<b>", "</b>" },   { "key", "<tt>", "</tt>" },
  { "cmd", "<tt>", "</tt>" }, { "code", "<tt>", "</tt>" }, { "file", "<tt>", "</tt>" },
};

static void
add_markup (const GbMallard *self, GString *markup)
{
  const char *close = "";

  if (self->words != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (self->words, -1);
      g_string_append (markup, escaped);
    }
  if (g_strcmp0 (self->name, "link") == 0 && gb_mallard_get (self, "xref") != NULL)
    {
      g_autofree char *open = g_markup_printf_escaped ("<a href=\"%s\">", gb_mallard_get (self, "xref"));
      g_string_append (markup, open);
      close = "</a>";
    }
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_strcmp0 (self->name, marks[i].name) == 0)
      {
        g_string_append (markup, marks[i].open);
        close = marks[i].close;
      }
  for (guint i = 0; i < self->children->len; i++)
    add_markup (self->children->pdata[i], markup);
  g_string_append (markup, close);
}

char *
gb_mallard_markup (const GbMallard *self)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  add_markup (self, markup);
  return one_line (markup->str);
}

/* --- blocks -------------------------------------------------------------------------------- */

typedef struct { GCallback on_link; gpointer target; } Ways;

static void fill (GtkBox *box, const GbMallard *self, const Ways *ways);

static GtkWidget *
line_new (const GbMallard *self, const Ways *ways)
{
  GtkWidget *label = gb_text_new (GB_TEXT_BODY, NULL);
  g_autofree char *markup = gb_mallard_markup (self);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_visible (label, TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  g_signal_connect_object (label, "activate-link", ways->on_link, ways->target, G_CONNECT_SWAPPED);
  return label;
}

/* What is typed at a terminal keeps its lines. */
static GtkWidget *
screen_new (const GbMallard *self)
{
  g_autoptr (GString) said = g_string_new (NULL);
  GtkWidget *label;

  gather_words (self, said);
  label = gb_text_new (GB_TEXT_BODY, g_strstrip (said->str));
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "change");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
note_new (const GbMallard *self)
{
  g_autofree char *said = gb_mallard_say (self);
  const char *style = gb_mallard_get (self, "style");

  return gb_callout_new (g_strcmp0 (style, "warning") == 0 ? GB_CALLOUT_WARN : GB_CALLOUT_NOTE, said);
}

/* An item with its dot or number before it. */
static GtkWidget *
item_new (const GbMallard *item, const char *before, const Ways *ways)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *sign = g_object_new (GTK_TYPE_LABEL, "label", before, "valign", GTK_ALIGN_START, "xalign", 1.0,
                                  "width-chars", 3, NULL);

  gtk_widget_set_hexpand (box, TRUE);
  fill (GTK_BOX (box), item, ways);
  gtk_box_append (GTK_BOX (row), sign);
  gtk_box_append (GTK_BOX (row), box);
  return row;
}

static GtkWidget *
term_new (const GbMallard *item, const Ways *ways)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *said = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const GbMallard *title = gb_mallard_child (item, "title");

  if (title != NULL)
    {
      GtkWidget *label = line_new (title, ways);
      gtk_widget_add_css_class (label, "strong");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_widget_set_margin_start (said, 14);
  fill (GTK_BOX (said), item, ways);
  gtk_box_append (GTK_BOX (box), said);
  return box;
}

static void
add_items (GtkBox *box, const GbMallard *self, const Ways *ways)
{
  guint number = 0;

  for (guint i = 0; i < self->children->len; i++)
    {
      const GbMallard *item = self->children->pdata[i];
      g_autofree char *before = NULL;
      if (g_strcmp0 (item->name, "item") != 0)
        continue;
      before = g_str_equal (self->name, "steps") ? g_strdup_printf ("%u.", ++number) : g_strdup ("•");
      gtk_box_append (box, g_str_equal (self->name, "terms") ? term_new (item, ways) : item_new (item, before, ways));
    }
}

static void
fill (GtkBox *box, const GbMallard *self, const Ways *ways)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      const GbMallard *child = self->children->pdata[i];
      if (g_strcmp0 (child->name, "p") == 0)
        gtk_box_append (box, line_new (child, ways));
      else if (g_strcmp0 (child->name, "screen") == 0)
        gtk_box_append (box, screen_new (child));
      else if (g_strcmp0 (child->name, "note") == 0)
        gtk_box_append (box, note_new (child));
      else if (g_strcmp0 (child->name, "list") == 0 || g_strcmp0 (child->name, "steps") == 0
               || g_strcmp0 (child->name, "terms") == 0)
        add_items (box, child, ways);
    }
}

void
gb_mallard_fill (GtkBox *box, const GbMallard *self, GCallback on_link, gpointer target)
{
  const Ways ways = { on_link, target };

  fill (box, self, &ways);
}
