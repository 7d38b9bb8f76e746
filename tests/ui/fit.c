/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "fit.h"

/* Rounding, and borders that are drawn a little outside on purpose. */
#define SLACK 2

GbFit *
gb_fit_new (void)
{
  GbFit *self = g_new0 (GbFit, 1);

  self->faults = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
gb_fit_free (GbFit *self)
{
  g_ptr_array_unref (self->faults);
  g_free (self);
}

/* The first words in @widget, to find it again. */
static const char *
words_in (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *words = words_in (child);
      if (words != NULL)
        return words;
    }
  return NULL;
}

G_GNUC_PRINTF (3, 4) static void add_fault (GbFit *self, GtkWidget *widget, const char *format, ...)
{
  g_autofree char *what = NULL;
  const char *words = words_in (widget);
  GtkWidget *parent = gtk_widget_get_parent (widget);
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->faults,
                   g_strdup_printf ("%s “%.60s” in %s: %s", G_OBJECT_TYPE_NAME (widget), words != NULL ? words : "",
                                    parent != NULL ? G_OBJECT_TYPE_NAME (parent) : "nothing", what));
}

static gboolean
is_seen (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_child_visible (widget) && gtk_widget_get_opacity (widget) > 0;
}

/* Its own box, with what its style draws around the content but not its margin. */
static gboolean
bounds_in (GtkWidget *widget, GtkWidget *other, graphene_rect_t *bounds)
{
  return gtk_widget_compute_bounds (widget, other, bounds);
}

/* --- text ---------------------------------------------------------------------------------- */

/* A tooltip that is made when it is asked for: asked for, as when the pointer rests there. */
static gboolean
answers_the_pointer (GtkWidget *widget)
{
  g_autoptr (GObject) tooltip = NULL;
  gboolean tells = FALSE;

  if (!gtk_widget_get_has_tooltip (widget))
    return FALSE;
  tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  g_signal_emit_by_name (widget, "query-tooltip", 1, 1, FALSE, tooltip, &tells);
  return tells;
}

/* Somewhere up to the row that it belongs to, the whole text can be read. */
static gboolean
tells_the_rest (GtkWidget *widget)
{
  for (guint i = 0; widget != NULL && i < 8; i++, widget = gtk_widget_get_parent (widget))
    if (gb_text_is_filled (gtk_widget_get_tooltip_text (widget)) || answers_the_pointer (widget))
      return TRUE;
  return FALSE;
}

/* A label in an entry, or a placeholder, scrolls or is the entry's own. */
static gboolean
is_in (GtkWidget *widget, GType type)
{
  return gtk_widget_get_ancestor (widget, type) != NULL;
}

/* A code, an address, a compound of another language: what may go over two lines. */
#define LONG_WORD 16

/* Letters on both sides of the place where a line ends: too little room for the word. */
static gboolean
breaks_word_at (const char *text, const char *at)
{
  const char *first = at, *last = at;

  while (first > text && g_unichar_isalpha (g_utf8_get_char (g_utf8_prev_char (first))))
    first = g_utf8_prev_char (first);
  while (g_unichar_isalpha (g_utf8_get_char (last)))
    last = g_utf8_next_char (last);
  return first < at && last > at && g_utf8_strlen (first, last - first) < LONG_WORD;
}

static void
check_words_whole (GbFit *self, GtkWidget *widget, PangoLayout *layout)
{
  const char *text = pango_layout_get_text (layout);

  for (int i = 1; i < pango_layout_get_line_count (layout); i++)
    if (breaks_word_at (text, text + pango_layout_get_line_readonly (layout, i)->start_index))
      {
        add_fault (self, widget, "a word of it is broken in two, in %d of width", gtk_widget_get_width (widget));
        return;
      }
}

static void
check_label (GbFit *self, GtkLabel *label)
{
  GtkWidget *widget = GTK_WIDGET (label);
  PangoLayout *layout = gtk_label_get_layout (label);
  PangoRectangle text;

  if (*gtk_label_get_text (label) == '\0')
    return;
  self->labels++;
  if (pango_layout_is_ellipsized (layout) && !tells_the_rest (widget))
    add_fault (self, widget, "is shortened, and nothing tells the rest");
  check_words_whole (self, widget, layout);
  pango_layout_get_pixel_extents (layout, NULL, &text);
  if (text.width > gtk_widget_get_width (widget) + SLACK)
    add_fault (self, widget, "its text is %d wide in %d", text.width, gtk_widget_get_width (widget));
  if (text.height > gtk_widget_get_height (widget) + SLACK)
    add_fault (self, widget, "its text is %d high in %d", text.height, gtk_widget_get_height (widget));
}

/* --- room ------------------------------------------------------------------------------------ */

