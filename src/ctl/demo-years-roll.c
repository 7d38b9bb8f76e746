/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years-roll: the children of a generated school year after year, as its
 * office would send them: one full transfer file each September, in which all
 * have moved up, the oldest are gone and the youngest are new. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/roll.h"
#include "casework/upn.h"
#include "ctl/demo-years.h"

static const char girls[] =
    "Aaliyah Abigail Ada Adaeze Agnieszka Aisha Alba Amara Amelie Anaya Anwen Ava Ayesha Beatrix Bronwen Carys "
    "Chloe Dalia Daria Delphine Edie Efua Elena Eleri Eliza Elodie Emre-Su Esme Fatima Ffion Florence Freya Gaia "
    "Greta Hana Hazel Hettie Imogen Ines Iris Isla Ivy Jasleen Juno Kavya Kezia Lena Leyla Lottie Lowri Lucia "
    "Mabel Maja Margot Mei Mila Mirela Nadia Nia Niamh Nora Nyah Oana Orla Ottilie Petra Poppy Priya Rania Roisin "
    "Rosa Ruby Saanvi Safiya Selin Seren Simran Sofia Soraya Tabitha Tamsin Thea Tilda Uma Violet Wanjiru Willow "
    "Xanthe Yasmin Yuki Zahra Zofia Zoë";

static const char boys[] =
    "Aaron Adil Albie Alexandru Alfie Amir Ansel Arjun Arlo Arthur Asher Barnaby Bastian Benedek Bilal Caleb "
    "Callum Cosmin Dafydd Daniel Dev Dylan Edmund Eitan Elias Ellis Emeka Emil Emrys Ethan Ezra Fabian Felix "
    "Finlay Florin Gabriel George Gethin Haris Hassan Hugo Ibrahim Idris Ioan Isaac Ivo Jack Jakub Jasper Joel "
    "Jonah Kacper Kai Karim Kian Kofi Laszlo Leo Linus Luca Malachi Marek Mateo Milo Mohammed Nikhil Noah Oisin "
    "Omar Oscar Otis Owen Pavel Rafael Ravi Reuben Rhys Roman Rory Rufus Samir Seb Stefan Taio Tariq Teddy Theo "
    "Tobias Tomasz Umar Victor Wen Wilf Xavier Yusuf Zac Zain";

static const char surnames[] =
    "Abara Achterberg Adeleke Ahmadi Aldous Amponsah Arkwright Ashdown Baptiste Barrow Begum Bellweather Bhatt "
    "Bielak Birchall Boateng Brightwell Buczek Calder Castellan Chowdhury Clewlow Coldharbour Corrigan Crowhurst "
    "Dacosta Dalgleish Danso Desai Dimitriou Dragomir Dunmore Edevane Eke Ellershaw Falconer Farrow Featherstone "
    "Fenwick Fernando Figueira Fothergill Gallimore Georgescu Gill Goldspink Grantley Greenhalgh Haddad Hallewell "
    "Hargreave Hashemi Hollingberry Horvath Ibarra Iqbal Jankowska Jelley Kapoor Kaur Kearney Khoury Kingsnorth "
    "Kowal Kuti Lambourne Langridge Leatherdale Lindqvist Lovelock Lupu Maddox Mahmood Malarkey Marsh Mbeki "
    "Merriweather Mistry Moffat Mwangi Nand Nasser Nettlefold Nowicki Oakenfull Obuya Okafor Olawale Ortega Osei "
    "Ozturk Pacholski Parfitt Patel-Moore Penfold Petrov Pham Pluckley Popa Quaye Quested Rahimi Rainsford Reed "
    "Ridout Rosario Rowntree Sandhu Sarr Selwyn Sharma Shepway Silvestri Sopio Stonegate Sylla Szabo Tamang Tanner "
    "Thorncliffe Tilmouth Uddin Underhill Usman Vanterpool Vasile Wanjala Weatherall Whitcombe Wierzba "
    "Winterbourne Wolde Wren Yamada Yeboah Youngblood Zaman Zielinski";

static const char mothers[] =
    "Adwoa Alina Amina Angharad Anita Beata Bridget Catrin Chiara Claire Dorota Emma Esi Farah Gwen Hannele Helena "
    "Ilinca Jaya Joanna Kadisha Karen Kate Lakshmi Laura Lian Lucy Magda Maryam Meera Nicola Olena Parveen Rachel "
    "Rebecca Rhian Rosie Sadia Sally Sarah Shanice Sinead Sunita Tara Temi Ursula Valeria Wendy Yetunde Zara";

