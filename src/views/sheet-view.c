/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <glib/gi18n.h>

#include "print/preview.h"
#include "views/find-bar.h"
#include "views/sheet-view.h"
#include "views/text.h"
#include "views/veil.h"

#define SMALL_WIDTH 62
#define SMALL_FINENESS 3 /* thin rules would be heavy if they were drawn at a small page's own size */
#define MOST_WORDS 4000 /* of a page, for a screen reader */

/* One page, large or small.  It is drawn when it is first in sight, and kept
 * as a texture of its size until that changes. */
#define GB_TYPE_SHEET_PAGE (gb_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (GbSheetPage, gb_sheet_page, GB, SHEET_PAGE, GtkWidget)

struct _GbSheetPage
{
  GtkWidget parent_instance;
  GbPreview *preview; /* the view's */
  GdkTexture *texture;
  guint number; /* from 0 */
  int width;    /* wanted, in pixels */
  GArray *hits; /* of cairo_rectangle_t, in points: what was looked for; or NULL */
  int current;  /* of them; -1: on another page */
};

G_DEFINE_FINAL_TYPE (GbSheetPage, gb_sheet_page, GTK_TYPE_WIDGET)

struct _GbSheetView
{
  GtkBox parent_instance;
  GtkWidget *small_scroll, *scroll, *stack, *words;
  GtkListBox *small;
  GtkBox *pages;
  GbPreview *preview;
  GbFindBar *find_bar;
  GArray *places;  /* of Place: what was found, in order */
  guint place;     /* of them, the one in sight */
  double zoom;
  int width; /* that the pages were last fitted to */
  int ticks; /* until pages newly in sight are drawn */
};

G_DEFINE_FINAL_TYPE (GbSheetView, gb_sheet_view, GTK_TYPE_BOX)

/* Where words were found: the page, and which of its hits. */
typedef struct { guint page; int hit; } Place;

/* --- a page ------------------------------------------------------------------ */

static int
page_height (GbSheetPage *self, int width)
{
  double w = 1, h = 1;
  gb_preview_get_size (self->preview, self->number, &w, &h);
  return (int) ceil (width * h / w);
}

static void
gb_sheet_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  GbSheetPage *self = GB_SHEET_PAGE (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : page_height (self, self->width);
  *minimum_baseline = *natural_baseline = -1;
}

static GdkTexture *
render (GbSheetPage *self)
{
  double w = 1, h = 1;
  double fineness = self->width == SMALL_WIDTH ? SMALL_FINENESS : 1;
  double scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)) * fineness;
  g_autoptr (GBytes) bytes = NULL;
  cairo_surface_t *surface;
  GdkTexture *texture;
  gsize stride;
  int height;

  gb_preview_get_size (self->preview, self->number, &w, &h);
  surface = gb_preview_render (self->preview, self->number, self->width * scale / w);
  cairo_surface_flush (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  height = cairo_image_surface_get_height (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * (gsize) height);
  texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface), height, GDK_MEMORY_DEFAULT, bytes, stride);
  cairo_surface_destroy (surface);
  return texture;
}

static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *scroll = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (scroll == NULL || !gtk_widget_compute_bounds (widget, scroll, &bounds))
    return TRUE;
  /* A little more than what is seen, so that scrolling meets drawn pages. */
  return bounds.origin.y < 1.5f * (float) gtk_widget_get_height (scroll)
         && bounds.origin.y + bounds.size.height > -0.5f * (float) gtk_widget_get_height (scroll);
}

