/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/suppress.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>
#include <glpk.h>

#include "base/errors.h"
#include "base/text.h"

#define FAR 200.0        /* how far above its value a "c" is tried; a reader knows no ceiling at all */
#define NEAR_ENOUGH 1e-6 /* of linear programs; whole numbers are checked exactly afterwards */
#define MOST_ROUNDS 120  /* of cutting; beyond it the cheapest cell is added */
#define MOST_NODES 4000  /* of one branching */
#define MOST_CORNERS 6   /* looked at before branching for whole numbers */

/* Ends of the range of a "<5" that are seen to be possible. */
enum { LOWEST = 1, HIGHEST = 2, BOTH_ENDS = 3 };

/* The variables that equations tie together, as one linear program: a column a
 * variable, a row an equation.  What a reader is sure of is no variable but a part of the row's
 * own number, and ties nothing.  Components are independent of one another. */
typedef struct
{
  const GbFigures *figures;
  GArray *members;   /* of guint: variable of column j + 1 */
  GArray *primaries; /* of int: columns */
  glp_prob *program;
  glp_prob *master;  /* picks the cells; a column for each that may be held back */
  int *choice;       /* master's column of column j, 0: its mark is given */
  double *held;      /* of column j: 0 shown, 1 held back, or between while relaxed */
  guint8 *ends;      /* of column j: LOWEST, HIGHEST: some world has it there, with what is held now */
  const GbSuppressHow *how;
  double done, share; /* of the whole: where this component begins, and how much of it it is */
  gboolean stopped;
  int n;
  int stuck;         /* column that can't be protected, 0: none */
} Component;

char *
gb_say_count (gint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, ABS (count));
  gsize length = strlen (digits);
  GString *said = g_string_new (count < 0 ? "−" : NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (said, ',');
      g_string_append_c (said, digits[i]);
    }
  return g_string_free (said, FALSE);
}

/* --- marks ---------------------------------------------------------------- */

/* The least that a "<5" can stand for. */
static gint64
least_small (const GbFigures *self)
{
  return self->zeros_held ? 0 : 1;
}

static gboolean
is_in_small (const GbFigures *self, gint64 value)
{
  return value >= least_small (self) && value < self->threshold;
}

static gboolean
is_small (const GbFigures *self, const GbVariable *variable)
{
  return variable->about_people && is_in_small (self, variable->value);
}

gboolean
gb_suppress_is_sign (const GbFigures *self, const GbVariable *variable)
{
  return variable->mark != GB_MARK_PLAIN || (!variable->fixed && is_small (self, variable));
}

void
gb_suppress_give_up (GbFigures *self, guint index)
{
  gb_figures_at (self, index)->given = TRUE;
}

/* Whether the solver may choose to hold it back. */
static gboolean
is_free (const GbFigures *self, const GbVariable *variable)
{
  return variable->about_people && !variable->fixed && variable->value >= self->threshold
         && (variable->mark == GB_MARK_PLAIN || variable->mark == GB_MARK_COMPLEMENT);
}

static void
mark_primaries (GbFigures *self)
{
  for (guint i = 0; i < self->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (self, i);
      if (!variable->fixed && variable->mark != GB_MARK_HIDDEN)
        variable->mark = is_small (self, variable) ? GB_MARK_PRIMARY : GB_MARK_PLAIN;
    }
}

static void
write_shown (GbFigures *self)
{
  for (guint i = 0; i < self->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (self, i);
      g_clear_pointer (&variable->shown, g_free);
      if (variable->mark == GB_MARK_PRIMARY)
        variable->shown = g_strdup_printf ("<%" G_GINT64_FORMAT, self->threshold);
      else if (variable->mark == GB_MARK_COMPLEMENT)
        variable->shown = g_strdup ("c");
      else if (variable->mark == GB_MARK_PLAIN)
        variable->shown = gb_say_count (variable->value);
    }
}

/* Counts the signs of this report's own tables, each variable once. */
static void
count_signs (GbFigures *self)
{
  g_autofree gboolean *seen = g_new0 (gboolean, self->variables->len + 1);

  self->small = self->held = 0;
  for (guint s = 0; s < self->sections->len; s++)
    {
      GbFiguresSection *section = g_ptr_array_index (self->sections, s);
      for (guint b = 0; b < section->blocks->len; b++)
        {
          GbTable *table = ((GbBlock *) g_ptr_array_index (section->blocks, b))->table;
          for (guint c = 0; table != NULL && c < table->cells->len; c++)
            {
              guint index = g_array_index (table->cells, guint, c);
              if (index == GB_NO_VARIABLE || seen[index])
                continue;
              seen[index] = TRUE;
              self->small += gb_figures_at (self, index)->mark == GB_MARK_PRIMARY;
              self->held += gb_figures_at (self, index)->mark == GB_MARK_COMPLEMENT;
            }
        }
    }
}

/* --- components ----------------------------------------------------------- */

static guint
root_of (guint *parent, guint i)
{
  while (parent[i] != i)
    i = parent[i] = parent[parent[i]];
  return i;
}

/* Member @k of an equation: its total, then its parts. */
static guint
member_at (const GbEquation *equation, guint k)
{
  return k == 0 ? equation->total : g_array_index (equation->parts, guint, k - 1);
}

/* But for those that are @known (NULL: none is), which tie nothing. */
static guint *
find_ties (const GbFigures *self, const gboolean *known)
{
  guint *parent = g_new (guint, self->variables->len + 1);

  for (guint i = 0; i < self->variables->len; i++)
    parent[i] = i;
  for (guint e = 0; e < self->equations->len; e++)
    {
      const GbEquation *equation = g_ptr_array_index (self->equations, e);
      guint first = GB_NO_VARIABLE;
      for (guint k = 0; k <= equation->parts->len; k++)
        {
          guint member = member_at (equation, k), a, b;
          if (known != NULL && known[member])
            continue;
          first = first == GB_NO_VARIABLE ? member : first;
          a = root_of (parent, first);
          b = root_of (parent, member);
          parent[MAX (a, b)] = MIN (a, b);
        }
    }
  for (guint i = 0; i < self->variables->len; i++)
    parent[i] = root_of (parent, i);
  return parent;
}

