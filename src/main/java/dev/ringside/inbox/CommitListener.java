package dev.ringside.inbox;

import dev.ringside.log.Change;
import java.util.List;

/**
 * Told of the changes that this node has committed to inboxes, on the writer's thread: must neither
 * block nor throw. Found by CDI.
 */
public interface CommitListener {

  /** These have been committed. */
  void committed(List<Change> changes);
}