/* Paper is white in a dark window too, so the marker is alike in both. */
static void
mark_hits (GbSheetPage *self, GtkSnapshot *snapshot)
{
  const GdkRGBA found = { 1, 0.82, 0.1, 0.4 }, current = { 1, 0.5, 0, 0.55 };
  double w = 1, h = 1, scale;

  if (self->hits == NULL)
    return;
  gb_preview_get_size (self->preview, self->number, &w, &h);
  scale = gtk_widget_get_width (GTK_WIDGET (self)) / w;
  for (guint i = 0; i < self->hits->len; i++)
    {
      const cairo_rectangle_t *hit = &g_array_index (self->hits, cairo_rectangle_t, i);
      graphene_rect_t box
        = GRAPHENE_RECT_INIT ((float) ((hit->x - 1) * scale), (float) ((hit->y - 1) * scale),
                              (float) ((hit->width + 2) * scale), (float) ((hit->height + 2) * scale));
      gtk_snapshot_append_color (snapshot, (int) i == self->current ? &current : &found, &box);
    }
}

/* Paper is made of names. */
void
gb_sheet_draw_hidden (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const GdkRGBA grey = { 0.36, 0.36, 0.36, 1 };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, _ ("Names are hidden."));
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > gtk_widget_get_width (widget))
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (gtk_widget_get_width (widget) - width) / 2.f,
                                                          (float) gtk_widget_get_height (widget) / 3.f));
  gtk_snapshot_append_layout (snapshot, layout, &grey);
  gtk_snapshot_restore (snapshot);
}

static void
gb_sheet_page_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GbSheetPage *self = GB_SHEET_PAGE (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                             (float) gtk_widget_get_height (widget));
  GdkRGBA white = { 1, 1, 1, 1 };

  gtk_snapshot_append_color (snapshot, &white, &area);
  if (gb_veil_is_down ())
    {
      gb_sheet_draw_hidden (widget, snapshot);
      return;
    }
  if (self->texture == NULL && is_in_sight (widget))
    self->texture = render (self);
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &area);
  mark_hits (self, snapshot);
}

static void
page_set_width (GbSheetPage *self, int width)
{
  if (self->width == width)
    return;
  self->width = width;
  g_clear_object (&self->texture);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_scale (GbSheetPage *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gb_sheet_page_dispose (GObject *object)
{
  g_clear_object (&GB_SHEET_PAGE (object)->texture);
  g_clear_pointer (&GB_SHEET_PAGE (object)->hits, g_array_unref);
  G_OBJECT_CLASS (gb_sheet_page_parent_class)->dispose (object);
}

static void
gb_sheet_page_class_init (GbSheetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_sheet_page_dispose;
  widget_class->measure = gb_sheet_page_measure;
  widget_class->snapshot = gb_sheet_page_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sheetpage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gb_sheet_page_init (GbSheetPage *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (self, "notify::scale-factor", G_CALLBACK (on_scale), self, 0);
}

static GtkWidget *
page_new (GbPreview *preview, guint number, int width)
{
  GbSheetPage *self = g_object_new (GB_TYPE_SHEET_PAGE, NULL);

  self->preview = preview;
  self->number = number;
  self->width = width;
  return GTK_WIDGET (self);
}

/* --- showing ------------------------------------------------------------------- */

/* A page of A4 at 100 in 100 is as wide as the view, within reason. */
static int
fitted_width (GbSheetView *self)
{
  int room = gtk_widget_get_width (self->scroll) - 48;
  return (int) (CLAMP (room, 240, 900) * self->zoom);
}

static void
fit (GbSheetView *self)
{
  int width = fitted_width (self);

  self->width = width;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    page_set_width (GB_SHEET_PAGE (child), width);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  fit (GB_SHEET_VIEW (widget));
  return G_SOURCE_REMOVE;
}

/* Fitting changes sizes, which must not happen while they are being given out. */
static void
fit_soon (GbSheetView *self)
{
  if (fitted_width (self) != self->width)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

static void
redraw_in_sight (GbSheetView *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GB_SHEET_PAGE (child)->texture == NULL && is_in_sight (child))
      gtk_widget_queue_draw (child);
}

/* Where pages stand is known only after the next layout. */
static gboolean
on_scrolled_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GbSheetView *self = GB_SHEET_VIEW (widget);

  if (--self->ticks > 0)
    return G_SOURCE_CONTINUE;
  redraw_in_sight (self);
  return G_SOURCE_REMOVE;
}

static void
on_scrolled (GbSheetView *self)
{
  if (self->ticks == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_scrolled_tick, NULL, NULL);
  self->ticks = 2;
}

static void
clear_pages (GbSheetView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_box_remove (self->pages, child);
  while ((child = GTK_WIDGET (gtk_list_box_get_row_at_index (self->small, 0))) != NULL)
    gtk_list_box_remove (self->small, child);
}

/* What a screen reader says of a page: its number, and its words. */
static void
describe (GbSheetView *self, GtkWidget *page, guint number)
{
  g_autofree char *label
    = g_strdup_printf (_ ("Page %u of %u"), number + 1, gb_preview_get_pages (self->preview));
  g_autofree char *text = gb_preview_get_text (self->preview, number);
  g_autofree char *words = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MOST_WORDS));

  gb_name (page, label);
  gb_veil_describe (page, words);
}