guint *
gb_suppress_ties (const GbFigures *self)
{
  return find_ties (self, NULL);
}

/* A number that no table has may be left no choice: as a part of a shown nought, or as all that is unknown of a
 * sum.  TRUE if one more is known. */
static gboolean
learn (const GbFigures *self, const GbEquation *equation, gboolean *known)
{
  gboolean nought = known[equation->total] && gb_figures_at (self, equation->total)->value == 0, more = FALSE;
  guint unknown = 0;

  for (guint k = 0; k <= equation->parts->len; k++)
    unknown += !known[member_at (equation, k)];
  for (guint k = 0; k <= equation->parts->len && (nought || unknown == 1); k++)
    {
      guint member = member_at (equation, k);
      if (known[member] || gb_figures_at (self, member)->mark != GB_MARK_HIDDEN)
        continue;
      known[member] = more = TRUE;
    }
  return more;
}

/* What a reader is sure of: what is shown (@marked: everything that is marked so; else only what may not
 * be held back), and what follows from it at once. (transfer full) */
static gboolean *
find_known (const GbFigures *self, gboolean marked)
{
  gboolean *known = g_new0 (gboolean, self->variables->len + 1);
  gboolean more = TRUE;

  for (guint i = 0; i < self->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (self, i);
      known[i] = variable->given || (variable->mark == GB_MARK_PLAIN && (marked || !is_free (self, variable)));
    }
  while (more)
    {
      more = FALSE;
      for (guint e = 0; e < self->equations->len; e++)
        more |= learn (self, self->equations->pdata[e], known);
    }
  return known;
}

static void
component_free (Component *self)
{
  g_clear_pointer (&self->program, glp_delete_prob);
  g_clear_pointer (&self->master, glp_delete_prob);
  g_clear_pointer (&self->members, g_array_unref);
  g_clear_pointer (&self->primaries, g_array_unref);
  g_free (self->choice);
  g_free (self->held);
  g_free (self->ends);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Component, component_free)

static const GbVariable *
variable_at (const Component *self, int column)
{
  return gb_figures_at (self->figures, g_array_index (self->members, guint, column - 1));
}

/* One row: total less its parts is nought; what is known of it stands on the other side. */
static void
add_equation (Component *self, const GbEquation *equation, const int *column_of)
{
  g_autofree int *index = g_new0 (int, equation->parts->len + 2);
  g_autofree double *coefficient = g_new0 (double, equation->parts->len + 2);
  double known = 0;
  int n = 0, row;

  for (guint k = 0; k <= equation->parts->len; k++)
    {
      guint member = member_at (equation, k);
      double sign = k == 0 ? 1 : -1;
      if (column_of[member] == 0)
        {
          known += sign * (double) gb_figures_at (self->figures, member)->value;
          continue;
        }
      index[++n] = column_of[member];
      coefficient[n] = sign;
    }
  row = glp_add_rows (self->program, 1);
  glp_set_row_bnds (self->program, row, GLP_FX, -known, -known);
  glp_set_mat_row (self->program, row, n, index, coefficient);
}

static void
build_master (Component *self)
{
  self->master = glp_create_prob ();
  glp_set_obj_dir (self->master, GLP_MIN);
  for (int j = 1; j <= self->n; j++)
    {
      const GbVariable *variable = variable_at (self, j);
      int column;
      if (!is_free (self->figures, variable))
        continue;
      column = self->choice[j] = glp_add_cols (self->master, 1);
      glp_set_col_kind (self->master, column, GLP_BV);
      /* Ties go to the earlier cell: the order of the tables, which anyone may know. */
      glp_set_obj_coef (self->master, column, MAX (variable->cost, 1) + column * 1e-5);
    }
}

static void
set_bounds (Component *self, int column)
{
  const GbVariable *variable = variable_at (self, column);
  double value = (double) variable->value;
  double least = (double) self->figures->threshold;
  double held = self->held[column];
  double lowest = (double) least_small (self->figures);

  if (variable->mark == GB_MARK_HIDDEN)
    glp_set_col_bnds (self->program, column, GLP_LO, 0, 0);
  else if (variable->mark == GB_MARK_PRIMARY)
    glp_set_col_bnds (self->program, column, GLP_DB, lowest, least - 1);
  else if (held > 0)
    glp_set_col_bnds (self->program, column, GLP_DB, value - (value - least) * held, value + FAR * held);
  else
    glp_set_col_bnds (self->program, column, GLP_FX, value, value);
}

static void
set_all_bounds (Component *self)
{
  for (int j = 1; j <= self->n; j++)
    set_bounds (self, j);
}

/* What is known, how the rest is tied, which roots have something small, and each equation's root (GB_NO_VARIABLE:
 * all of it is known); and of all unknown numbers beside something small, how many were seen to. */
typedef struct { gboolean *known; guint *tied; gboolean *small; guint *roots; guint all, seen; } Parted;

static void
parted_clear (Parted *self)
{
  g_free (self->known);
  g_free (self->tied);
  g_free (self->small);
  g_free (self->roots);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parted, parted_clear)

/* Any unknown member leads to the one root of them all. */
static guint
root_of_equation (const Parted *self, const GbEquation *equation)
{
  for (guint k = 0; k <= equation->parts->len; k++)
    if (!self->known[member_at (equation, k)])
      return self->tied[member_at (equation, k)];
  return GB_NO_VARIABLE;
}

