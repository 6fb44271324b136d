package dev.ringside.cli.remote;

import dev.ringside.client.JobEnd;
import dev.ringside.client.JobListener;
import dev.ringside.client.RingsideException;
import java.io.IOException;

/** Keeps the end of a run that could not be told. */
final class LostEnd implements JobListener {

  private final Spool spool;
  private final String server;

  LostEnd(Spool spool, String server) {
    this.spool = spool;
    this.server = server;
  }

  @Override
  public void reportFailed(String user, String key, RingsideException reason) {
    // The command is in the foreground; what matters of it is said at its end.
  }

  @Override
  public void endLost(JobEnd end, RingsideException reason) {
    String why = String.valueOf(reason.getMessage());
    say("the end was not told: " + why);
    if (!Spool.isForGood(reason)) {
      keep(end);
      return;
    }
    try {
      say("it is kept in " + spool.refuse(new Spool.Kept(server, end), why) + ", and not told.");
    } catch (IOException e) {
      sayLost(e);
    }
  }

  /** Keeps it for the next run. */
  void keep(JobEnd end) {
    try {
      spool.keep(new Spool.Kept(server, end));
      say("it is kept, and told by the next run or ringside deliver.");
    } catch (IOException e) {
      sayLost(e);
    }
  }

  private static void sayLost(IOException e) {
    say("it cannot be kept either: " + e.getMessage());
  }

  private static void say(String what) {
    System.err.println("ringside: " + what);
  }
}
