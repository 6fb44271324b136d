package dev.ringside.inbox;

import dev.ringside.identity.PersonalData;
import dev.ringside.identity.UserId;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.persistence.EntityClasses;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is done to inboxes that is not hot, over Hibernate. Stateless, safe for any thread; blocks
 * on the database.
 */
@ApplicationScoped
class InboxRepository implements EntityClasses {

  private final Transactions transactions;
  private final Instance<PersonalData> data;

  @Inject
  InboxRepository(Transactions transactions, @Any Instance<PersonalData> data) {
    this.transactions = transactions;
    this.data = data;
  }

  @Override
  public List<Class<?>> classes() {
    return List.of(InboxEntity.class, NotificationEntity.class);
  }

  /** One living notification of a user, for somebody who waits for it. */
  Optional<Notification> find(UserId user, UUID id) {
    return transactions.entitiesInTime(
        entities ->
            Optional.ofNullable(entities.find(NotificationEntity.class, id))
                .filter(row -> row.user.equals(user.value()) && row.deletedAt == null)
                .map(NotificationEntity::toNotification));
  }

  /**
   * A user was erased.
   *
   * @param epoch of the history that is over, as on the wire
   * @param endings what else ended with it, to be told
   */
  record Erasure(String epoch, List<Signal> endings) {}

  /**
   * Removes an inbox with everything in it, the answers that its publishers were given included.
   */
  Erasure erase(UserId user) {
    return transactions.withEntities(
        entities -> {
          // Somebody waits for this, so it waits longer for the lock than a batch would.
          entities.createNativeQuery("set local lock_timeout = '1s'", Object.class).executeUpdate();
          List<Signal> endings =
              entities.<Connection, List<Signal>>callWithConnection(
                  connection -> eraseRest(connection, user));
          // The inbox's row is the lock that orders its changes, this one too.
          var inbox =
              entities.find(InboxEntity.class, user.value(), LockModeType.PESSIMISTIC_WRITE);
          if (inbox == null) {
            // Nothing is locked, so what a first publish commits meanwhile must not be touched.
            return new Erasure(Position.NONE.epoch(), endings);
          }
          for (String part :
              List.of("NotificationEntity n where n.user", "InboxEntity n where n.user")) {
            entities
                .createQuery("delete from " + part + " = :user")
                .setParameter("user", user.value())
                .executeUpdate();
          }
          entities
              .createNativeQuery("delete from idempotency where user_id = :user", Object.class)
              .setParameter("user", user.value())
              .executeUpdate();
          return new Erasure(inbox.epoch + generation(entities), endings);
        });
  }

  private List<Signal> eraseRest(Connection transaction, UserId user) throws SQLException {
    ErasureLock.erase(transaction);
    List<Signal> endings = new ArrayList<>();
    for (PersonalData each : data) {
      endings.addAll(each.endings(transaction, user));
      each.erase(transaction, user);
    }
    return endings;
  }

  private static String generation(EntityManager entities) {
    return (String)
        entities.createNativeQuery("select name from generation", String.class).getSingleResult();
  }

  /** Forgets idempotency keys that are older than their promise. */
  int forgetAnswers(int limit) {
    return transactions.withEntities(
        entities ->
            entities
                .createNativeQuery(
                    "delete from idempotency where (user_id, key) in (select user_id, key from"
                        + " idempotency where created_at < now() - interval '24 hours'"
                        + " limit :limit)",
                    Object.class)
                .setParameter("limit", limit)
                .executeUpdate());
  }
}
