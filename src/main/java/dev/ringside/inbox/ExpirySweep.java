package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.persistence.Chore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Deletes what has expired, by ordinary changes that open tabs see. Every node may sweep: a row is
 * deleted once, because its delete is a conditional change.
 */
@ApplicationScoped
class ExpirySweep implements Chore {

  private static final int BATCH = 500;

  private final InboxRepository repository;
  private final InboxService inbox;

  @Inject
  ExpirySweep(InboxRepository repository, InboxService inbox) {
    this.repository = repository;
    this.inbox = inbox;
  }

  @Override
  public String name() {
    return "expiry";
  }

  @Override
  public String due() {
    return """
    exists (select from notification where expires_at <= now() and deleted_at is null)\
    """;
  }

  @Override
  public boolean work() {
    List<InboxRepository.Expired> expired = repository.expired(BATCH);
    Map<String, List<UUID>> byUser =
        expired.stream()
            .collect(
                Collectors.groupingBy(
                    InboxRepository.Expired::user,
                    Collectors.mapping(InboxRepository.Expired::id, Collectors.toList())));
    List<CompletableFuture<Outcome>> waiting =
        byUser.entrySet().stream().map(each -> delete(each.getKey(), each.getValue())).toList();
    waiting.forEach(CompletableFuture::join);
    return expired.size() == BATCH;
  }

  private CompletableFuture<Outcome> delete(String user, List<UUID> ids) {
    return inbox.mark(new UserId(user), As.DELETED, new Which.Expired(ids), Runnable::run);
  }
}