/* What moves its children about, or shows a part of them on purpose. */
static gboolean
shows_a_part (GtkWidget *widget)
{
  return GTK_IS_VIEWPORT (widget) || GTK_IS_SCROLLED_WINDOW (widget) || GTK_IS_LIST_VIEW (widget)
         || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_TEXT_VIEW (widget) || GTK_IS_TEXT (widget) || GTK_IS_REVEALER (widget)
         || GTK_IS_STACK (widget) || ADW_IS_LEAFLET (widget) || ADW_IS_TOAST_OVERLAY (widget) || GTK_IS_OVERLAY (widget)
         || ADW_IS_CAROUSEL (widget) || ADW_IS_SQUEEZER (widget) || GTK_IS_RANGE (widget) || GTK_IS_LEVEL_BAR (widget)
         || GTK_IS_SWITCH (widget) || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkColumn")
         || g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "GtkListItem")
         || g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkGizmo")
         || g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwGizmo");
}

/* What was asked for comes with the margins, of the widget and of its style; what was given comes without. */
static void
check_size (GbFit *self, GtkWidget *widget)
{
  int width = gtk_widget_get_allocated_width (widget), height = gtk_widget_get_allocated_height (widget);
  int across = gtk_widget_get_margin_start (widget) + gtk_widget_get_margin_end (widget);
  int down = gtk_widget_get_margin_top (widget) + gtk_widget_get_margin_bottom (widget);
  int least;
  GtkBorder margin;

  if (GTK_IS_WINDOW (widget) || shows_a_part (widget) || is_in (widget, GTK_TYPE_STACK_SWITCHER) || width <= 0
      || height <= 0)
    return;
  gtk_style_context_get_margin (gtk_widget_get_style_context (widget), &margin);
  across += margin.left + margin.right;
  down += margin.top + margin.bottom;
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (least > width + across + SLACK)
    {
      add_fault (self, widget, "asked for a width of %d and has %d", least, width + across);
      return;
    }
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (least, width + across), &least, NULL, NULL, NULL);
  if (least > height + down + SLACK)
    add_fault (self, widget, "asked for a height of %d and has %d", least, height + down);
}

/* What can be scrolled to is not cut off; what is wider than a pane that doesn't scroll is. */
static void
check_scrolled (GbFit *self, GtkScrolledWindow *scrolled)
{
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scrolled);
  double over = gtk_adjustment_get_upper (across) - gtk_adjustment_get_page_size (across);
  GtkPolicyType policy;

  gtk_scrolled_window_get_policy (scrolled, &policy, NULL);
  if ((policy == GTK_POLICY_NEVER || policy == GTK_POLICY_EXTERNAL) && over > SLACK)
    add_fault (self, GTK_WIDGET (scrolled), "what is in it is %.0f wider, and can’t be scrolled", over);
}

static void
check_inside (GbFit *self, GtkWidget *parent, GtkWidget *child)
{
  graphene_rect_t bounds;
  double right, below;

  if (GTK_IS_POPOVER (child) || !bounds_in (child, parent, &bounds) || bounds.size.width <= 0)
    return;
  right = bounds.origin.x + bounds.size.width - gtk_widget_get_width (parent);
  below = bounds.origin.y + bounds.size.height - gtk_widget_get_height (parent);
  /* Styles may draw with negative margins (linked buttons, the avatar's ring): an edge or two. */
  if (MAX (right, -bounds.origin.x) > 12 || MAX (below, -bounds.origin.y) > 12)
    add_fault (self, child, "sticks out by %.0f, %.0f", MAX (right, -bounds.origin.x), MAX (below, -bounds.origin.y));
}

static void
check_apart (GbFit *self, GtkWidget *parent, GtkWidget *one, GtkWidget *other)
{
  graphene_rect_t a, b, both;

  if (GTK_IS_POPOVER (one) || GTK_IS_POPOVER (other) || !bounds_in (one, parent, &a) || !bounds_in (other, parent, &b)
      || !graphene_rect_intersection (&a, &b, &both))
    return;
  if (both.size.width > SLACK && both.size.height > SLACK)
    add_fault (self, one, "lies over a %s “%.40s” by %.0f × %.0f", G_OBJECT_TYPE_NAME (other),
               words_in (other) != NULL ? words_in (other) : "", both.size.width, both.size.height);
}

static void
check_widget (GbFit *self, GtkWidget *widget)
{
  self->widgets++;
  if (GTK_IS_LABEL (widget) && !is_in (widget, GTK_TYPE_TEXT))
    check_label (self, GTK_LABEL (widget));
  check_size (self, widget);
  if (GTK_IS_SCROLLED_WINDOW (widget))
    check_scrolled (self, GTK_SCROLLED_WINDOW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!is_seen (child))
        continue;
      if (!shows_a_part (widget))
        {
          check_inside (self, widget, child);
          for (GtkWidget *next = gtk_widget_get_next_sibling (child); next != NULL;
               next = gtk_widget_get_next_sibling (next))
            if (is_seen (next))
              check_apart (self, widget, child, next);
        }
      check_widget (self, child);
    }
}