static const char fathers[] =
    "Adam Adrian Anil Antonio Ben Carl Chidi Craig Dan David Dieter Dumitru Edward Farid Gareth Gavin Harjit Hamza "
    "Ian Imran James Javier Jide Joe Kwame Lee Liam Luke Marcin Mark Matthew Nathan Neil Oluwaseun Paul Peter "
    "Piotr Rajesh Rob Ross Sam Sanjay Sean Simon Stephen Tim Tom Vikram Will Yaw";

typedef struct
{
  char *surname, *mother, *father;
  int house;
} Family;
typedef struct
{
  char *forename, *upn, *dob;
  const Family *family;
  gboolean girl;
  int year;
  guint details;
} Child;

struct _GbYearsRoll
{
  GRand *chance; /* not owned */
  gboolean secondary;
  char **girls, **boys, **surnames, **mothers, **fathers;
  GPtrArray *families; /* of Family */
  GPtrArray *children; /* of Child: on the roll now */
  int autumn;          /* of the school year that the children stand in; 0: none yet */
  guint serials[100];  /* given out, by year of entry */
  guint houses;
};

static void
family_free (gpointer data)
{
  Family *family = data;
  g_free (family->surname);
  g_free (family->mother);
  g_free (family->father);
  g_free (family);
}

static void
child_free (gpointer data)
{
  Child *child = data;
  g_free (child->forename);
  g_free (child->upn);
  g_free (child->dob);
  g_free (child);
}

GbYearsRoll *
gb_years_roll_new (GbYears *years)
{
  GbYearsRoll *roll = g_new0 (GbYearsRoll, 1);

  roll->chance = years->chance;
  roll->secondary = years->secondary;
  roll->girls = g_strsplit (girls, " ", -1);
  roll->boys = g_strsplit (boys, " ", -1);
  roll->surnames = g_strsplit (surnames, " ", -1);
  roll->mothers = g_strsplit (mothers, " ", -1);
  roll->fathers = g_strsplit (fathers, " ", -1);
  roll->families = g_ptr_array_new_with_free_func (family_free);
  roll->children = g_ptr_array_new_with_free_func (child_free);
  return roll;
}

void
gb_years_roll_free (GbYearsRoll *roll)
{
  g_strfreev (roll->girls);
  g_strfreev (roll->boys);
  g_strfreev (roll->surnames);
  g_strfreev (roll->mothers);
  g_strfreev (roll->fathers);
  g_ptr_array_unref (roll->families);
  g_ptr_array_unref (roll->children);
  g_free (roll);
}

static guint
below (GbYearsRoll *roll, guint count)
{
  return (guint) g_rand_int_range (roll->chance, 0, (gint32) count);
}

static const char *
draw (GbYearsRoll *roll, char **names)
{
  return names[below (roll, g_strv_length (names))];
}

/* --- a child ---------------------------------------------------------------------------- */

static Family *
family_of (GbYearsRoll *roll)
{
  Family *family;

  if (roll->families->len > 20 && below (roll, 100) < 30)
    return roll->families->pdata[below (roll, roll->families->len)];
  family = g_new0 (Family, 1);
  family->surname = g_strdup (draw (roll, roll->surnames));
  family->mother = g_strdup (draw (roll, roll->mothers));
  family->father = below (roll, 100) < 75 ? g_strdup (draw (roll, roll->fathers)) : NULL;
  family->house = (int) ++roll->houses;
  g_ptr_array_add (roll->families, family);
  return family;
}

static char *
new_upn (GbYearsRoll *roll, int entered)
{
  g_autofree char *rest = g_strdup_printf ("886%s%02d%03u", roll->secondary ? "4107" : "5201", entered % 100,
                                           ++roll->serials[entered % 100]);
  return g_strdup_printf ("%c%s", gb_upn_letter (rest), rest);
}