static Parted
part (const GbFigures *figures, gboolean marked)
{
  Parted self = { .known = find_known (figures, marked) };

  self.tied = find_ties (figures, self.known);
  self.small = g_new0 (gboolean, figures->variables->len + 1);
  for (guint i = 0; i < figures->variables->len; i++)
    self.small[self.tied[i]] |= gb_figures_at (figures, i)->mark == GB_MARK_PRIMARY && !self.known[i];
  for (guint i = 0; i < figures->variables->len; i++)
    self.all += self.small[self.tied[i]] && !self.known[i];
  self.roots = g_new (guint, figures->equations->len + 1);
  for (guint e = 0; e < figures->equations->len; e++)
    self.roots[e] = root_of_equation (&self, figures->equations->pdata[e]);
  return self;
}

/* The component whose root is @root. */
static Component *
component_new (const GbFigures *figures, const Parted *parted, guint root)
{
  Component *self = g_new0 (Component, 1);
  g_autofree int *column_of = g_new0 (int, figures->variables->len + 1);

  self->figures = figures;
  self->members = g_array_new (FALSE, FALSE, sizeof (guint));
  self->primaries = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = root; i < figures->variables->len; i++)
    {
      if (parted->tied[i] != root || parted->known[i])
        continue;
      g_array_append_val (self->members, i);
      column_of[i] = self->n = (int) self->members->len;
      if (gb_figures_at (figures, i)->mark == GB_MARK_PRIMARY)
        g_array_append_val (self->primaries, self->n);
    }
  self->choice = g_new0 (int, self->n + 1);
  self->held = g_new0 (double, self->n + 1);
  self->ends = g_new0 (guint8, self->n + 1);
  self->program = glp_create_prob ();
  if (self->n > 0)
    glp_add_cols (self->program, self->n);
  for (guint e = 0; e < figures->equations->len; e++)
    if (parted->roots[e] == root)
      add_equation (self, figures->equations->pdata[e], column_of);
  for (int j = 1; j <= self->n; j++)
    self->held[j] = variable_at (self, j)->mark == GB_MARK_COMPLEMENT;
  build_master (self);
  set_all_bounds (self);
  glp_term_out (GLP_OFF);
  glp_adv_basis (self->program, 0); /* a start near to some world saves most of the way to the first */
  return self;
}

/* --- how far a "<5" can be moved ------------------------------------------ */

static gboolean
solve (glp_prob *program)
{
  glp_smcp how;

  glp_init_smcp (&how);
  how.msg_lev = GLP_MSG_OFF;
  if (glp_simplex (program, &how) == 0)
    return glp_get_status (program) == GLP_OPT;
  glp_std_basis (program); /* a basis spoilt by changed bounds: start afresh */
  return glp_simplex (program, &how) == 0 && glp_get_status (program) == GLP_OPT;
}

/* The end of the range of @column towards @upwards, under the bounds set. */
static double
reach (Component *self, int column, gboolean upwards)
{
  double end;

  glp_set_obj_dir (self->program, upwards ? GLP_MAX : GLP_MIN);
  glp_set_obj_coef (self->program, column, 1);
  end = solve (self->program) ? glp_get_obj_val (self->program) : (double) variable_at (self, column)->value;
  glp_set_obj_coef (self->program, column, 0);
  return end;
}

static gboolean
is_wide (const Component *self, double end, gboolean upwards)
{
  return upwards ? end >= self->figures->threshold - 1 - NEAR_ENOUGH
                 : end <= (double) least_small (self->figures) + NEAR_ENOUGH;
}

/* One world shows the ends of many: whoever is at an end in the last solution need not be asked. */
static void
note_ends (Component *self)
{
  for (guint p = 0; p < self->primaries->len; p++)
    {
      int column = g_array_index (self->primaries, int, p);
      double value = glp_get_col_prim (self->program, column);
      self->ends[column] |= (is_wide (self, value, FALSE) ? LOWEST : 0) | (is_wide (self, value, TRUE) ? HIGHEST : 0);
    }
}

/* reach() that notes the world in which it ends. */
static double
reach_noting (Component *self, int column, gboolean upwards)
{
  double end = reach (self, column, upwards);
  if (glp_get_status (self->program) == GLP_OPT)
    note_ends (self);
  return end;
}

/* Weighs every "<5" towards an end at which it wasn't seen yet, @turn by @turn another if both are wanted. */
static void
weigh_ends (Component *self, guint turn)
{
  for (guint p = 0; p < self->primaries->len; p++)
    {
      int column = g_array_index (self->primaries, int, p);
      guint8 seen = self->ends[column];
      guint mixed = (p + 1) * 2654435761u + turn * 40503u * (p + 7);
      double weight = seen == BOTH_ENDS ? 0 : 1 + (mixed >> 8) % 64 / 64.0;
      gboolean low = seen == HIGHEST || (seen == 0 && (turn < 2 ? turn == 0 : (mixed >> 20) % 2 == 0));
      glp_set_obj_coef (self->program, column, low ? weight : -weight);
    }
}

static void
weigh_nothing (Component *self)
{
  for (guint p = 0; p < self->primaries->len; p++)
    glp_set_obj_coef (self->program, g_array_index (self->primaries, int, p), 0);
}

/* All of them towards one end, then the other, in two programs instead of two for each. */
static void
sweep_ends (Component *self)
{
  memset (self->ends, 0, (gsize) self->n + 1);
  glp_set_obj_dir (self->program, GLP_MIN);
  for (guint turn = 0; turn < 2 && self->primaries->len > 2; turn++)
    {
      weigh_ends (self, turn);
      if (solve (self->program))
        note_ends (self);
    }
  weigh_nothing (self);
}

/* The share of column @j in the dual bound when it is shown, and what holding it
 * back adds; the sign is turned so that both ends read "must be at least". */