static void
add_small_page (GbSheetView *self, guint number)
{
  g_autofree char *figure = g_strdup_printf ("%u", number + 1);
  g_autofree char *label = g_strdup_printf (_ ("Go to page %u"), number + 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *page = page_new (self->preview, number, SMALL_WIDTH);
  GtkWidget *words = gtk_label_new (figure);

  gtk_widget_add_css_class (page, "sheet-small");
  gtk_widget_add_css_class (words, "quiet");
  gtk_box_append (GTK_BOX (box), page);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gb_name (row, label);
  gtk_list_box_append (self->small, row);
}

static void
add_pages (GbSheetView *self)
{
  for (guint i = 0; i < gb_preview_get_pages (self->preview); i++)
    {
      GtkWidget *page = page_new (self->preview, i, fitted_width (self));
      gtk_widget_add_css_class (page, "sheet-large");
      describe (self, page, i);
      gtk_box_append (self->pages, page);
      add_small_page (self, i);
    }
}

/* --- finding ------------------------------------------------------------------------ */

static GbSheetPage *
page_at (GbSheetView *self, guint number)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages));
  for (guint i = 0; i < number && child != NULL; i++)
    child = gtk_widget_get_next_sibling (child);
  return child != NULL ? GB_SHEET_PAGE (child) : NULL;
}

static void
say_places (GbSheetView *self, gboolean asked)
{
  gb_find_bar_say (self->find_bar, asked, self->place, self->places->len);
}

static void
mark_places (GbSheetView *self, const char *words)
{
  gboolean asked = words != NULL && *words != '\0';

  g_array_set_size (self->places, 0);
  self->place = 0;
  for (guint number = 0; number < gb_sheet_view_get_pages (self); number++)
    {
      GbSheetPage *page = page_at (self, number);
      g_clear_pointer (&page->hits, g_array_unref);
      page->current = -1;
      page->hits = asked ? gb_preview_find (self->preview, number, words) : NULL;
      for (int i = 0; page->hits != NULL && i < (int) page->hits->len; i++)
        g_array_append_val (self->places, ((Place) { number, i }));
      gtk_widget_queue_draw (GTK_WIDGET (page));
    }
  say_places (self, asked);
}

/* Its hit a third down the view. */
static void
show_place (GbSheetView *self)
{
  const Place *place = &g_array_index (self->places, Place, self->place);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  graphene_rect_t bounds;
  GbSheetPage *page;

  for (guint i = 0; i < gb_sheet_view_get_pages (self); i++)
    {
      page = page_at (self, i);
      page->current = i == place->page ? place->hit : -1;
      gtk_widget_queue_draw (GTK_WIDGET (page));
    }
  page = page_at (self, place->page);
  if (gtk_widget_compute_bounds (GTK_WIDGET (page), GTK_WIDGET (self->pages), &bounds))
    {
      const cairo_rectangle_t *hit = &g_array_index (page->hits, cairo_rectangle_t, place->hit);
      double w = 1, h = 1;
      gb_preview_get_size (self->preview, place->page, &w, &h);
      gtk_adjustment_set_value (adjustment, bounds.origin.y + hit->y / h * bounds.size.height
                                              - gtk_adjustment_get_page_size (adjustment) / 3);
    }
  say_places (self, TRUE);
}

