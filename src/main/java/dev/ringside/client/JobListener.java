package dev.ringside.client;

import java.lang.System.Logger.Level;

/**
 * Hears what became of jobs that Ringside could not be told of. Nothing of that disturbs the work
 * itself. By default it is logged by {@link System.Logger}.
 */
public interface JobListener {

  /**
   * A report was not taken. Called for the first one in a row; what it said goes with the next one.
   */
  default void reportFailed(String user, String key, RingsideException reason) {
    log(Level.INFO, "Job " + key + " cannot be reported: " + reason.getMessage());
  }

  /**
   * The end of a job could not be told in the time that there was for it, or was refused. What
   * keeps it can tell it later, by {@link Ringside#deliver}.
   */
  default void endLost(JobEnd end, RingsideException reason) {
    log(Level.WARNING, "The end of job " + end.key() + " was not told: " + reason.getMessage());
  }

  private static void log(Level level, String message) {
    System.getLogger("dev.ringside.client").log(level, message);
  }
}