static void
dual_share (const Component *self, int j, double reduced, gboolean upwards, double *shown, double *adds)
{
  const GbVariable *variable = variable_at (self, j);
  double value = (double) variable->value;
  double least = (double) self->figures->threshold;
  double sign = upwards ? 1 : -1;
  double d = sign * reduced;

  *shown = *adds = 0;
  if (variable->mark == GB_MARK_PRIMARY)
    *shown = d > 0 ? d * (least - 1) : d * (double) least_small (self->figures);
  else if (variable->mark == GB_MARK_PLAIN || self->choice[j] != 0)
    {
      *shown = d * value;
      if (self->choice[j] != 0)
        *adds = d > 0 ? d * FAR : -d * (value - least);
    }
  else if (variable->mark == GB_MARK_COMPLEMENT)
    *shown = d > 0 ? d * (value + FAR) : d * least;
}

typedef struct { int n; int *index; double *coefficient; double need; } Cut;

static void
cut_clear (Cut *cut)
{
  g_free (cut->index);
  g_free (cut->coefficient);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cut, cut_clear)

/* The cut that the last reach() of @column gives: held cells must together
 * widen it by what is still needed. */
static void
read_cut (Component *self, int column, gboolean upwards, Cut *cut)
{
  double sum = 0;
  double goal
    = upwards ? (double) self->figures->threshold - 1 : -(double) least_small (self->figures);

  cut->n = 0;
  cut->index = g_new0 (int, self->n + 1);
  cut->coefficient = g_new0 (double, self->n + 1);
  for (int row = 1; row <= glp_get_num_rows (self->program); row++)
    sum += (upwards ? 1 : -1) * glp_get_row_dual (self->program, row) * glp_get_row_lb (self->program, row);
  for (int j = 1; j <= self->n; j++)
    {
      double shown, adds;
      dual_share (self, j, glp_get_col_dual (self->program, j), upwards, &shown, &adds);
      sum += shown;
      if (adds <= NEAR_ENOUGH)
        continue;
      cut->n++;
      cut->index[cut->n] = self->choice[j];
      cut->coefficient[cut->n] = adds;
    }
  cut->need = goal - sum;
  for (int k = 1; k <= cut->n; k++)
    cut->coefficient[k] = MIN (cut->coefficient[k], cut->need);
}

/* Adds the cut; FALSE if all cells together can't fulfil it. */
static gboolean
add_cut (Component *self, const Cut *cut)
{
  double most = 0;
  int row;

  for (int k = 1; k <= cut->n; k++)
    most += cut->coefficient[k];
  if (most < cut->need - NEAR_ENOUGH)
    return FALSE;
  row = glp_add_rows (self->master, 1);
  glp_set_mat_row (self->master, row, cut->n, cut->index, cut->coefficient);
  glp_set_row_bnds (self->master, row, GLP_LO, cut->need, 0);
  return TRUE;
}

/* FALSE: stop.  @part of this component, 0 to 1. */
static gboolean
go_on (Component *self, double part)
{
  if (self->how != NULL && self->how->go_on != NULL
      && !self->how->go_on (self->done + self->share * part, self->how->data))
    self->stopped = TRUE;
  return !self->stopped;
}

/* Adds a cut for every "<5" that can't reach an end; how many, -1 if one never can. */
static int
separate (Component *self)
{
  int added = 0;

  set_all_bounds (self);
  sweep_ends (self);
  for (guint p = 0; p < self->primaries->len; p++)
    for (int upwards = 0; upwards < 2; upwards++)
      {
        g_auto (Cut) cut = { 0 };
        int column = g_array_index (self->primaries, int, p);
        if ((self->ends[column] & (upwards ? HIGHEST : LOWEST)) != 0
            || is_wide (self, reach_noting (self, column, upwards), upwards))
          continue;
        read_cut (self, column, upwards, &cut);
        if (!add_cut (self, &cut))
          {
            self->stuck = column;
            return -1;
          }
        added++;
      }
  return added;
}

/* --- the exact choice ----------------------------------------------------- */

static void
take_choice (Component *self, gboolean whole)
{
  for (int j = 1; j <= self->n; j++)
    if (self->choice[j] != 0)
      {
        int column = self->choice[j];
        double x = whole ? glp_mip_col_val (self->master, column) : glp_get_col_prim (self->master, column);
        self->held[j] = whole ? (x > 0.5) : x < NEAR_ENOUGH ? 0 : x;
      }
}

static void
count_node (glp_tree *tree, void *data)
{
  int *nodes = data;
  if (glp_ios_reason (tree) == GLP_ISELECT && ++*nodes > MOST_NODES)
    glp_ios_terminate (tree);
}

static gboolean
solve_whole (glp_prob *program)
{
  glp_iocp how;
  int nodes = 0;
  int answer;

  glp_init_iocp (&how);
  how.msg_lev = GLP_MSG_OFF;
  how.br_tech = GLP_BR_MFV; /* looking ahead at every branch costs more than the branches it saves */
  how.cb_func = count_node;
  how.cb_info = &nodes;
  if (!solve (program))
    return FALSE;
  answer = glp_intopt (program, &how);
  return answer == 0 && glp_mip_status (program) == GLP_OPT;
}

/* Cuts until the relaxed master, then the whole one, needs no more.  FALSE: out
 * of work, or stuck. */
static gboolean
choose_exactly (Component *self)
{
  gboolean whole = FALSE;

  if (glp_get_num_cols (self->master) == 0)
    return separate (self) == 0;
  for (int round = 0; round < MOST_ROUNDS; round++)
    {
      int added = go_on (self, round / (double) MOST_ROUNDS) ? separate (self) : -1;
      if (added < 0 || (added == 0 && whole))
        return added == 0;
      if (added == 0)
        whole = TRUE;
      if (!(whole ? solve_whole (self->master) : solve (self->master)))
        return FALSE;
      take_choice (self, whole);
    }
  return FALSE;
}

