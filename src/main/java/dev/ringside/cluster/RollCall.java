package dev.ringside.cluster;

import dev.ringside.log.Broker;
import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Roll;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import dev.ringside.wire.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all nodes which sessions they have of a log: by the broker, and they answer in a table. So
 * it costs nothing until somebody asks. Stateless, safe for any thread.
 */
final class RollCall {

  private static final Logger log = LoggerFactory.getLogger(RollCall.class);

  /** How long the others may take to answer. */
  private static final Duration PATIENCE = Duration.ofMillis(1_500);

  /** Nothing tells of an answer, so the table is looked at; a call is rare. */
  private static final Duration LOOK = Duration.ofMillis(15);

  private static final String OTHERS =
      """
      select count(*) from node
      where id <> ? and abs(extract(epoch from clock_timestamp() - seen_at)) * 1000 < ?
      """;

  private static final String ANSWER = "insert into roll (call, node_id, visits) values (?, ?, ?)";

  private static final String READ = "select visits from roll where call = ?";

  private static final String SWEEP =
      "delete from roll where written_at < clock_timestamp() - interval '1 minute'";

  private static final Json.Reader<Answer> answers = Json.reader(Answer.class);

  private final String node;
  private final Delivery delivery;
  private final Transactions transactions;
  private final Broker broker;
  private final Duration lease;

  /** What a node writes down. */
  record Answer(List<Seen> visits) {}

  /** A visit, its time in milliseconds. */
  record Seen(
      String id, Visit.Kind kind, long since, @Nullable String address, @Nullable String agent) {

    static Seen of(Visit visit) {
      return new Seen(
          visit.id(), visit.kind(), visit.sinceMillis(), visit.address(), visit.agent());
    }

    Visit visit() {
      return Visit.told(id, kind, Instant.ofEpochMilli(since), address, agent);
    }
  }

  RollCall(
      String node, Delivery delivery, Transactions transactions, Broker broker, Duration lease) {
    this.node = node;
    this.delivery = delivery;
    this.transactions = transactions;
    this.broker = broker;
    this.lease = lease;
  }

  /** Calls the roll, and waits for those who answer. */
  Roll call(LogName name) {
    long others = transactions.readInTime(this::others);
    if (others == 0) {
      return new Roll(delivery.visits(name), true);
    }
    String call = UUID.randomUUID().toString();
    broker.signal(new Signal.Called(name, call));
    List<String> answered = await(call, others);
    List<Visit> visits = new ArrayList<>(delivery.visits(name));
    for (String each : answered) {
      Answer answer = answers.read(each.getBytes(StandardCharsets.UTF_8));
      answer.visits().forEach(seen -> visits.add(seen.visit()));
    }
    return new Roll(visits, answered.size() >= others);
  }

  private List<String> await(String call, long others) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> answered = List.of();
    try {
      while (answered.size() < others && System.nanoTime() < end) {
        Thread.sleep(LOOK);
        answered = transactions.readInTime(connection -> read(connection, call));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return answered;
  }

  /** Answers another node's call, on a thread of its own: whoever tells of it must not wait. */
  void answer(Signal.Called called) {
    Thread.ofVirtual().name("roll").start(() -> write(called));
  }

  private void write(Signal.Called called) {
    List<Seen> seen = delivery.visits(called.log()).stream().map(Seen::of).toList();
    String visits = new String(Json.bytes(new Answer(seen)), StandardCharsets.UTF_8);
    try {
      int _ =
          transactions.run(
              transaction -> {
                try (PreparedStatement insert = transaction.prepareStatement(ANSWER)) {
                  insert.setString(1, called.call());
                  insert.setString(2, node);
                  insert.setString(3, visits);
                  return insert.executeUpdate();
                }
              });
    } catch (DatabaseException e) {
      log.debug("a roll call was not answered: {}", e.getMessage());
    }
  }

  private long others(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OTHERS)) {
      select.setString(1, node);
      select.setLong(2, lease.toMillis());
      return Rows.number(select);
    }
  }

  private static List<String> read(Connection connection, String call) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setString(1, call);
      return Rows.texts(select);
    }
  }

  /** Removes what was answered long ago. */
  int sweep(Connection transaction) throws SQLException {
    try (PreparedStatement delete = transaction.prepareStatement(SWEEP)) {
      return delete.executeUpdate();
    }
  }
}
