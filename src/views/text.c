/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "views/text.h"
#include "views/veil.h"

static const char *const styles[] = {
  [GB_TEXT_TITLE] = "title-2", [GB_TEXT_HEADING] = "section-title", [GB_TEXT_BODY] = "body",
  [GB_TEXT_QUIET] = "quiet",   [GB_TEXT_CLAUSE] = "clause",
};

void
gb_text_set (GtkWidget *label, const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, gb_text_is_filled (text));
}

#define MARK_BEGINS 0x2068
#define MARK_ENDS 0x2069

void
gb_text_set_marked (GtkWidget *label, const char *text)
{
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  guint from = 0;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == MARK_ENDS)
        {
          PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
          bold->start_index = from;
          bold->end_index = (guint) plain->len;
          pango_attr_list_insert (attributes, bold);
        }
      else if (c != MARK_BEGINS)
        g_string_append_unichar (plain, c);
      else
        from = (guint) plain->len;
    }
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gb_text_set (label, plain->str);
}

GtkWidget *
gb_text_new (GbTextKind kind, const char *text)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "natural-wrap-mode",
                    GTK_NATURAL_WRAP_NONE, "max-width-chars", 32, "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (label, styles[kind]);
  gb_text_set (label, text);
  return label;
}

void
gb_text_keep_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    gtk_label_set_wrap_mode (GTK_LABEL (widget), PANGO_WRAP_WORD);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gb_text_keep_words (child);
}

GtkWidget *
gb_text_new_head (const char *text, float xalign)
{
  GtkWidget *label = gb_text_new (GB_TEXT_QUIET, text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_justify (GTK_LABEL (label), xalign > 0 ? GTK_JUSTIFY_RIGHT : GTK_JUSTIFY_LEFT);
  gtk_widget_set_hexpand (label, FALSE);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_add_css_class (label, "table-head");
  gb_text_keep_words (label);
  return label;
}

/* As it stands on the screen: through the veil, and nothing of a row that waits for its record. */
static void
add_said (GtkWidget *widget, GString *said)
{
  if (!gtk_widget_get_visible (widget) || gtk_widget_get_opacity (widget) <= 0)
    return;
  if (GTK_IS_LABEL (widget) && gb_text_is_filled (gtk_label_get_text (GTK_LABEL (widget))))
    g_string_append_printf (said, "%s%s", said->len > 0 ? "\n" : "", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_said (child, said);
}

static gboolean
on_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  g_autoptr (GString) said = g_string_new (NULL);

  add_said (widget, said);
  gtk_tooltip_set_text (tooltip, said->str);
  return said->len > 0;
}

void
gb_text_tell_rest (GtkWidget *widget)
{
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect_object (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), widget, 0);
}

GtkWidget *
gb_quote_new (const char *label, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *quoted = g_strdup_printf (_ ("“%s”"), words);

  gtk_widget_add_css_class (box, "quote");
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, label != NULL ? label : _ ("The child’s own words")));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, quoted));
  return box;
}

void
gb_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gb_veil_name (widget, name);
}

double
gb_text_scale (void)
{
  int dpi = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / 1024.0 / 96, 1, 2) : 1;
}

GtkWidget *
gb_icon_button_new (const char *icon, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gb_name (button, label);
  return button;
}

GtkWidget *
gb_toggle_new (const char *label)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  return button;
}

static GtkWidget *
with_word (GtkWidget *button, const char *icon, const char *label)
{
  gtk_button_set_child (GTK_BUTTON (button),
                        g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name", icon, "label", label, NULL));
  return button;
}

GtkWidget *
gb_word_button_new (const char *icon, const char *label)
{
  return with_word (gtk_button_new (), icon, label);
}

GtkWidget *
gb_word_toggle_new (const char *icon, const char *label)
{
  return with_word (gb_toggle_new (label), icon, label);
}

AdwButtonContent *
gb_word_button_get (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  if (ADW_IS_SQUEEZER (child))
    child = gtk_widget_get_first_child (child);
  return ADW_IS_BUTTON_CONTENT (child) ? ADW_BUTTON_CONTENT (child) : NULL;
}

static gboolean
is_squeezed (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  return ADW_IS_SQUEEZER (child)
         && adw_squeezer_get_visible_child (ADW_SQUEEZER (child)) != gtk_widget_get_first_child (child);
}

void
gb_word_button_set (GtkWidget *button, const char *icon, const char *label)
{
  AdwButtonContent *word = gb_word_button_get (button);

  if (icon != NULL)
    adw_button_content_set_icon_name (word, icon);
  adw_button_content_set_label (word, label);
  gtk_widget_set_tooltip_text (button, is_squeezed (button) ? label : NULL);
  gb_name (button, label);
}

/* What isn't to be read in the button is to be read over it. */
static void
on_squeezed (AdwSqueezer *squeezer, GParamSpec *pspec, GtkWidget *button)
{
  gtk_widget_set_tooltip_text (
      button, is_squeezed (button) ? adw_button_content_get_label (gb_word_button_get (button)) : NULL);
}

void
gb_word_button_let_fold (GtkWidget *button, GtkWidget *word)
{
  g_autoptr (GtkWidget) held = g_object_ref_sink (word);
  GtkWidget *squeezer = g_object_new (ADW_TYPE_SQUEEZER, "homogeneous", FALSE, NULL);
  GtkWidget *icon = gtk_image_new ();

  if (gtk_widget_get_parent (word) != NULL)
    gtk_button_set_child (GTK_BUTTON (button), NULL);
  g_object_bind_property (word, "icon-name", icon, "icon-name", G_BINDING_SYNC_CREATE);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), word);
  adw_squeezer_add (ADW_SQUEEZER (squeezer), icon);
  g_signal_connect_object (squeezer, "notify::visible-child", G_CALLBACK (on_squeezed), button, 0);
  gtk_button_set_child (GTK_BUTTON (button), squeezer);
  gb_name (button, adw_button_content_get_label (ADW_BUTTON_CONTENT (word)));
}

/* GtkModelButton is no public type; its words are its "text". */
static void
name_items (GtkWidget *inside)
{
  g_autofree char *text = NULL;

  if (g_str_equal (G_OBJECT_TYPE_NAME (inside), "GtkModelButton"))
    {
      g_object_get (inside, "text", &text, NULL);
      gb_name (inside, text != NULL ? text : "");
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_items (child);
}

void
gb_name_menu (GtkWidget *button)
{
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (button));

  if (popover != NULL)
    name_items (GTK_WIDGET (popover));
}

void
gb_name_buttons (GtkWidget *dialog)
{
  if (GTK_IS_BUTTON (dialog) && gtk_button_get_use_underline (GTK_BUTTON (dialog)))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_LABEL);
  for (GtkWidget *child = gtk_widget_get_first_child (dialog); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gb_name_buttons (child);
}
