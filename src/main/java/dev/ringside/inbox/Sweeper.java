package dev.ringside.inbox;

import dev.ringside.identity.UserId;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.persistence.DatabaseException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what has expired, by ordinary changes that open tabs see, and forgets old idempotency
 * keys. Every node may sweep: a row is deleted once, because its delete is a conditional change.
 * One virtual thread of its own.
 */
@ApplicationScoped
public class Sweeper {

  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  /** Well within the 5 s after which an expired notification must be gone. */
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Duration ANSWERS_KEPT = Duration.ofHours(24);
  private static final int BATCH = 500;

  private final InboxRepository repository;
  private final InboxService inbox;
  private final Thread thread;

  @Inject
  Sweeper(InboxRepository repository, InboxService inbox) {
    this.repository = repository;
    this.inbox = inbox;
    this.thread = Thread.ofVirtual().name("sweeper").unstarted(this::run);
  }

  /** Starts to sweep. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        sweep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sweep() {
    try {
      while (deleteExpired() == BATCH || repository.forgetAnswers(ANSWERS_KEPT, BATCH) == BATCH) {
        // As long as a whole batch was found, there is more to do.
      }
    } catch (DatabaseException | CompletionException e) {
      log.warn("the sweep is put off: {}", e.getMessage());
    } catch (RuntimeException e) {
      // A fault of ours; what has expired must go all the same, with the next sweep.
      log.error("the sweep failed", e);
    }
  }

  private int deleteExpired() {
    List<InboxRepository.Expired> expired = repository.expired(BATCH);
    Map<String, List<UUID>> byUser =
        expired.stream()
            .collect(
                Collectors.groupingBy(
                    InboxRepository.Expired::user,
                    Collectors.mapping(InboxRepository.Expired::id, Collectors.toList())));
    List<CompletableFuture<Outcome>> waiting =
        byUser.entrySet().stream()
            .map(
                each ->
                    inbox.mark(
                        new UserId(each.getKey()),
                        As.DELETED,
                        new Which.Expired(each.getValue()),
                        Runnable::run))
            .toList();
    waiting.forEach(CompletableFuture::join);
    return expired.size();
  }

  /** Ends sweeping: before the database goes. */
  @PreDestroy
  public void stop() {
    thread.interrupt();
  }
}
