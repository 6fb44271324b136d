package dev.ringside.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ringside.support.Chatter;
import dev.ringside.support.Eventually;
import dev.ringside.support.Node;
import dev.ringside.support.TestNode;
import dev.ringside.support.Weather;
import dev.ringside.torture.Finding.Kind;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * People in one room, who say one thing after the other until each is acknowledged, lose their
 * connections and come back at whatever node. In the end each of them must know what the table
 * does, and all that was acknowledged must be there once, in the order in which it was said.
 */
final class RoomTalk {

  private static final int PEOPLE = 3;
  private static final long PAUSE_NANOS = 20_000_000;

  private final String room;
  private final Weather weather;
  private final Supplier<Node> anyNode;
  private final Findings findings;
  private final Figures figures;
  private final List<Speaker> speakers = new ArrayList<>();

  /** Where it says that, when it was acknowledged. */
  private record Said(String id, String content) {}

  RoomTalk(
      String name,
      Weather weather,
      Supplier<Node> anyNode,
      Findings findings,
      Figures figures,
      Random random) {
    this.room = "room " + name;
    this.weather = weather;
    this.anyNode = anyNode;
    this.findings = findings;
    this.figures = figures;
    for (int i = 0; i < PEOPLE; i++) {
      speakers.add(new Speaker("p" + i + " " + name, new Random(random.nextLong())));
    }
  }

  /** Makes the room, and brings everybody in. */
  void begin() {
    Eventually.holds(
        "a room",
        () -> {
          TestNode.Answer made =
              anyNode.get().call("POST", "/api/rooms", "{\"id\":\"" + room + "\"}");
          return made.status() == 201 || made.status() == 409;
        });
    speakers.forEach(Speaker::begin);
  }

  List<Speaker> speakers() {
    return speakers;
  }

  /** One of them. */
  final class Speaker {
    private final String name;
    private final Random random;
    private final Chatter chatter;

    @GuardedBy("this")
    private final List<Said> acknowledged = new ArrayList<>();

    private int number;

    private Speaker(String name, Random random) {
      this.name = name;
      this.random = random;
      this.chatter = Chatter.of(name);
      chatter.room(room);
    }

    private void begin() {
      Eventually.holds(name + " in the room", this::comesBack);
    }

    private boolean comesBack() {
      try {
        return chatter.tryConnect(anyNode.get());
      } catch (UncheckedIOException gone) {
        return false;
      }
    }

    /** Says something, once or more often, until that is acknowledged. */
    void act() {
      String id = "c" + ++number;
      String content = name + " says " + number;
      if (weather == Weather.STORM && random.nextInt(8) == 0) {
        chatter.drop();
      }
      while (findings.isEmpty()) {
        JsonNode answer = chatter.isConnected() ? chatter.trySay(room, content, id) : null;
        if (answer != null && answer.path("type").asText().equals("ok")) {
          acknowledge(new Said(answer.path("id").asText(), content));
          break;
        }
        int status = answer == null ? 503 : answer.at("/problem/status").asInt();
        if (answer == null || status == 403) {
          boolean _ = comesBack();
        } else if (status != 503) {
          findings.add(Kind.ANSWER, name + " was answered by " + answer);
        }
        figures.retries.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      LockSupport.parkNanos(random.nextInt(40) * 1_000_000L);
    }

    private synchronized void acknowledge(Said said) {
      acknowledged.add(said);
      figures.said.incrementAndGet();
    }

    private synchronized List<Said> acknowledged() {
      return List.copyOf(acknowledged);
    }
  }

  /** Waits until all know what the table does, and holds what was acknowledged against it. */
  void settle(Connection database) {
    for (Speaker each : speakers) {
      try {
        Eventually.holds(
            each.name + " back in the room",
            () -> (each.chatter.isConnected() && isIn(each)) || each.comesBack());
        Eventually.isNull(() -> difference(each, read(database)));
      } catch (AssertionError e) {
        findings.add(Kind.TAB_DIFFERS, each.name + ": " + e.getMessage());
      }
      each.chatter.close();
    }
    try {
      audit(read(database));
    } catch (SQLException e) {
      findings.add(Kind.TABLE_WRONG, "the room cannot be read: " + e.getMessage());
    }
  }

  private boolean isIn(Speaker speaker) {
    return speaker.chatter.isCurrent(room);
  }

  private @Nullable String difference(Speaker speaker, List<Row> table) {
    speaker.chatter.check();
    List<String> expected = table.stream().map(Row::line).toList();
    List<String> known = speaker.chatter.room(room).lines();
    int size = known.size();
    // Who came back after a long time may have been given the last hundred alone.
    List<String> end = expected.subList(Math.max(0, expected.size() - size), expected.size());
    return size > 0 && end.equals(known)
        ? null
        : "knows "
            + size
            + " lines, the last "
            + last(known)
            + "; the table ends "
            + last(expected);
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - 3), lines.size());
  }

  private void audit(List<Row> table) {
    Map<String, Row> byId = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    for (Row row : table) {
      byId.put(row.id, row);
      times.merge(row.line, 1, Integer::sum);
    }
    for (Speaker each : speakers) {
      long before = 0;
      for (Said said : each.acknowledged()) {
        Row row = byId.get(said.id);
        if (row == null || !row.line.equals(said.content)) {
          findings.add(Kind.LOST, said + " of " + room);
        } else if (row.said <= before) {
          findings.add(Kind.REORDERED, said + " of " + room);
        } else {
          before = row.said;
        }
        if (times.getOrDefault(said.content, 0) > 1) {
          findings.add(Kind.DUPLICATED, said + " of " + room);
        }
      }
    }
  }

  private record Row(String id, String line, long said) {}

  private List<Row> read(Connection database) throws SQLException {
    try (PreparedStatement select =
        database.prepareStatement(
            """
            select m.id, m.said,
                   case m.kind when 'joined' then '+' || m.user_id
                               when 'left' then '-' || m.user_id else m.content end
            from message m join room r on r.no = m.room
            where r.id = ? and m.deleted_at is null order by m.said
            """)) {
      select.setString(1, room);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(new Row(row.getString(1), row.getString(3), row.getLong(2)));
        }
      }
      return rows;
    }
  }
}
