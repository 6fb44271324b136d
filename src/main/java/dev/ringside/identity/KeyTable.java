package dev.ringside.identity;

import dev.ringside.persistence.Rows;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The API keys in the database, and the rules of their changes. A change is made within the
 * caller's transaction and raises the {@link Stamp} first, so that changes go one by one, and all
 * nodes hear of them. What is refused is a {@link ProblemException}, after which the transaction
 * must not be committed.
 */
public final class KeyTable {

  private static final String COLUMNS =
      "id, name, scopes, created_at, expires_at, last_used_at, successor";

  private static final String INSERT =
      """
      insert into api_key (hash, id, name, scopes, created_at, expires_at)
      values (?, gen_random_uuid(), ?, ?, now(),
              coalesce(?::timestamptz, now() + ?::bigint * interval '1 second'))
      """
          + "returning "
          + COLUMNS;

  /** Whether a key stays that may do everything, for at least as long as the one that goes. */
  private static final String ADMIN_STAYS =
      """
      select exists (
        select from api_key
        where id <> ? and 'admin' = any(scopes)
          and coalesce(expires_at, 'infinity') > now()
          and coalesce(expires_at, 'infinity') >= coalesce(?::timestamptz, 'infinity'))
      """;

  private KeyTable() {}

  /** All keys, the oldest first; those that have ended stay for a day. */
  public static List<ApiKey> all(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select " + COLUMNS + " from api_key order by created_at, id")) {
      return Rows.all(query, KeyTable::read);
    }
  }

  /**
   * Makes a key.
   *
   * @throws ProblemException a 409 where a key of this name lives
   */
  public static ApiKey.Made create(Connection transaction, ApiKey.Draft draft) throws SQLException {
    Stamp.raise(transaction);
    forgetEnded(transaction);
    if (draft.name().equals(ApiKeys.CONFIGURED) || isTaken(transaction, draft.name())) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT,
          "There is a key of the name %s already; take another name, or rotate that key.",
          draft.name());
    }
    return insert(transaction, draft, Secrets.make(ApiKeys.PREFIX));
  }

  /**
   * Puts a key of the same name and scopes in the place of another, which ends after a while. A key
   * that was to end is followed by one that lives as long as it did.
   *
   * @throws ProblemException a 404 for an unknown key, a 409 for one that has ended or a successor
   */
  public static ApiKey.Made rotate(Connection transaction, UUID id, Duration overlap)
      throws SQLException {
    Stamp.raise(transaction);
    ApiKey old = find(transaction, id);
    if (old.successor() != null) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT,
          "The key has been rotated already; rotate its successor, %s.",
          old.successor());
    }
    if (!isAlive(transaction, id)) {
      throw ProblemException.of(Problem.Kind.CONFLICT, "The key has ended; make a new one.");
    }
    Instant end = old.expiresAt();
    Long life =
        end == null ? null : Math.max(1, Duration.between(old.createdAt(), end).toSeconds());
    ApiKey.Made next =
        insert(
            transaction,
            new ApiKey.Draft(old.name(), old.scopes(), null, life),
            Secrets.make(ApiKeys.PREFIX));
    try (PreparedStatement ending =
        transaction.prepareStatement(
            "update api_key set successor = ?, expires_at = least(expires_at, now() + ? * interval"
                + " '1 second') where id = ?")) {
      ending.setObject(1, next.id());
      ending.setLong(2, overlap.toSeconds());
      ending.setObject(3, id);
      var _ = ending.executeUpdate();
    }
    return next;
  }

  /**
   * Ends a key at once.
   *
   * @param configured whether there is a key of the settings beside those of the table
   * @throws ProblemException a 404 for an unknown key, a 409 where nobody could make keys any more
   */
  public static void revoke(Connection transaction, UUID id, boolean configured)
      throws SQLException {
    Stamp.raise(transaction);
    ApiKey key = find(transaction, id);
    if (!configured && key.scopes().contains(Scope.ADMIN) && !isAdminLeft(transaction, key)) {
      throw ProblemException.of(
          Problem.Kind.CONFLICT,
          "This is the last key with the scope admin, so nobody could make keys any more. Make"
              + " another one first, or set RINGSIDE_API_KEY.");
    }
    try (PreparedStatement delete =
        transaction.prepareStatement("delete from api_key where id = ?")) {
      delete.setObject(1, id);
      var _ = delete.executeUpdate();
    }
  }

  /**
   * Stores a key that may do everything, where none such lives.
   *
   * @return whether it was stored
   */
  static boolean createFirst(Connection transaction, String key) throws SQLException {
    Stamp.lock(transaction);
    try (PreparedStatement query =
        transaction.prepareStatement(
            "select count(*) from api_key where 'admin' = any(scopes)"
                + " and coalesce(expires_at, 'infinity') > now()")) {
      if (Rows.number(query) > 0) {
        return false;
      }
    }
    Stamp.raise(transaction);
    insert(transaction, new ApiKey.Draft("first", List.of(Scope.ADMIN), null, null), key);
    return true;
  }

  private static ApiKey.Made insert(Connection transaction, ApiKey.Draft draft, String key)
      throws SQLException {
    try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
      insert.setBytes(1, Secrets.hash(key));
      insert.setString(2, draft.name());
      insert.setArray(3, texts(transaction, draft.scopes()));
      insert.setObject(4, time(draft.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
      insert.setObject(5, draft.lifeSeconds(), Types.BIGINT);
      ApiKey made = Rows.first(insert, KeyTable::read).orElseThrow();
      return new ApiKey.Made(
          made.id(), made.name(), made.scopes(), made.createdAt(), made.expiresAt(), key);
    }
  }

  private static Array texts(Connection connection, List<Scope> scopes) throws SQLException {
    return connection.createArrayOf(
        "text", scopes.stream().sorted().distinct().map(Scope::wire).toArray());
  }

  private static @Nullable OffsetDateTime time(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static ApiKey find(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select " + COLUMNS + " from api_key where id = ?")) {
      query.setObject(1, id);
      return Rows.first(query, KeyTable::read).orElseThrow(() -> unknown(id.toString()));
    }
  }

  /** There is no such key. */
  static ProblemException unknown(String id) {
    return ProblemException.of(Problem.Kind.NOT_FOUND, "There is no key %s.", id);
  }

  private static boolean isTaken(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select count(*) from api_key where name = ?"
                + " and coalesce(expires_at, 'infinity') > now()")) {
      query.setString(1, name);
      return Rows.number(query) > 0;
    }
  }

  private static boolean isAlive(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select coalesce(expires_at, 'infinity') > now() from api_key where id = ?")) {
      query.setObject(1, id);
      return Rows.first(query, row -> row.getBoolean(1)).orElse(false);
    }
  }

  private static boolean isAdminLeft(Connection connection, ApiKey without) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ADMIN_STAYS)) {
      query.setObject(1, without.id());
      query.setObject(2, time(without.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE);
      return Rows.first(query, row -> row.getBoolean(1)).orElse(false);
    }
  }

  private static void forgetEnded(Connection transaction) throws SQLException {
    try (PreparedStatement delete =
        transaction.prepareStatement(
            "delete from api_key where expires_at < now() - interval '1 day'")) {
      var _ = delete.executeUpdate();
    }
  }

  private static ApiKey read(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getObject("id", UUID.class),
        row.getString("name"),
        scopes(row.getArray("scopes")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "last_used_at"),
        row.getObject("successor", UUID.class));
  }

  /** Scopes of a later version are none that this one could check. */
  static List<Scope> scopes(Array texts) throws SQLException {
    List<Scope> scopes = new ArrayList<>();
    for (String text : (String[]) texts.getArray()) {
      for (Scope scope : Scope.values()) {
        if (scope.wire().equals(text)) {
          scopes.add(scope);
        }
      }
    }
    return List.copyOf(scopes);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
