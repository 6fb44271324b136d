package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringside.persistence.DatabaseException.Kind;
import dev.ringside.support.TestNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads whose answer does not come. */
@Timeout(60)
class ReadInTimeTest {

  private static TestNode node;
  private static Transactions transactions;

  @BeforeAll
  static void start() throws SQLException {
    node =
        TestNode.start(
            "ringside.database.timeout.seconds", "0.3", "ringside.database.pool.size", "3");
    transactions = node.ringside().bean(Transactions.class);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Transactions.Work<Boolean> sleeping(int seconds) {
    return connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select pg_sleep(" + seconds + ")")) {
        return row.next();
      }
    };
  }

  /** With 60 s to sleep, in a test of 60 s, nothing but the limit can end it. */
  @Test
  void read_forSomebodyWhoWaits_endsInTime() {
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> transactions.readInTime(sleeping(60)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(
            () ->
                transactions.entitiesInTime(
                    entities ->
                        entities
                            .createNativeQuery("select 1 from pg_sleep(60)", Integer.class)
                            .getSingleResult()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
  }

  @Test
  void limit_ofARead_isNotTheNextOnes() {
    for (int i = 0; i < 3; i++) {
      assertThat(transactions.readInTime(sleeping(0))).isTrue();
      Object one =
          transactions.entitiesInTime(
              entities -> entities.createNativeQuery("select 1", Integer.class).getSingleResult());
      assertThat(one).isEqualTo(1);
      assertThat(transactions.read(sleeping(1))).isTrue();
      assertThat(transactions.run(sleeping(1))).isTrue();
    }
  }
}
