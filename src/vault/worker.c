/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker: the one thread that may touch the database.
 *
 * Jobs are run in the order in which they came.  A waiting caller's job lives on
 * that caller's stack; an asynchronous one is a GTask, answered to the main
 * context it was made in.  After each job that wrote, and when nothing else
 * waits, the WAL is moved into vault.db.
 *
 * Life: start -> jobs -> stop.  Whoever stops first wins; later jobs are refused.
 */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/vault-private.h"

#define IDLE_AFTER (300 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  GbVaultJob run; /* NULL for a task, and for the order to stop */
  gpointer data;
  GError *error;
  gboolean result;
  gboolean done;
  GTask *task;
  gboolean stop;
} Job;

struct _GbWorker
{
  gatomicrefcount references; /* the vault's and the thread's */
  GMutex mutex;
  GCond done;
  GAsyncQueue *queue;
  GThread *thread;
  gboolean stopped; /* under mutex */
  GbVault *vault;   /* the thread's; NULL once the database is closed */
};

typedef struct
{
  GbVaultQuestion question;
  gpointer data;
  GDestroyNotify data_free;
  GDestroyNotify answer_free;
} Asked;

static GPrivate working_for;

static void
worker_unref (GbWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_async_queue_unref (self->queue);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->done);
  g_free (self);
}

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  if (asked->data_free != NULL)
    asked->data_free (asked->data);
  g_free (asked);
}

static void
answer_task (GbVault *vault, GTask *task)
{
  Asked *asked = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer;

  if (g_task_return_error_if_cancelled (task))
    return;
  vault->cancellable = g_task_get_cancellable (task);
  answer = asked->question (vault, asked->data, vault->cancellable, &error);
  vault->cancellable = NULL;
  if (error != NULL)
    {
      if (answer != NULL && asked->answer_free != NULL)
        asked->answer_free (answer);
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, answer, asked->answer_free);
}

static void
run_job (GbWorker *self, Job *job)
{
  if (job->task != NULL)
    {
      answer_task (self->vault, job->task);
      /* May be the vault's last reference: the worker must outlive it. */
      g_object_unref (job->task);
      g_free (job);
      return;
    }
  job->result = job->run (self->vault, job->data, &job->error);
  g_mutex_lock (&self->mutex);
  job->done = TRUE;
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->mutex);
}

static gpointer
work (gpointer data)
{
  GbWorker *self = data;

  g_private_set (&working_for, self->vault);
  while (self->vault != NULL)
    {
      Job *job = g_async_queue_timeout_pop (self->queue, IDLE_AFTER);

      if (job == NULL)
        gb_connection_idle (self->vault);
      else if (job->stop)
        {
          gb_connection_close (self->vault);
          self->vault = NULL;
          g_free (job);
        }
      else
        run_job (self, job);
    }
  g_private_set (&working_for, NULL);
  worker_unref (self);
  return NULL;
}

void
gb_worker_free (GbWorker *worker)
{
  if (worker != NULL)
    worker_unref (worker);
}

void
gb_worker_start (GbVault *vault)
{
  GbWorker *self = g_new0 (GbWorker, 1);

  g_atomic_ref_count_init (&self->references);
  g_atomic_ref_count_inc (&self->references);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->done);
  self->queue = g_async_queue_new ();
  self->vault = vault;
  vault->worker = self;
  self->thread = g_thread_new ("vault", work, self);
}

/* FALSE: the worker takes no more jobs.  Once pushed, the job is the worker's. */
static gboolean
push (GbWorker *self, Job *job)
{
  gboolean taken;

  g_mutex_lock (&self->mutex);
  taken = !self->stopped;
  self->stopped |= job->stop;
  if (taken)
    g_async_queue_push (self->queue, job);
  g_mutex_unlock (&self->mutex);
  return taken;
}

void
gb_worker_stop (GbVault *vault)
{
  GbWorker *self = vault->worker;
  Job *job;

  if (self == NULL)
    return;
  job = g_new0 (Job, 1);
  job->stop = TRUE;
  if (!push (self, job))
    g_free (job);
  else if (gb_vault_on_worker (vault))
    {
      gb_connection_close (vault);
      self->vault = NULL;
      g_thread_unref (self->thread);
      /* The loop ends by the vault being gone; the order to stop is left over. */
      g_free (g_async_queue_pop (self->queue));
    }
  else
    g_thread_join (self->thread);
}

static void
set_closed (GError **error)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT, _("The vault is locked. Unlock it first."));
}

gboolean
gb_vault_on_worker (GbVault *self)
{
  return g_private_get (&working_for) == self;
}

gboolean
gb_vault_run (GbVault *self, GbVaultJob job, gpointer data, GError **error)
{
  Job waiting = { .run = job, .data = data };
  GbWorker *worker = self->worker;

  if (gb_vault_on_worker (self))
    return job (self, data, error);
  if (worker == NULL || !push (worker, &waiting))
    {
      set_closed (error);
      return FALSE;
    }
  g_mutex_lock (&worker->mutex);
  while (!waiting.done)
    g_cond_wait (&worker->done, &worker->mutex);
  g_mutex_unlock (&worker->mutex);
  if (waiting.error != NULL)
    g_propagate_error (error, waiting.error);
  return waiting.result;
}

void
gb_vault_run_async (GbVault *self, GbVaultQuestion question, gpointer data, GDestroyNotify data_free,
                    GDestroyNotify answer_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Asked *asked = g_new0 (Asked, 1);
  Job *job = g_new0 (Job, 1);

  *asked = (Asked){ question, data, data_free, answer_free };
  g_task_set_source_tag (task, gb_vault_run_async);
  g_task_set_task_data (task, asked, asked_free);
  job->task = task;
  if (self->worker != NULL && push (self->worker, job))
    return;
  g_free (job);
  g_task_return_new_error (task, GB_ERROR, GB_ERROR_FAULT, "%s", _("The vault is locked. Unlock it first."));
  g_object_unref (task);
}

gpointer
gb_vault_run_finish (GbVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
