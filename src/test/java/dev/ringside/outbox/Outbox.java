package dev.ringside.outbox;

import dev.ringside.metrics.Metrics;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the tests of the outbox ask the database. */
final class Outbox {

  private Outbox() {}

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of all rows. */
  static List<String> strings(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      List<String> strings = new ArrayList<>();
      while (row.next()) {
        strings.add(row.getString(1));
      }
      return strings;
    }
  }

  static void awaitEmpty(TestNode node) {
    awaitEmpty(node.schema());
  }

  /** Waits until nothing lies there. */
  static void awaitEmpty(String schema) {
    Eventually.isNull(
        () -> {
          try (Connection connection = TestPostgres.connect(schema)) {
            String left = strings(connection, "select count(*) from outbox").getFirst();
            return left.equals("0") ? null : left + " rows are left";
          }
        });
  }

  /** Rows so far that this became of. */
  static double counted(Metrics metrics, String outcome) {
    String series = "ringside_outbox_rows_total{outcome=\"" + outcome + "\"} ";
    return metrics
        .text()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
