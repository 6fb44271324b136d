package dev.ringside.room;

import dev.ringside.log.Broker;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Presence;
import dev.ringside.log.Seat;
import dev.ringside.log.Signal;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.ArrayColumns;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Transactions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in which room: counted here by the sessions of each user, and written down for other nodes
 * soon after it has changed, many at a time. When somebody's last session has ended, wherever that
 * was, the member is away from then on; {@link AwayMembers} ends that in one way or the other.
 *
 * <p><b>Order.</b> The counts are those of {@link ConcurrentHashMap#compute}. {@code dirty} is
 * filled by any thread and emptied by the one that settles; a count is read after its seat was
 * taken out, so a change that comes later makes it dirty again.
 */
@ApplicationScoped
public class Attendance {

  private static final Logger log = LoggerFactory.getLogger(Attendance.class);

  private static final int PORTION = 1_000;

  private static final String OUTSIDERS =
      """
      select w.room, w.user_id, r.epoch || g.name, r.revision
      from unnest(?::text[], ?::text[]) as w(room, user_id)
      cross join generation g
      left join room r on r.id = w.room
      where not exists (select from member m where m.room = r.no and m.user_id = w.user_id)
      """;

  /** What comes within that is settled together. */
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration FAILURE_REST = Duration.ofMillis(500);

  private final ConcurrentHashMap<String, ConcurrentHashMap<String, Integer>> rooms =
      new ConcurrentHashMap<>();
  private final Set<Seat> dirty = ConcurrentHashMap.newKeySet();
  private final Semaphore changed = new Semaphore(0);
  private final Transactions transactions;
  private final Presence presence;
  private final RoomService service;
  private final Broker broker;
  private final Thread thread;

  @Inject
  Attendance(
      Transactions transactions,
      Presence presence,
      RoomService service,
      Broker broker,
      Metrics metrics) {
    this.transactions = transactions;
    this.presence = presence;
    this.service = service;
    this.broker = broker;
    this.thread = Thread.ofVirtual().name("attendance").start(this::run);
    presence.onForgotten(() -> look(all()));
    metrics.watch(Metric.ROOM_SEATS, this::sessions);
  }

  /** A session of the user has begun to follow the room. Never blocks. */
  public void enter(Seat seat) {
    rooms.compute(
        seat.room(),
        (_, present) -> {
          var users = present == null ? new ConcurrentHashMap<String, Integer>() : present;
          users.merge(seat.user(), 1, Integer::sum);
          return users;
        });
    look(List.of(seat));
  }

  /** A session of the user has ended to follow the room; each that began says so once. */
  public void leave(Seat seat) {
    rooms.computeIfPresent(
        seat.room(),
        (_, users) -> {
          users.computeIfPresent(seat.user(), (_, count) -> count == 1 ? null : count - 1);
          return users.isEmpty() ? null : users;
        });
    look(List.of(seat));
  }

  /** Has somebody looked for, whose presence may have changed. Never blocks. */
  public void look(Collection<Seat> seats) {
    if (!seats.isEmpty()) {
      dirty.addAll(seats);
      changed.release();
    }
  }

  private List<Seat> all() {
    List<Seat> seats = new ArrayList<>();
    rooms.forEach((room, users) -> users.keySet().forEach(u -> seats.add(new Seat(room, u))));
    return seats;
  }

  /**
   * Who sits here in a room without being a member, and the room's head then: {@link Position#NONE}
   * where there is no such room. Of that end this node has not heard, or not yet.
   *
   * @throws DatabaseException where the database does not answer
   */
  public Map<Seat, Position> outsiders() {
    List<Seat> all = all();
    Map<Seat, Position> outsiders = new HashMap<>();
    for (int from = 0; from < all.size(); from += PORTION) {
      List<Seat> some = all.subList(from, Math.min(from + PORTION, all.size()));
      outsiders.putAll(transactions.read(connection -> outsiders(connection, some)));
    }
    return outsiders;
  }

  private static Map<Seat, Position> outsiders(Connection connection, List<Seat> seats)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OUTSIDERS)) {
      var given = new ArrayColumns<Seat>(select, 1, seats);
      given.add("text", Seat::room);
      given.add("text", Seat::user);
      Map<Seat, Position> outsiders = new HashMap<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String epoch = row.getString(3);
          outsiders.put(
              new Seat(row.getString(1), row.getString(2)),
              epoch == null ? Position.NONE : new Position(epoch, row.getLong(4)));
        }
      }
      return outsiders;
    }
  }

  /** Whether a session of this node has the seat. */
  boolean isHere(Seat seat) {
    Map<String, Integer> users = rooms.get(seat.room());
    return users != null && users.containsKey(seat.user());
  }

  /** Who is in these rooms, on this node and on all that live. */
  Set<Seat> present(Connection connection, Collection<String> names) throws SQLException {
    Set<Seat> present = new HashSet<>(presence.seatedElsewhere(connection, names));
    for (String room : names) {
      Map<String, Integer> users = rooms.getOrDefault(room, new ConcurrentHashMap<>());
      users.keySet().forEach(user -> present.add(new Seat(room, user)));
    }
    return present;
  }

  /** How many sessions of this node follow rooms. */
  long sessions() {
    return rooms.values().stream()
        .flatMap(users -> users.values().stream())
        .mapToLong(Integer::longValue)
        .sum();
  }

  private void run() {
    try {
      while (true) {
        changed.acquire();
        Thread.sleep(GATHER);
        changed.drainPermits();
        while (!dirty.isEmpty()) {
          List<Seat> some = dirty.stream().limit(PORTION).toList();
          some.forEach(dirty::remove);
          if (!settled(some)) {
            Thread.sleep(FAILURE_REST);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Settles some; where that fails they are dirty again. */
  private boolean settled(List<Seat> some) {
    try {
      settle(some);
      return true;
    } catch (DatabaseException e) {
      log.debug("who is in which room is told later: {}", e.getMessage());
    } catch (RuntimeException e) {
      // A fault of ours; the next round may do better, and must come.
      log.error("it could not be told who is in which room", e);
    }
    dirty.addAll(some);
    return false;
  }

  private void settle(List<Seat> some) {
    Map<Boolean, List<Seat>> parts = some.stream().collect(Collectors.partitioningBy(this::isHere));
    List<Seat> taken = parts.getOrDefault(true, List.of());
    List<Seat> left = parts.getOrDefault(false, List.of());
    Set<String> leftRooms = left.stream().map(Seat::room).collect(Collectors.toSet());
    Set<Seat> elsewhere =
        transactions.run(
            transaction -> {
              presence.seat(transaction, taken, left);
              return leftRooms.isEmpty()
                  ? Set.of()
                  : presence.seatedElsewhere(transaction, leftRooms);
            });
    for (Seat seat : left) {
      if (!elsewhere.contains(seat)) {
        // Where it fails, the round over all members finds it.
        CompletableFuture<RoomOutcome> _ =
            service.submit(new RoomOperation.Away(seat.room(), seat.user()), Runnable::run);
      }
    }
    some.stream()
        .map(Seat::room)
        .distinct()
        .forEach(room -> broker.signal(new Signal.Present(LogName.room(room))));
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