guint
gb_sheet_view_find (GbSheetView *self, const char *words)
{
  mark_places (self, words);
  if (self->places->len > 0)
    show_place (self);
  return self->places->len;
}

void
gb_sheet_view_find_next (GbSheetView *self, gboolean forward)
{
  if (self->places->len == 0)
    return;
  self->place = (self->place + (forward ? 1 : self->places->len - 1)) % self->places->len;
  show_place (self);
}

void
gb_sheet_view_open_find (GbSheetView *self)
{
  gb_find_bar_open (self->find_bar);
}

static void
on_asked (GbSheetView *self)
{
  gb_sheet_view_find (self, gb_find_bar_get_words (self->find_bar));
}

static void
on_find_closed (GbSheetView *self)
{
  if (self->pages != NULL)
    mark_places (self, NULL);
}

/* --- showing again --------------------------------------------------------------------- */

gboolean
gb_sheet_view_show (GbSheetView *self, GBytes *pdf, GError **error)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  double place = gtk_adjustment_get_value (adjustment);
  guint before = gb_sheet_view_get_pages (self);
  GbPreview *preview = pdf != NULL ? gb_preview_new (pdf, error) : NULL;

  if (pdf != NULL && preview == NULL)
    return FALSE;
  clear_pages (self);
  g_clear_pointer (&self->preview, gb_preview_free);
  self->preview = preview;
  if (preview == NULL)
    return TRUE;
  add_pages (self);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->scroll);
  if (gb_find_bar_is_open (self->find_bar))
    mark_places (self, gb_find_bar_get_words (self->find_bar));
  gtk_adjustment_set_value (adjustment, before == gb_preview_get_pages (preview) ? place : 0);
  fit_soon (self);
  return TRUE;
}

void
gb_sheet_view_say (GbSheetView *self, const char *sentence)
{
  gb_text_set (self->words, sentence);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), sentence != NULL ? self->words : self->scroll);
}

void
gb_sheet_view_set_small_pages (GbSheetView *self, gboolean shown)
{
  gtk_widget_set_visible (self->small_scroll, shown);
}

guint
gb_sheet_view_get_pages (GbSheetView *self)
{
  return self->preview != NULL ? gb_preview_get_pages (self->preview) : 0;
}

double
gb_sheet_view_get_zoom (GbSheetView *self)
{
  return self->zoom;
}

void
gb_sheet_view_set_zoom (GbSheetView *self, double zoom)
{
  self->zoom = CLAMP (zoom, 0.4, 4.0);
  fit (self);
}

void
gb_sheet_view_go (GbSheetView *self, guint page)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  graphene_rect_t bounds;

  for (guint i = 0; i < page && child != NULL; i++)
    child = gtk_widget_get_next_sibling (child);
  if (child != NULL && gtk_widget_compute_bounds (child, GTK_WIDGET (self->pages), &bounds))
    gtk_adjustment_set_value (adjustment, bounds.origin.y);
}

/* --- keys and wheel --------------------------------------------------------------- */

static gboolean
zoom_in (GtkWidget *widget, GVariant *args, gpointer data)
{
  gb_sheet_view_set_zoom (GB_SHEET_VIEW (widget), GB_SHEET_VIEW (widget)->zoom * 1.25);
  return TRUE;
}

static gboolean
zoom_out (GtkWidget *widget, GVariant *args, gpointer data)
{
  gb_sheet_view_set_zoom (GB_SHEET_VIEW (widget), GB_SHEET_VIEW (widget)->zoom / 1.25);
  return TRUE;
}

