package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and secrets of the database as this node knows them. They are read anew where the {@link
 * Stamp} is another one, and after each change that this node makes.
 *
 * <p><b>Order.</b> What was read is immutable, and a volatile holds it. Several threads may read at
 * once: each takes a number before it reads, and only what has a higher number than what is there
 * takes its place, under this object's monitor. So what is there was read after every change that
 * somebody waits for.
 */
@ApplicationScoped
class Keyring {

  private static final Logger log = LoggerFactory.getLogger(Keyring.class);

  private static final String KEYS =
      "select id, hash, name, scopes, " + Deadline.COLUMN + " from api_key";

  private final Transactions transactions;
  private final Event<KeysChanged> changed;
  private final AtomicLong turns = new AtomicLong();
  private volatile Contents contents = Contents.NOTHING;

  /**
   * What was read.
   *
   * @param turn the number that was taken before
   * @param stamp the stamp before the rest was read
   * @param keys the API keys
   * @param secrets what signs user tokens, the newest first
   */
  record Contents(long turn, long stamp, List<KnownKey> keys, List<TokenSecret> secrets) {
    private static final Contents NOTHING = new Contents(0, Long.MIN_VALUE, List.of(), List.of());
  }

  @Inject
  Keyring(Transactions transactions, Event<KeysChanged> changed, RingsideConfig config) {
    this.transactions = transactions;
    this.changed = changed;
    if (config.identity().tokenSecret() == null) {
      boolean _ = transactions.run(SecretTable::makeFirst);
    }
    load();
  }

  /** What is known. */
  Contents contents() {
    return contents;
  }

  /** Changes keys or secrets, and knows of it before it returns. */
  <T> T change(Transactions.Work<T> work) {
    T result = transactions.run(work);
    try {
      load();
    } catch (DatabaseException e) {
      // It is committed, and a key that was made is shown but once; the next look finds it.
      log.warn("a change of keys is not known here yet: {}", e.getMessage());
    }
    return result;
  }

  /** Reads what there is. */
  void load() {
    long turn = turns.incrementAndGet();
    Contents before = contents;
    Contents read = transactions.read(connection -> read(connection, turn, before.keys));
    if (put(read).stamp != before.stamp) {
      changed.fire(new KeysChanged());
    }
  }

  /** Puts it in place, unless what is there was read later. */
  private synchronized Contents put(Contents read) {
    if (read.turn > contents.turn) {
      contents = read;
    }
    return contents;
  }

  /** The stamp first: what is read after it is of that stamp, or newer. */
  private static Contents read(Connection connection, long turn, List<KnownKey> before)
      throws SQLException {
    long stamp;
    try (PreparedStatement query = connection.prepareStatement(Stamp.VALUE)) {
      stamp = Rows.number(query);
    }
    Map<UUID, AtomicBoolean> uses = new HashMap<>();
    before.forEach(key -> uses.put(key.id(), key.used()));
    List<KnownKey> keys;
    long asked = System.nanoTime();
    try (PreparedStatement query = connection.prepareStatement(KEYS)) {
      keys =
          Rows.all(
              query,
              row -> {
                UUID id = row.getObject(1, UUID.class);
                return new KnownKey(
                    id,
                    row.getBytes(2),
                    new Caller.Application(row.getString(3), id, KeyTable.scopes(row.getArray(4))),
                    Deadline.read(row, 5, asked),
                    uses.getOrDefault(id, new AtomicBoolean()));
              });
    }
    return new Contents(turn, stamp, List.copyOf(keys), SecretTable.read(connection));
  }
}