/* @year: the year group; reception is 0. */
static void
add_child (GbYearsRoll *roll, int year, int autumn)
{
  Child *child = g_new0 (Child, 1);
  g_autofree char *first = g_strdup_printf ("%d-09-01", autumn - 5 - year);

  child->year = year;
  child->girl = below (roll, 2) == 0;
  child->forename = g_strdup (draw (roll, child->girl ? roll->girls : roll->boys));
  child->family = family_of (roll);
  child->dob = gb_day_add (first, (int) below (roll, 365));
  child->upn = new_upn (roll, autumn - (roll->secondary ? year - 7 : year));
  child->details = below (roll, 10000);
  g_ptr_array_add (roll->children, child);
}

static guint
size_of_year (GbYearsRoll *roll, int year)
{
  return !roll->secondary ? 30 : year >= 12 ? 150 : 240;
}

/* --- a year passes --------------------------------------------------------------------------- */

static void
fill (GbYearsRoll *roll, int autumn)
{
  for (int year = roll->secondary ? 7 : 0; year <= (roll->secondary ? 13 : 6); year++)
    {
      guint there = 0;
      for (guint i = 0; i < roll->children->len; i++)
        there += ((Child *) roll->children->pdata[i])->year == year;
      for (; there < size_of_year (roll, year); there++)
        add_child (roll, year, autumn);
    }
}

/* The oldest go; after Year 11 some do; now and then a family moves away. */
static void
move_up (GbYearsRoll *roll)
{
  for (guint i = roll->children->len; i > 0; i--)
    {
      Child *child = roll->children->pdata[i - 1];
      int last = roll->secondary ? 13 : 6;
      child->year++;
      if (child->year > last || (child->year == 12 && below (roll, 100) < 45) || below (roll, 100) < 2)
        g_ptr_array_remove_index (roll->children, i - 1);
    }
}

/* --- the file ----------------------------------------------------------------------------------- */

static void
add_contact (GString *xml, const Child *child, int order)
{
  const Family *family = child->family;
  const char *name = order == 1 ? family->mother : family->father;
  g_autofree char *mail = g_strdup_printf ("%s.%s.%d@example.org", name, family->surname, family->house);
  g_autofree char *small = g_ascii_strdown (mail, -1);

  g_string_append_printf (xml,
                          "<Contact><Order>%d</Order><Surname>%s</Surname><Forename>%s</Forename><Gender>%s</Gender>"
                          "<Relationship>%s</Relationship><Responsible>true</Responsible>"
                          "<Phones><Phone><TelephoneType>M</TelephoneType><PhoneNo>07700 %06d</PhoneNo></Phone>"
                          "</Phones><Email>%s</Email></Contact>",
                          order, family->surname, name, order == 1 ? "F" : "M", order == 1 ? "MOT" : "FAT",
                          900000 + (family->house * 2 + order) % 1000, small);
}

static void
add_pupil (GString *xml, const Child *child, int autumn)
{
  static const char *const ethnicities[] = { "WBRI", "WBRI", "WBRI", "WBRI", "WBRI", "WOTW",
                                             "WEEU", "APKN", "AIND", "BAFR", "MWBC", "OOTH" };
  g_autofree char *year = child->year == 0 ? g_strdup ("R") : g_strdup_printf ("%d", child->year);

  g_string_append_printf (xml,
                          "<Pupil><UPN>%s</UPN><Surname>%s</Surname><Forename>%s</Forename><DOB>%s</DOB><Sex>%s</Sex>"
                          "<BasicDetails><NCyearActual>%s</NCyearActual><Ethnicity>%s</Ethnicity></BasicDetails>",
                          child->upn, child->family->surname, child->forename, child->dob, child->girl ? "F" : "M",
                          year, ethnicities[child->details % G_N_ELEMENTS (ethnicities)]);
  if (child->details % 7 == 0)
    g_string_append_printf (xml,
                            "<SENhistory><SEN><StartDate>%d-09-01</StartDate><SENprovision>%s</SENprovision></SEN>"
                            "</SENhistory>",
                            autumn, child->details % 28 == 0 ? "E" : "K");
  if (child->details % 4 == 1)
    g_string_append_printf (xml,
                            "<FSMhistory><FSMinstance><FSMstartDate>%d-09-01</FSMstartDate></FSMinstance>"
                            "</FSMhistory>",
                            autumn);
  g_string_append (xml, "<Contacts>");
  add_contact (xml, child, 1);
  if (child->family->father != NULL)
    add_contact (xml, child, 2);
  g_string_append (xml, "</Contacts></Pupil>\n");
}

