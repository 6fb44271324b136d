package dev.ringside.retention;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.config.RingsideConfig;
import dev.ringside.inbox.CommitListener;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.persistence.Chores;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Inboxes that may have more notifications than the cap. Counting is not free, so one is counted
 * when its changes have taken it past a multiple of a tenth of the cap: an inbox of no more changes
 * than the cap is not longer either.
 *
 * <p><b>Order.</b> The monitor guards the set.
 */
@ApplicationScoped
class Overlong implements CommitListener {

  /** Beyond, they are left to the round. */
  private static final int MOST = 100_000;

  private final int cap;
  private final int step;
  private final Chores chores;

  @GuardedBy("this")
  private final Set<String> users = new LinkedHashSet<>();

  @Inject
  Overlong(RingsideConfig config, Chores chores) {
    cap = config.retention().maxRows();
    step = Math.max(1, cap / 10);
    this.chores = chores;
  }

  @Override
  public void committed(List<Change> changes) {
    if (cap == 0) {
      return;
    }
    boolean found = false;
    for (Change each : changes) {
      boolean passes = each.revision() / step != each.since() / step;
      if (each.revision() > cap && passes && each.log().kind() == LogName.Kind.INBOX) {
        found |= add(each.log().id());
      }
    }
    if (found) {
      chores.wake(CapSweep.class);
    }
  }

  /** Has an inbox counted; false where too many wait for that. */
  boolean offer(String user) {
    boolean added = add(user);
    chores.wake(CapSweep.class);
    return added;
  }

  private synchronized boolean add(String user) {
    return users.contains(user) || (users.size() < MOST && users.add(user));
  }

  /** Some that wait, those first that have waited longest. */
  synchronized List<String> take(int most) {
    List<String> taken = new ArrayList<>();
    for (Iterator<String> each = users.iterator(); each.hasNext() && taken.size() < most; ) {
      taken.add(each.next());
      each.remove();
    }
    return taken;
  }
}
