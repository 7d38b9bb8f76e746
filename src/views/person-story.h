/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person-story: on a person's page, the rows of their story (casework/story.h),
 * what recurs in it, and their other records with the ways to link them, take
 * them apart, or say that they are two people (casework/same.h). */
#pragma once

#include "casework/person.h"
#include "views/section.h"

G_BEGIN_DECLS

/* Each fills its section anew; rows open what they stand for, from @page. */
void gb_person_show_story (GbSection *section, GtkWidget *page, GbBook *book, GPtrArray *rows);
void gb_person_show_patterns (GbSection *section, GtkWidget *page, GPtrArray *patterns);
void gb_person_show_same (GbSection *section, GtkWidget *page, GbBook *book, GbPerson *person, GPtrArray *same);
void gb_person_show_suggested (GbSection *section, GtkWidget *page, GbBook *book, GbPerson *person,
                               GPtrArray *suggested);

/* Asks which record is the same person as @person. */
void gb_person_ask_link (GtkWidget *page, GbBook *book, GbPerson *person);

G_END_DECLS