static GBytes *
transfer_file (GbYearsRoll *roll, int autumn)
{
  const char *estab = roll->secondary ? "4107" : "5201";
  GString *xml = g_string_new (NULL);

  g_string_append_printf (xml,
                          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CTfile><Header>"
                          "<DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
                          "<DateTime>%d-09-03T08:00:00</DateTime><DocumentQualifier>full</DocumentQualifier>"
                          "<SupplierID>Invented</SupplierID><SourceSchool><LEA>886</LEA><Estab>%s</Estab>"
                          "<SchoolName>%s</SchoolName><AcademicYear>%d</AcademicYear></SourceSchool>"
                          "<DestSchool><LEA>886</LEA><Estab>%s</Estab></DestSchool></Header><CTFpupilData>\n",
                          autumn, estab, roll->secondary ? "Windmill Rise School" : "Marsh Lane Primary School", autumn,
                          estab);
  for (guint i = 0; i < roll->children->len; i++)
    add_pupil (xml, roll->children->pdata[i], autumn);
  g_string_append (xml, "</CTFpupilData></CTfile>\n");
  return g_string_free_to_bytes (xml);
}

gboolean
gb_years_roll_bring_in (GbYears *years, int autumn, GError **error)
{
  g_autofree char *name = g_strdup_printf ("roll-%d.xml", autumn);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GbRoll) preview = NULL;

  for (; years->roll->autumn != 0 && years->roll->autumn < autumn; years->roll->autumn++)
    move_up (years->roll);
  years->roll->autumn = autumn;
  fill (years->roll, autumn);
  bytes = transfer_file (years->roll, autumn);
  preview = gb_roll_preview (years->demo.book, bytes, name, error);
  if (preview == NULL || !gb_roll_import (years->demo.book, preview, TRUE, NULL, NULL, NULL, error))
    return FALSE;
  g_clear_pointer (&years->demo.pupils, g_ptr_array_unref);
  years->demo.pupils = gb_demo_read_pupils (&years->demo, error);
  if (years->demo.pupils != NULL)
    g_ptr_array_add (years->readings, g_ptr_array_ref (years->demo.pupils));
  return years->demo.pupils != NULL;
}

/* --- staff ---------------------------------------------------------------------------------------- */

static gboolean
add_adult (GbYears *years, const char *title, GError **error)
{
  GbYearsAdult *adult = g_new0 (GbYearsAdult, 1);
  gboolean woman = gb_years_chance (years, 60);
  const char *forename = draw (years->roll, woman ? years->roll->mothers : years->roll->fathers);
  const char *surname = draw (years->roll, years->roll->surnames);

  adult->id = gb_id_new ();
  adult->name = g_strdup_printf ("%s %s", forename, surname);
  adult->sex = g_strdup (woman ? "female" : "male");
  g_ptr_array_add (years->adults, adult);
  return gb_years_did (gb_demo_act (&years->demo, error, "person.added", NULL, "person_id", adult->id, "sort", "staff",
                                    "forename", forename, "surname", surname, "sex", adult->sex, "role_title", title,
                                    NULL));
}

gboolean
gb_years_add_staff (GbYears *years, GError **error)
{
  static const char *const titles[] = { "Class teacher",      "Teaching assistant", "Class teacher",
                                        "Teaching assistant", "Midday supervisor",  "School office",
                                        "Class teacher",      "Caretaker" };
  static const char *const secondary_titles[] = { "Teacher of mathematics",
                                                  "Teacher of English",
                                                  "Form tutor",
                                                  "Teaching assistant",
                                                  "Head of year",
                                                  "Teacher of science",
                                                  "Pastoral support",
                                                  "School office",
                                                  "Teacher of physical education",
                                                  "Technician" };
  guint count = years->secondary ? 110 : 22;

  for (guint i = 0; i < count; i++)
    if (!add_adult (years,
                    years->secondary ? secondary_titles[i % G_N_ELEMENTS (secondary_titles)]
                                     : titles[i % G_N_ELEMENTS (titles)],
                    error))
      return FALSE;
  years->visitor = gb_id_new ();
  return gb_years_did (gb_demo_act (&years->demo, error, "person.added", NULL, "person_id", years->visitor, "sort",
                                    "visitor", "forename", "Nadia", "surname", "Brereton", "role_title",
                                    "Speech and language therapist", NULL));
}