static gboolean
zoom_fit (GtkWidget *widget, GVariant *args, gpointer data)
{
  gb_sheet_view_set_zoom (GB_SHEET_VIEW (widget), 1);
  return TRUE;
}

static gboolean
find (GtkWidget *widget, GVariant *args, gpointer data)
{
  gb_sheet_view_open_find (GB_SHEET_VIEW (widget));
  return TRUE;
}

static gboolean
on_wheel (GbSheetView *self, double dx, double dy, GtkEventControllerScroll *wheel)
{
  if (!(gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (wheel)) & GDK_CONTROL_MASK))
    return FALSE;
  gb_sheet_view_set_zoom (self, self->zoom * pow (1.1, -dy));
  return TRUE;
}

static void
on_small (GbSheetView *self, GtkListBoxRow *row)
{
  gb_sheet_view_go (self, (guint) gtk_list_box_row_get_index (row));
}

/* --- life --------------------------------------------------------------------------- */

static void
gb_sheet_view_dispose (GObject *object)
{
  GbSheetView *self = GB_SHEET_VIEW (object);

  if (self->pages != NULL)
    clear_pages (self);
  self->pages = NULL;
  g_clear_pointer (&self->preview, gb_preview_free);
  G_OBJECT_CLASS (gb_sheet_view_parent_class)->dispose (object);
}

static void
gb_sheet_view_finalize (GObject *object)
{
  g_clear_pointer (&GB_SHEET_VIEW (object)->places, g_array_unref);
  G_OBJECT_CLASS (gb_sheet_view_parent_class)->finalize (object);
}

static void
gb_sheet_view_class_init (GbSheetViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_sheet_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_sheet_view_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, zoom_in, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, zoom_in, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Add, GDK_CONTROL_MASK, zoom_in, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, zoom_out, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, zoom_out, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, zoom_fit, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, find, NULL);
}

static void
make_small (GbSheetView *self)
{
  self->small = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_activate_on_single_click (self->small, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->small), "navigation-sidebar");
  gb_name (GTK_WIDGET (self->small), _ ("Pages"));
  g_signal_connect_object (self->small, "row-activated", G_CALLBACK (on_small), self, G_CONNECT_SWAPPED);
  self->small_scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child",
                                     self->small, "visible", FALSE, "width-request", SMALL_WIDTH + 36, NULL);
  gtk_widget_add_css_class (self->small_scroll, "sheet-pages");
  gtk_box_append (GTK_BOX (self), self->small_scroll);
}

static void
make_find (GbSheetView *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->find_bar = gb_find_bar_new (_ ("Find in these pages"), 28);
  g_signal_connect_object (self->find_bar, "asked", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "step", G_CALLBACK (gb_sheet_view_find_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "closed", G_CALLBACK (on_find_closed), self, G_CONNECT_SWAPPED);
}

static void
gb_sheet_view_init (GbSheetView *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkAdjustment *down, *across;

  self->zoom = 1;
  make_small (self);
  self->pages = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_add_css_class (GTK_WIDGET (self->pages), "sheets");
  self->scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", self->pages, "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->words = gb_text_new (GB_TEXT_QUIET, NULL);
  g_object_set (self->words, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER, "justify", GTK_JUSTIFY_CENTER,
                "margin-start", 24, "margin-end", 24, NULL);
  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->scroll);
  gtk_stack_add_child (GTK_STACK (self->stack), self->words);
  make_find (self);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->find_bar));
  gtk_box_append (GTK_BOX (column), self->stack);
  gtk_box_append (GTK_BOX (self), column);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_object (wheel, "scroll", G_CALLBACK (on_wheel), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->scroll, wheel);
  down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  g_signal_connect_object (down, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (across, "notify::page-size", G_CALLBACK (fit_soon), self, G_CONNECT_SWAPPED);
}

GbSheetView *
gb_sheet_view_new (void)
{
  return g_object_new (GB_TYPE_SHEET_VIEW, NULL);
}
