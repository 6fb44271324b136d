package dev.ringside.room;

import dev.ringside.identity.UserId;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Ids of rooms: those that people choose, and those that are made of who meets there. */
final class RoomId {

  /** The most characters of an id that somebody chooses. */
  static final int MAX = 128;

  private static final String DIRECT = "direct:";

  /** The word that is a path of its own among the rooms. */
  private static final String RESERVED = "direct";

  private RoomId() {}

  /**
   * Lets the id of a room pass that somebody wants to make.
   *
   * @throws ProblemException a 422 that says what is wrong with it
   */
  static String own(String id) {
    Text.requireName("id", id, MAX);
    if (id.indexOf(':') >= 0) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "id", "must not hold a colon, which direct rooms have");
    }
    if (id.equals(".") || id.equals("..")) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "id", "is a step in a path, which no browser leaves as it is");
    }
    if (id.equals(RESERVED)) {
      throw ProblemException.ofField(Problem.Kind.INVALID, "id", "is the name of a path here");
    }
    return id;
  }

  /**
   * The id of the room of these users, the same in whatever order they come. None of the names can
   * be taken for two, since what separates them is encoded in each.
   */
  static String direct(Collection<UserId> users) {
    return sorted(users).stream().map(RoomId::encoded).collect(Collectors.joining("-", DIRECT, ""));
  }

  /** By code points, which is the order of UTF-8 bytes: the same in every language. */
  private static List<String> sorted(Collection<UserId> users) {
    return users.stream()
        .map(UserId::value)
        .sorted(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static String encoded(String user) {
    return user.replace("%", "%25").replace("-", "%2D").replace(":", "%3A");
  }
}
