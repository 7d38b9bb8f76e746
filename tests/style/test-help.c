/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guide says what is so: every page is reached from its contents, every link
 * leads somewhere, every button that it quotes is in the program, and it uses
 * only what the guide's window can show. */
#include <gio/gio.h>
#include <libxml/parser.h>
#include <string.h>

static char *root; /* the source tree */

#define PAGES "data/help/C"

static char *
read_file (const char *relative)
{
  g_autofree char *path = g_build_filename (root, relative, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* Names of the files in @folder that end in @ending.  (transfer full) */
static GPtrArray *
list_files (const char *folder, const char *ending)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ending))
      g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_assert_cmpuint (names->len, >, 0);
  return names;
}

/* The page's name: "search" of "data/help/C/search.page". */
static char *
name_of (const char *file)
{
  g_autofree char *base = g_path_get_basename (file);
  return g_strndup (base, strcspn (base, "."));
}

static char *
attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp (node, (const xmlChar *) name);
  char *copy = g_strdup ((const char *) value);

  xmlFree (value);
  return copy;
}

static gboolean
is (xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_str_equal ((const char *) node->name, name);
}

typedef void (*NodeFunc) (const char *file, xmlNode *node, gpointer data);

static void
each_node (const char *file, xmlNode *node, NodeFunc func, gpointer data)
{
  for (; node != NULL; node = node->next)
    {
      if (node->type == XML_ELEMENT_NODE)
        func (file, node, data);
      each_node (file, node->children, func, data);
    }
}

static void
each_page (NodeFunc func, gpointer data)
{
  g_autoptr (GPtrArray) files = list_files (PAGES, ".page");

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (root, files->pdata[i], NULL);
      xmlDoc *doc = xmlReadFile (path, NULL, XML_PARSE_NONET);
      if (doc == NULL)
        g_error ("%s isn’t well-formed", path);
      each_node (files->pdata[i], xmlDocGetRootElement (doc), func, data);
      xmlFreeDoc (doc);
    }
}

/* --- links ------------------------------------------------------------------------------ */

/* "search" and "search#sign". */
static void
note_address (const char *file, xmlNode *node, gpointer data)
{
  g_autofree char *page = name_of (file);
  g_autofree char *id = attribute (node, "id");

  if (is (node, "page"))
    {
      g_assert_cmpstr (id, ==, page);
      g_hash_table_add (data, g_strdup (page));
    }
  else if (is (node, "section"))
    {
      if (id == NULL)
        g_error ("%s:%ld: a section without an id", file, xmlGetLineNo (node));
      g_hash_table_add (data, g_strdup_printf ("%s#%s", page, id));
    }
}

static void
check_link (const char *file, xmlNode *node, gpointer addresses)
{
  g_autofree char *xref = is (node, "link") ? attribute (node, "xref") : NULL;

  if (is (node, "link") && (xref == NULL || !g_hash_table_contains (addresses, xref)))
    {
      g_test_message ("%s:%ld: the link to “%s” leads nowhere", file, xmlGetLineNo (node), xref);
      g_test_fail ();
    }
}

static GHashTable *
gather_addresses (void)
{
  GHashTable *addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  each_page (note_address, addresses);
  return addresses;
}

static void
test_every_link_leads_somewhere (void)
{
  g_autoptr (GHashTable) addresses = gather_addresses ();

  g_assert_cmpuint (g_hash_table_size (addresses), >, 60);
  each_page (check_link, addresses);
}

/* info/link of a page: the part of the contents in which it stands. */
static void
note_group (const char *file, xmlNode *node, gpointer groups)
{
  g_autofree char *xref = is (node, "link") && is (node->parent, "info") ? attribute (node, "xref") : NULL;

  if (xref != NULL)
    g_hash_table_insert (groups, name_of (file), g_strdup (xref));
}

static void
check_part (const char *file, xmlNode *node, gpointer groups)
{
  g_autofree char *id = is (node, "section") ? attribute (node, "id") : NULL;
  g_autofree char *part = g_strconcat ("index#", id, NULL);
  GHashTableIter iter;
  gpointer group;

  if (id == NULL || !g_str_has_suffix (file, "/index.page"))
    return;
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &group))
    if (g_str_equal (group, part))
      return;
  g_error ("%s: no page stands under “%s”", file, id);
}

static void
test_every_page_stands_in_the_contents (void)
{
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) addresses = gather_addresses ();
  g_autoptr (GPtrArray) files = list_files (PAGES, ".page");
  g_autofree char *inside = read_file ("ui/guardbook.gresource.xml");

  each_page (note_group, groups);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = name_of (files->pdata[i]);
      g_autofree char *listed = g_strdup_printf ("<file>help/C/%s.page</file>", name);
      const char *group = g_hash_table_lookup (groups, name);
      if (!g_str_equal (name, "index")
          && (group == NULL || !g_str_has_prefix (group, "index") || !g_hash_table_contains (addresses, group)))
        g_error ("%s is in no part of the contents", name);
      if (strstr (inside, listed) == NULL)
        g_error ("ui/guardbook.gresource.xml doesn’t take in %s", name);
    }
  each_page (check_part, groups);
}