/* --- the way that always ends --------------------------------------------- */

/* Of the cells that widen @column, the cheapest, the earliest of equals; 0: none. */
static int
cheapest_helper (Component *self, int column, gboolean upwards)
{
  int best = 0;

  for (int j = 1; j <= self->n; j++)
    {
      double shown, adds;
      dual_share (self, j, glp_get_col_dual (self->program, j), upwards, &shown, &adds);
      if (adds <= NEAR_ENOUGH || self->held[j] > 0.5)
        continue;
      if (best == 0 || variable_at (self, j)->cost < variable_at (self, best)->cost)
        best = j;
    }
  return best;
}

static gboolean
widen (Component *self, int column, gboolean upwards)
{
  while (!is_wide (self, reach_noting (self, column, upwards), upwards))
    {
      int helper = cheapest_helper (self, column, upwards);
      if (helper == 0)
        {
          self->stuck = column;
          return FALSE;
        }
      self->held[helper] = 1;
      set_bounds (self, helper);
    }
  return TRUE;
}

static gboolean
all_wide (Component *self)
{
  sweep_ends (self);
  for (guint p = 0; p < self->primaries->len; p++)
    for (int upwards = 0; upwards < 2; upwards++)
      {
        int column = g_array_index (self->primaries, int, p);
        if ((self->ends[column] & (upwards ? HIGHEST : LOWEST)) == 0
            && !is_wide (self, reach_noting (self, column, upwards), upwards))
          return FALSE;
      }
  return TRUE;
}

/* Shows again what is not needed, the dearest first. */
static void
give_back (Component *self)
{
  static const guint costs[] = { 1000, 60, 0 };

  for (guint c = 0; c < G_N_ELEMENTS (costs); c++)
    for (int j = self->n; j >= 1; j--)
      {
        if (self->choice[j] == 0 || self->held[j] < 0.5 || variable_at (self, j)->cost < costs[c])
          continue;
        self->held[j] = 0;
        set_bounds (self, j);
        if (all_wide (self))
          continue;
        self->held[j] = 1;
        set_bounds (self, j);
      }
}

static gboolean
choose_greedily (Component *self)
{
  for (int j = 1; j <= self->n; j++)
    if (self->choice[j] != 0)
      self->held[j] = self->held[j] > 0.5;
  set_all_bounds (self);
  sweep_ends (self); /* a world that is possible stays so, whatever else is held back */
  for (guint p = 0; p < self->primaries->len; p++)
    for (int upwards = 0; upwards < 2; upwards++)
      {
        int column = g_array_index (self->primaries, int, p);
        if (!go_on (self, p / (double) self->primaries->len))
          return FALSE;
        if ((self->ends[column] & (upwards ? HIGHEST : LOWEST)) == 0 && !widen (self, column, upwards))
          return FALSE;
      }
  if (self->how == NULL || !self->how->fast)
    give_back (self);
  return TRUE;
}

/* --- witnesses ------------------------------------------------------------ */

/* Whether @values (of the columns) keep every equation, in whole numbers. */
static gboolean
adds_up (Component *self, const gint64 *values)
{
  g_autofree int *index = g_new0 (int, self->n + 1);
  g_autofree double *coefficient = g_new0 (double, self->n + 1);

  for (int row = 1; row <= glp_get_num_rows (self->program); row++)
    {
      int n = glp_get_mat_row (self->program, row, index, coefficient);
      gint64 sum = -(gint64) glp_get_row_lb (self->program, row);
      for (int k = 1; k <= n; k++)
        sum += (coefficient[k] > 0 ? 1 : -1) * values[index[k]];
      if (sum != 0)
        return FALSE;
    }
  return TRUE;
}

static gint64 *
read_values (Component *self, gboolean whole)
{
  g_autofree gint64 *values = g_new0 (gint64, self->n + 1);

  for (int j = 1; j <= self->n; j++)
    {
      double value = whole ? glp_mip_col_val (self->program, j) : glp_get_col_prim (self->program, j);
      values[j] = (gint64) round (value);
      if (!whole && fabs (value - (double) values[j]) > NEAR_ENOUGH)
        return NULL;
    }
  return adds_up (self, values) ? g_steal_pointer (&values) : NULL;
}

/* Worlds at some corner: halves are mostly a matter of which. */
static gint64 *
witness_at_corner (Component *self)
{
  gint64 *values = NULL;

  glp_set_obj_dir (self->program, GLP_MIN);
  for (guint turn = 0; turn < MOST_CORNERS && values == NULL; turn++)
    {
      if (turn + 1 < MOST_CORNERS)
        weigh_ends (self, turn + 2);
      else
        weigh_nothing (self);
      if (!solve (self->program))
        break;
      values = read_values (self, FALSE);
    }
  weigh_nothing (self);
  return values;
}

/* A whole set of whole numbers in which @column is @end; NULL: none. (transfer full) */
static gint64 *
witness (Component *self, int column, gint64 end)
{
  gint64 *values;

  glp_set_col_bnds (self->program, column, GLP_FX, (double) end, (double) end);
  values = witness_at_corner (self);
  if (values == NULL && glp_get_status (self->program) == GLP_OPT)
    {
      for (int j = 1; j <= self->n; j++)
        glp_set_col_kind (self->program, j, GLP_IV);
      if (solve_whole (self->program))
        values = read_values (self, TRUE);
      for (int j = 1; j <= self->n; j++)
        glp_set_col_kind (self->program, j, GLP_CV);
    }
  set_bounds (self, column);
  return values;
}

static JsonArray *
pair_to_json (const Component *self, int column, gint64 value)
{
  JsonArray *pair = json_array_new ();
  json_array_add_int_element (pair, g_array_index (self->members, guint, column - 1));
  json_array_add_int_element (pair, value);
  return pair;
}