void
gb_fit_check_room (GbFit *self, GtkWidget *window)
{
  check_widget (self, window);
}

static int
least_of (GtkWidget *widget, GtkOrientation orientation, int for_size)
{
  int least = 0;

  gtk_widget_measure (widget, orientation, for_size, &least, NULL, NULL, NULL);
  return least;
}

/* What in @widget it is that can't be narrower. */
static GtkWidget *
widest_in (GtkWidget *widget)
{
  GtkWidget *widest = NULL;
  int most = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_seen (child) && least_of (child, GTK_ORIENTATION_HORIZONTAL, -1) > most)
      {
        widest = child;
        most = least_of (child, GTK_ORIENTATION_HORIZONTAL, -1);
      }
  return widest != NULL && most > least_of (widget, GTK_ORIENTATION_HORIZONTAL, -1) - 80 ? widest_in (widest) : widget;
}

void
gb_fit_check_smallest (GbFit *self, GtkWidget *window, int width, int height)
{
  int least = least_of (window, GTK_ORIENTATION_HORIZONTAL, -1);
  int high = least_of (window, GTK_ORIENTATION_VERTICAL, MAX (least, width));

  if (least > width)
    add_fault (self, widest_in (window), "makes the window %d wide at least, and it has to fit into %d", least, width);
  if (high > height)
    add_fault (self, window, "needs a height of %d, and has to fit into %d", high, height);
}

/* --- contrast ---------------------------------------------------------------------------------- */

typedef struct
{
  guchar *pixels;
  int width, height;
} Picture;

static double
channel (guchar value)
{
  double c = value / 255.0;
  return c <= 0.03928 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/* Pixels are blue, green, red, alpha. */
static double
luminance (const guchar *pixel)
{
  return 0.2126 * channel (pixel[2]) + 0.7152 * channel (pixel[1]) + 0.0722 * channel (pixel[0]);
}

static double
contrast (double a, double b)
{
  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

/* @bounds of @window as it is drawn, @scale times as large. */
static gboolean
draw (GtkWidget *window, const graphene_rect_t *bounds, float scale, Picture *picture)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  picture->width = (int) ceilf (bounds->size.width * scale);
  picture->height = (int) ceilf (bounds->size.height * scale);
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-bounds->origin.x, -bounds->origin.y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || picture->width <= 0 || picture->height <= 0)
    return FALSE;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, picture->width, picture->height));
  picture->pixels = g_malloc ((gsize) picture->width * picture->height * 4);
  gdk_texture_download (texture, picture->pixels, (gsize) picture->width * 4);
  return TRUE;
}

/* What is behind the text is the colour of most of it; the ink is what differs most. */
static double
contrast_in (const Picture *picture, int x, int y, int width, int height)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  double ground, best = 1;
  guint most = 0, most_often = 0;

  for (int j = MAX (y, 0); j < MIN (y + height, picture->height); j++)
    for (int i = MAX (x, 0); i < MIN (x + width, picture->width); i++)
      {
        guint32 pixel;
        guint n;
        memcpy (&pixel, picture->pixels + ((gsize) j * picture->width + i) * 4, 4);
        n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (pixel))) + 1;
        g_hash_table_insert (counts, GUINT_TO_POINTER (pixel), GUINT_TO_POINTER (n));
        if (n > most_often)
          {
            most_often = n;
            most = pixel;
          }
      }
  ground = luminance ((const guchar *) &most);
  {
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init (&iter, counts);
    while (g_hash_table_iter_next (&iter, &key, NULL))
      {
        guint32 pixel = GPOINTER_TO_UINT (key);
        best = MAX (best, contrast (luminance ((const guchar *) &pixel), ground));
      }
  }
  return best;
}

/* 18 points, or 14 in bold, are large. */
static double
least_for (GtkLabel *label)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (label));
  PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  if (pango_font_description_get_size_is_absolute (font))
    size = size * 72 / 96;
  return size >= 18 || (size >= 14 && pango_font_description_get_weight (font) >= PANGO_WEIGHT_BOLD) ? 3 : 4.5;
}

/* The part of @label that is seen: within everything that scrolls it. */
static gboolean
seen_part (GtkWidget *label, GtkWidget *window, graphene_rect_t *part)
{
  if (!bounds_in (label, window, part))
    return FALSE;
  for (GtkWidget *up = gtk_widget_get_parent (label); up != NULL; up = gtk_widget_get_parent (up))
    {
      graphene_rect_t bounds;
      if (!bounds_in (up, window, &bounds) || !graphene_rect_intersection (part, &bounds, part))
        return FALSE;
    }
  /* Of a line that is scrolled half away, too little is left to measure. */
  return part->size.width >= 6 && part->size.height >= 8 && part->size.height >= gtk_widget_get_height (label) * 0.6;
}