/* --- what the window can show --------------------------------------------------------------- */

static void
check_element (const char *file, xmlNode *node, gpointer data)
{
  static const char *const known[] = { "page", "info", "link", "title", "desc", "license", "section", "p", "list",
                                       "steps", "terms", "item", "note", "screen", "em", "gui", "key", "cmd", "code",
                                       "file", NULL };

  if (!g_strv_contains (known, (const char *) node->name))
    g_error ("%s:%ld: the guide’s window can’t show <%s>", file, xmlGetLineNo (node), (const char *) node->name);
}

static void
test_pages_use_only_what_the_window_shows (void)
{
  each_page (check_element, NULL);
}

/* --- quoted buttons ---------------------------------------------------------------------------- */

/* A label as it is seen: the sign that marks its key isn't. */
static char *
as_seen (const char *label)
{
  GString *seen = g_string_new (label);

  g_string_replace (seen, "_", "", 0);
  return g_string_free (seen, FALSE);
}

/* "\"Back \" \n \"up…\"": pieces of a string in C, made one. */
static char *
join_pieces (const char *pieces)
{
  g_autoptr (GRegex) piece = g_regex_new ("\"((?:\\\\.|[^\"\\\\])*)\"", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GString) whole = g_string_new (NULL);

  for (g_regex_match (piece, pieces, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *words = g_match_info_fetch (match, 1);
      g_string_append (whole, words);
    }
  return g_strcompress (whole->str);
}

static void
gather (GHashTable *labels, const char *text, const char *pattern, gboolean in_c)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *found = g_match_info_fetch (match, 1);
      g_autofree char *label = in_c ? join_pieces (found) : g_strdup (found);
      g_hash_table_add (labels, as_seen (label));
    }
}

/* Everything that the window can say: its own words, and the states of cases. */
static GHashTable *
gather_labels (void)
{
  static const struct { const char *folder, *ending, *pattern; gboolean in_c; } places[] = {
    { "src/views", ".c", "\\b(?:N_|_) ?\\(\\s*((?:\"(?:\\\\.|[^\"\\\\])*\"\\s*)+)", TRUE },
    { "src/app", ".c", "\\b(?:N_|_) ?\\(\\s*((?:\"(?:\\\\.|[^\"\\\\])*\"\\s*)+)", TRUE },
    { "src/casework", ".c", "\\b(?:N_|_) ?\\(\\s*((?:\"(?:\\\\.|[^\"\\\\])*\"\\s*)+)", TRUE },
    { "ui", ".ui", "translatable=\"yes\">([^<]*)<", FALSE },
  };
  GHashTable *labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autoptr (GPtrArray) files = list_files (places[p].folder, places[p].ending);
      for (guint i = 0; i < files->len; i++)
        {
          g_autofree char *text = read_file (files->pdata[i]);
          gather (labels, text, places[p].pattern, places[p].in_c);
        }
    }
  return labels;
}

typedef struct { GHashTable *labels; guint quoted; } Quotes;

static void
check_quoted (const char *file, xmlNode *node, gpointer data)
{
  Quotes *quotes = data;
  g_autofree char *spoken = NULL;
  g_auto (GStrv) words = NULL;
  xmlChar *content;

  if (!is (node, "gui"))
    return;
  content = xmlNodeGetContent (node);
  words = g_regex_split_simple ("\\s+", (const char *) content, 0, 0);
  spoken = g_strjoinv (" ", words);
  xmlFree (content);
  quotes->quoted++;
  if (g_hash_table_contains (quotes->labels, spoken))
    return;
  g_test_message ("%s:%ld: nothing in the window is called “%s”", file, xmlGetLineNo (node), spoken);
  g_test_fail ();
}

static void
test_every_button_that_is_quoted_is_in_the_program (void)
{
  Quotes quotes = { gather_labels (), 0 };

  g_assert_true (g_hash_table_contains (quotes.labels, "Read and sign…"));
  g_assert_true (g_hash_table_contains (quotes.labels, "Lock when nobody is here"));
  g_assert_false (g_hash_table_contains (quotes.labels, "A button that there is not"));
  each_page (check_quoted, &quotes);
  g_assert_cmpuint (quotes.quoted, >, 100);
  g_hash_table_unref (quotes.labels);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  root = g_strdup (g_getenv ("GUARDBOOK_SOURCE_ROOT"));
  g_assert_nonnull (root);
  g_test_add_func ("/help/links", test_every_link_leads_somewhere);
  g_test_add_func ("/help/contents", test_every_page_stands_in_the_contents);
  g_test_add_func ("/help/elements", test_pages_use_only_what_the_window_shows);
  g_test_add_func ("/help/quoted", test_every_button_that_is_quoted_is_in_the_program);
  return g_test_run ();
}
