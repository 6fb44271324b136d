package dev.ringside.persistence;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the database refused or could not do, told apart as callers need it. */
public final class DatabaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A standby that takes no writes; a transaction that stood still, or ran, for too long. */
  private static final Set<String> NOT_NOW = Set.of("25006", "25P03", "25P04");

  /** What a caller can do about it. */
  public enum Kind {
    /** No database, or none that answers: nothing was done; try again later. */
    UNAVAILABLE,
    /** The connection died while the commit was on its way: nobody knows whether it was done. */
    UNKNOWN_OUTCOME,
    /** The database's disk is full: nothing was done; it helps to free space. */
    FULL,
    /** Somebody else holds a lock, or a deadlock was broken: nothing was done; try again. */
    CONTENDED,
    /** The database read the statement and refused it: trying again does not help. */
    REFUSED
  }

  private final Kind kind;

  DatabaseException(Kind kind, Throwable cause) {
    super(cause.getMessage(), cause);
    this.kind = kind;
  }

  /** What a caller can do about it. */
  public Kind kind() {
    return kind;
  }

  static DatabaseException of(SQLException e) {
    return new DatabaseException(kindOf(e.getSQLState()), e);
  }

  /**
   * The class of an SQLSTATE.
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">the codes</a>
   */
  private static Kind kindOf(@Nullable String state) {
    if (state == null || state.length() < 2) {
      return Kind.UNAVAILABLE;
    }
    return switch (state.substring(0, 2)) {
      // 08 connection, 57 operator intervention, 58 system error
      case "08", "57", "58" -> Kind.UNAVAILABLE;
      // 53 resources, such as too many connections; 53100 a full disk
      case "53" -> state.equals("53100") ? Kind.FULL : Kind.UNAVAILABLE;
      case "25" -> NOT_NOW.contains(state) ? Kind.UNAVAILABLE : Kind.REFUSED;
      case "40" -> Kind.CONTENDED;
      case "55" -> state.equals("55P03") ? Kind.CONTENDED : Kind.REFUSED;
      default -> Kind.REFUSED;
    };
  }
}