/* Thin strokes never reach their full colour at this size: what seems too faint is drawn again, larger. */
static void
check_ink (GbFit *self, GtkWidget *window, const Picture *picture, GtkWidget *label)
{
  graphene_rect_t part;
  double least = least_for (GTK_LABEL (label)), ratio;
  Picture large = { 0 };

  if (!gtk_widget_is_sensitive (label) || *gtk_label_get_text (GTK_LABEL (label)) == '\0'
      || !seen_part (label, window, &part))
    return;
  ratio =
      contrast_in (picture, (int) part.origin.x, (int) part.origin.y, (int) part.size.width, (int) part.size.height);
  if (ratio >= least)
    return;
  if (draw (window, &part, 5, &large))
    ratio = contrast_in (&large, 0, 0, large.width, large.height);
  g_free (large.pixels);
  if (ratio < least - 0.01)
    add_fault (self, label, "stands out by only %.2f to 1", ratio);
}

static void
check_inks (GbFit *self, GtkWidget *window, const Picture *picture, GtkWidget *widget)
{
  if (!is_seen (widget))
    return;
  if (GTK_IS_LABEL (widget))
    check_ink (self, window, picture, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_inks (self, window, picture, child);
}

void
gb_fit_check_contrast (GbFit *self, GtkWidget *window)
{
  Picture picture = { 0 };

  if (draw (window, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (window), gtk_widget_get_height (window)), 1,
            &picture))
    check_inks (self, window, &picture, window);
  g_free (picture.pixels);
}

/* --- names --------------------------------------------------------------------------------------- */

/* Widgets of GTK's own that name their parts themselves, or hide them. */
static gboolean
is_closed_world (GtkWidget *widget)
{
  return ADW_IS_VIEW_SWITCHER (widget) || GTK_IS_CALENDAR (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_WINDOW_CONTROLS (widget)
         || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_POPOVER (widget)
         || GTK_IS_TEXT_VIEW (widget) || ADW_IS_COMBO_ROW (widget) || GTK_IS_ENTRY (widget)
         || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_SWITCH (widget) || GTK_IS_PASSWORD_ENTRY (widget);
}

static gboolean
needs_name (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_DROP_DOWN (widget)
         || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_TEXT_VIEW (widget)
         || GTK_IS_SPIN_BUTTON (widget) || ADW_IS_PREFERENCES_ROW (widget) || GTK_IS_LIST_BOX_ROW (widget);
}

/* "GtkImage" is what GTK falls back on, and what nobody meant to say. */
static gboolean
is_words (const char *name)
{
  g_autofree char *plain = g_strdup (name != NULL ? name : "");

  g_strdelimit (plain, "\"'", ' ');
  g_strstrip (plain);
  return *plain != '\0' && g_type_from_name (plain) == G_TYPE_INVALID;
}

static gboolean
has_words (GtkWidget *widget)
{
  return is_words (words_in (widget));
}

gboolean
gb_fit_has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  /* A button is labelled by its child, and an icon says nothing. */
  if (!GTK_IS_BUTTON (widget) && gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *differs = gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "");
      return is_words (differs);
    }
  if (ADW_IS_PREFERENCES_ROW (widget))
    return gb_text_is_filled (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  return (GTK_IS_BUTTON (widget) || GTK_IS_LIST_BOX_ROW (widget)) && has_words (widget);
}

/* What a screen reader says of it besides its name: what it is, and how it stands. */
static void
check_role (GbFit *self, GtkWidget *widget)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if (role == GTK_ACCESSIBLE_ROLE_WIDGET || role == GTK_ACCESSIBLE_ROLE_GENERIC)
    add_fault (self, widget, "has no role");
  if (GTK_IS_TOGGLE_BUTTON (widget) && role != GTK_ACCESSIBLE_ROLE_TAB
      && !gtk_test_accessible_has_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_PRESSED))
    add_fault (self, widget, "doesn’t say whether it is pressed");
  if ((GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget))
      && !gtk_test_accessible_has_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_CHECKED))
    add_fault (self, widget, "doesn’t say whether it is on");
}

void
gb_fit_check_names (GbFit *self, GtkWidget *widget)
{
  /* libadwaita's own window. */
  if (ADW_IS_ABOUT_WINDOW (widget) || !gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget)
      || gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_NONE)
    return;
  if (needs_name (widget))
    {
      self->named++;
      check_role (self, widget);
      if (!gb_fit_has_name (widget))
        {
          g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
          g_autofree char *looks = g_strjoinv (" ", classes);
          add_fault (self, widget, "has no name (%s)", looks);
        }
    }
  if (is_closed_world (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gb_fit_check_names (self, child);
}