/* The ends that a world shows of those not seen before, noted. */
static void
take_ends (Component *self, const gint64 *values, JsonArray *shows)
{
  gint64 lowest = least_small (self->figures), highest = self->figures->threshold - 1;

  for (guint p = 0; p < self->primaries->len; p++)
    {
      int column = g_array_index (self->primaries, int, p);
      guint8 end = values[column] == lowest ? LOWEST : values[column] == highest ? HIGHEST : 0;
      if ((self->ends[column] | end) == self->ends[column])
        continue;
      self->ends[column] |= end;
      json_array_add_array_element (shows, pair_to_json (self, column, values[column]));
    }
}

/* World @at of all, the same for every component, since none has to do with another. */
static JsonObject *
world_at (JsonArray *witnesses, guint at)
{
  JsonObject *world;

  if (at < json_array_get_length (witnesses))
    return json_array_get_object_element (witnesses, at);
  world = json_object_new ();
  json_object_set_array_member (world, "shows", json_array_new ());
  json_object_set_array_member (world, "changes", json_array_new ());
  json_array_add_object_element (witnesses, world);
  return world;
}

static void
add_witness (Component *self, const gint64 *values, JsonObject *world)
{
  JsonArray *changes = json_object_get_array_member (world, "changes");

  take_ends (self, values, json_object_get_array_member (world, "shows"));
  for (int j = 1; j <= self->n; j++)
    if (values[j] != variable_at (self, j)->value)
      json_array_add_array_element (changes, pair_to_json (self, j, values[j]));
}

/* Worlds that show both ends of every "<5" into @witnesses; 0, or the column without one. */
static int
find_witnesses (Component *self, JsonArray *witnesses)
{
  guint worlds = 0;

  set_all_bounds (self);
  memset (self->ends, 0, (gsize) self->n + 1);
  for (guint p = 0; p < self->primaries->len; p++)
    for (int upper = 0; upper < 2; upper++)
      {
        int column = g_array_index (self->primaries, int, p);
        gint64 end = upper ? self->figures->threshold - 1 : least_small (self->figures);
        g_autofree gint64 *values = NULL;
        if ((self->ends[column] & (upper ? HIGHEST : LOWEST)) != 0)
          continue;
        if (!go_on (self, p / (double) self->primaries->len))
          return column;
        values = witness (self, column, end);
        if (values == NULL)
          return column;
        add_witness (self, values, world_at (witnesses, worlds++));
      }
  return 0;
}

/* --- the whole ------------------------------------------------------------ */

static gboolean
refuse_variable (const GbFigures *self, guint index, guint *culprit, GError **error)
{
  if (culprit != NULL)
    *culprit = index;
  g_set_error (error, GB_ERROR, GB_ERROR_REFUSED,
               _ ("A number below %" PRId64 " can’t be kept from being worked out, because a total that is"
                                                     " itself"
                  " small was broken down. Join rows or columns of that table, or leave it out."),
               self->threshold);
  return FALSE;
}

/* Should whole numbers be scarcer than the linear program thinks, holds back
 * one cell more at a time. */
static gboolean
settle_whole (Component *self)
{
  g_autoptr (JsonArray) witnesses = json_array_new ();
  int column;

  while ((column = find_witnesses (self, witnesses)) != 0)
    {
      int next = 0;
      for (int j = 1; j <= self->n; j++)
        if (self->choice[j] != 0 && self->held[j] < 0.5
            && (next == 0 || variable_at (self, j)->cost < variable_at (self, next)->cost))
          next = j;
      self->stuck = column;
      if (next == 0 || self->stopped)
        return FALSE;
      self->held[next] = 1;
    }
  return TRUE;
}

static gboolean
suppress_component (GbFigures *figures, Component *self)
{
  gboolean fast = self->how != NULL && self->how->fast;

  if ((fast || !choose_exactly (self)) && (self->stopped || self->stuck != 0 || !choose_greedily (self)))
    return FALSE;
  if (!fast && !settle_whole (self))
    return FALSE;
  for (int j = 1; j <= self->n; j++)
    if (self->choice[j] != 0 && self->held[j] > 0.5)
      gb_figures_at (figures, g_array_index (self->members, guint, j - 1))->mark = GB_MARK_COMPLEMENT;
  return TRUE;
}

static gboolean
refuse_stop (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. Nothing was issued."));
  return FALSE;
}

/* The component that begins at @root, told where in the whole it stands: by the
 * variables before it, since the work grows with them.  NULL: none with anything small. */
static Component *
watched_component (GbFigures *self, Parted *parted, guint root, const GbSuppressHow *how)
{
  Component *component = parted->small[root] && parted->tied[root] == root ? component_new (self, parted, root) : NULL;
  double all = MAX (parted->all, 1);

  if (component == NULL)
    return NULL;
  component->how = how;
  component->done = parted->seen / all;
  component->share = component->n / all;
  parted->seen += (guint) component->n;
  return component;
}

gboolean
gb_suppress_how (GbFigures *self, const GbSuppressHow *how, guint *culprit, GError **error)
{
  g_auto (Parted) parted = { 0 };
  gboolean safe = TRUE;

  g_clear_pointer (&self->proof, g_bytes_unref);
  mark_primaries (self);
  parted = part (self, FALSE);
  for (guint i = 0; safe && i < self->variables->len; i++)
    {
      g_autoptr (Component) component = watched_component (self, &parted, i, how);
      if (component == NULL || suppress_component (self, component))
        continue;
      safe = component->stopped
                 ? refuse_stop (error)
                 : refuse_variable (self, g_array_index (component->members, guint, MAX (component->stuck, 1) - 1),
                                    culprit, error);
    }
  glp_free_env ();
  write_shown (self);
  count_signs (self);
  return safe;
}

gboolean
gb_suppress (GbFigures *self, guint *culprit, GError **error)
{
  return gb_suppress_how (self, NULL, culprit, error);
}

