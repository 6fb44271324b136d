package dev.ringside.inbox;

import dev.ringside.persistence.Chore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Forgets idempotency keys whose 24 hours are over. Every node may do it. */
@ApplicationScoped
class AnswerSweep implements Chore {

  private static final int BATCH = 500;

  private final InboxRepository repository;

  @Inject
  AnswerSweep(InboxRepository repository) {
    this.repository = repository;
  }

  @Override
  public String name() {
    return "idempotency keys";
  }

  @Override
  public String due() {
    return "exists (select from idempotency where created_at < now() - interval '24 hours')";
  }

  @Override
  public boolean work() {
    return repository.forgetAnswers(BATCH) == BATCH;
  }
}
