package dev.ringside.inbox;

import dev.ringside.log.Broker;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;

/** What follows a commit of changes to inboxes, wherever it was made. Safe for any thread. */
@ApplicationScoped
public class AfterCommit {

  private final CommitWitness witness;
  private final Broker broker;
  private final List<CommitListener> listeners;

  @Inject
  AfterCommit(CommitWitness witness, Broker broker, @Any Instance<CommitListener> listeners) {
    this.witness = witness;
    this.broker = broker;
    this.listeners = listeners.stream().toList();
  }

  /**
   * These have been committed.
   *
   * @param changes those of {@code applied}, with what is known beside
   */
  void committed(InboxWriter.Applied applied, List<Change> changes) {
    witness.saw(applied.newest());
    broker.publish(changes);
    listeners.forEach(each -> each.committed(changes));
  }

  /** The same, of changes that were made beside others. */
  public void committed(InboxWriter.Applied applied) {
    committed(applied, applied.changes());
  }

  /** Nobody knows what became of these: who follows the inboxes has to look. */
  void outcomeUnknown(Collection<InboxOperation> operations) {
    operations.stream()
        .map(InboxOperation::user)
        .distinct()
        .forEach(user -> broker.signal(new Signal.Suspect(LogName.inbox(user))));
  }
}