gboolean
gb_suppress_prove_how (GbFigures *self, const GbSuppressHow *how, GError **error)
{
  g_auto (Parted) parted = part (self, TRUE);
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *witnesses = json_array_new ();
  g_autoptr (GBytes) proof = NULL;
  char *text;
  gboolean found = TRUE;

  g_clear_pointer (&self->proof, g_bytes_unref);
  json_object_set_int_member (object, "threshold", self->threshold);
  json_object_set_array_member (object, "witnesses", witnesses);
  for (guint i = 0; found && i < self->variables->len; i++)
    {
      g_autoptr (Component) component = watched_component (self, &parted, i, how);
      int without = component != NULL ? find_witnesses (component, witnesses) : 0;
      if (without != 0)
        found = component->stopped ? refuse_stop (error)
                                   : refuse_variable (self, g_array_index (component->members, guint, without - 1),
                                                      NULL, error);
    }
  glp_free_env ();
  if (!found)
    return FALSE;
  text = gb_json_print (object);
  proof = g_bytes_new_take (text, strlen (text));
  if (!gb_suppress_check (self, proof, error))
    return FALSE;
  self->proof = g_steal_pointer (&proof);
  return TRUE;
}

gboolean
gb_suppress_prove (GbFigures *self, GError **error)
{
  return gb_suppress_prove_how (self, NULL, error);
}

void
gb_suppress_range (const GbFigures *self, guint index, gint64 *least, gint64 *greatest)
{
  g_auto (Parted) parted = part (self, TRUE);
  g_autoptr (Component) component = component_new (self, &parted, parted.tied[index]);

  *least = *greatest = gb_figures_at (self, index)->value;
  for (int j = 1; j <= component->n; j++)
    {
      if (g_array_index (component->members, guint, j - 1) != index)
        continue;
      set_all_bounds (component);
      *least = (gint64) ceil (reach (component, j, FALSE) - NEAR_ENOUGH);
      *greatest = (gint64) floor (reach (component, j, TRUE) + NEAR_ENOUGH);
    }
  g_clear_pointer (&component, component_free);
  glp_free_env ();
}

/* --- the check: additions and comparisons only ---------------------------- */

/* The true numbers with the witness's changes laid over them.  NULL: malformed. */
static gint64 *
lay_over (const GbFigures *self, JsonObject *object)
{
  g_autofree gint64 *values = g_new0 (gint64, self->variables->len + 1);
  JsonArray *changes = gb_json_array (object, "changes");

  for (guint i = 0; i < self->variables->len; i++)
    values[i] = gb_figures_at (self, i)->value;
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      JsonNode *node = json_array_get_element (changes, i);
      JsonArray *change = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      gboolean pair = change != NULL && json_array_get_length (change) == 2;
      gint64 index = pair ? json_array_get_int_element (change, 0) : -1;
      if (index < 0 || index >= (gint64) self->variables->len)
        return NULL;
      values[index] = json_array_get_int_element (change, 1);
    }
  return g_steal_pointer (&values);
}

static gboolean
agrees_with_print (const GbFigures *self, const gint64 *values)
{
  for (guint i = 0; i < self->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (self, i);
      gboolean fits = variable->mark == GB_MARK_PRIMARY      ? is_in_small (self, values[i])
                      : variable->mark == GB_MARK_COMPLEMENT ? values[i] >= self->threshold
                      : variable->mark == GB_MARK_HIDDEN     ? values[i] >= 0
                                                             : values[i] == variable->value;
      if (!fits)
        return FALSE;
    }
  for (guint e = 0; e < self->equations->len; e++)
    {
      const GbEquation *equation = g_ptr_array_index (self->equations, e);
      gint64 sum = 0;
      for (guint k = 0; k < equation->parts->len; k++)
        sum += values[g_array_index (equation->parts, guint, k)];
      if (sum != values[equation->total])
        return FALSE;
    }
  return TRUE;
}

/* Notes that the variable @of is at an end of its range in @values, as the witness says that it @is. */
static gboolean
count_end (const GbFigures *self, const gint64 *values, gint64 of, gint64 is, guint8 *ends)
{
  if (of < 0 || of >= (gint64) self->variables->len || values[of] != is)
    return FALSE;
  ends[of] |= is == least_small (self) ? LOWEST : 0;
  ends[of] |= is == self->threshold - 1 ? HIGHEST : 0;
  return TRUE;
}

/* Which ends of which "<5" this witness shows.  Those of earlier issues show one each. */
static gboolean
count_witness (const GbFigures *self, JsonObject *object, guint8 *ends)
{
  g_autofree gint64 *values = lay_over (self, object);
  JsonArray *shows = gb_json_array (object, "shows");

  if (values == NULL || !agrees_with_print (self, values))
    return FALSE;
  if (shows == NULL)
    return count_end (self, values, gb_json_number (object, "of"), gb_json_number (object, "is"), ends);
  for (guint i = 0; i < json_array_get_length (shows); i++)
    {
      JsonNode *node = json_array_get_element (shows, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      if (pair == NULL || json_array_get_length (pair) != 2
          || !count_end (self, values, json_array_get_int_element (pair, 0), json_array_get_int_element (pair, 1),
                         ends))
        return FALSE;
    }
  return TRUE;
}

/* A mark that its number doesn't deserve proves nothing. */
static gboolean
mark_fits (const GbFigures *self, const GbVariable *variable)
{
  if (variable->mark == GB_MARK_PRIMARY)
    return is_in_small (self, variable->value);
  if (variable->mark == GB_MARK_COMPLEMENT)
    return variable->value >= self->threshold;
  return variable->mark == GB_MARK_HIDDEN || !is_small (self, variable);
}

gboolean
gb_suppress_check (const GbFigures *self, GBytes *proof, GError **error)
{
  g_autoptr (JsonObject) object = gb_json_parse (g_bytes_get_data (proof, NULL), g_bytes_get_size (proof), error);
  g_autofree guint8 *ends = g_new0 (guint8, self->variables->len + 1);
  JsonArray *witnesses = object != NULL ? gb_json_array (object, "witnesses") : NULL;
  gboolean fits = witnesses != NULL && gb_json_number (object, "threshold") == self->threshold;

  if (object == NULL)
    return FALSE;
  for (guint i = 0; fits && i < json_array_get_length (witnesses); i++)
    {
      JsonNode *node = json_array_get_element (witnesses, i);
      fits = JSON_NODE_HOLDS_OBJECT (node) && count_witness (self, json_node_get_object (node), ends);
    }
  for (guint i = 0; fits && i < self->variables->len; i++)
    {
      const GbVariable *variable = gb_figures_at (self, i);
      fits = mark_fits (self, variable)
             && (variable->mark != GB_MARK_PRIMARY || variable->given || ends[i] == BOTH_ENDS);
    }
  if (!fits)
    g_set_error (error, GB_ERROR, GB_ERROR_REFUSED,
                 _ ("It isn’t proved that the small numbers of this report can’t be worked out, so it can’t be issued."
                    " Leave a table out, or compare fewer terms."));
  return fits;
}

/* --- what was issued before ----------------------------------------------- */

/* A count that grew since it was printed tells by difference what was added, one that
 * shrank (of cases still open) what is gone: that is a number of the system too.  It is
 * held like every small one if both would be printed as they are; if either can't be,
 * no subtraction gives it, and asking its whole range would only cost tables.
 *
 * What stands now is then held back, and as "c" it is the threshold at least.  What fell
 * to just above it leaves no room for the whole range: there it is held back, and
 * that is all that can be done short of leaving its table out. */
static void
add_change (GbFigures *self, guint now, guint then, gint64 frozen_at)
{
  gint64 growth = gb_figures_at (self, now)->value - gb_figures_at (self, then)->value;
  gint64 size = ABS (growth);
  g_autofree char *key = g_strdup_printf ("%s%c%" G_GINT64_FORMAT, gb_figures_at (self, now)->key,
                                          growth > 0 ? '+' : '~', frozen_at);
  gboolean small = gb_figures_at (self, now)->about_people && size > 0 && size < self->threshold;
  gboolean told = gb_figures_at (self, now)->mark != GB_MARK_HIDDEN
                  && !is_small (self, gb_figures_at (self, now))
                  && gb_figures_at (self, then)->mark == GB_MARK_PLAIN;
  guint changed;

  if (gb_figures_find (self, key) != GB_NO_VARIABLE)
    return;
  if (small && told && growth < 0 && gb_figures_at (self, then)->value - self->threshold < self->threshold - 1)
    {
      GbVariable *variable = gb_figures_at (self, now);
      small = FALSE;
      if (!variable->fixed)
        {
          variable->mark = GB_MARK_COMPLEMENT;
          variable->fixed = TRUE;
        }
    }
  changed = small && told ? gb_figures_variable (self, key, size, TRUE, 0) : gb_figures_hidden (self, key, size);
  if (growth > 0)
    gb_figures_equate (self, now, (guint[]) { then, changed }, 2);
  else
    gb_figures_equate (self, then, (guint[]) { now, changed }, 2);
}

/* The variable of @self that stands for @old.  A count that changed since keeps
 * its old value under a key of its own, known to readers as it was. */
static guint
adopt_variable (GbFigures *self, const GbVariable *old, gint64 frozen_at)
{
  guint now = gb_figures_find (self, old->key);
  g_autofree char *key = g_strdup (old->key);
  gboolean changed = now != GB_NO_VARIABLE && gb_figures_at (self, now)->value != old->value;
  guint index = now;
  GbVariable *variable;

  if (changed)
    {
      g_free (key);
      key = g_strdup_printf ("%s@%" G_GINT64_FORMAT, old->key, frozen_at);
      index = gb_figures_find (self, key);
    }
  if (index == GB_NO_VARIABLE)
    {
      index = gb_figures_variable (self, key, old->value, old->about_people, old->cost);
      gb_figures_at (self, index)->mark = GB_MARK_HIDDEN;
    }
  variable = gb_figures_at (self, index);
  /* What one report printed, another can't take back. */
  if (old->mark != GB_MARK_HIDDEN && !(variable->fixed && variable->mark == GB_MARK_PLAIN))
    {
      variable->mark = old->mark;
      variable->fixed = TRUE;
    }
  variable->given |= old->given;
  if (changed)
    add_change (self, now, index, frozen_at);
  return index;
}

void
gb_suppress_join (GbFigures *self, const GbFigures *issued)
{
  g_autofree guint *tied = gb_suppress_ties (issued);
  g_autofree gboolean *wanted = g_new0 (gboolean, issued->variables->len + 1);
  g_autofree guint *index = g_new0 (guint, issued->variables->len + 1);

  for (guint i = 0; i < issued->variables->len; i++)
    if (gb_figures_find (self, gb_figures_at (issued, i)->key) != GB_NO_VARIABLE)
      wanted[tied[i]] = TRUE;
  for (guint i = 0; i < issued->variables->len; i++)
    if (wanted[tied[i]])
      index[i] = adopt_variable (self, gb_figures_at (issued, i), issued->frozen_at);
  for (guint e = 0; e < issued->equations->len; e++)
    {
      const GbEquation *equation = g_ptr_array_index (issued->equations, e);
      g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));
      if (!wanted[tied[equation->total]])
        continue;
      for (guint k = 0; k < equation->parts->len; k++)
        g_array_append_val (parts, index[g_array_index (equation->parts, guint, k)]);
      gb_figures_equate (self, index[equation->total], &g_array_index (parts, guint, 0), parts->len);
    }
}
