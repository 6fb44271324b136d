package dev.ringside.bench;

import java.util.List;

/** Posts whose titles carry a number, so that a frame tells which post it is of. */
final class Rings {

  private static final String TITLE = "ring ";
  private static final int DIGITS = 10;
  private static final byte[] IN_FRAME = Bytes.ascii("\"title\":\"" + TITLE);
  private static final byte[] ID = Bytes.ascii("\"id\":\"");

  /** Who is told of the notifications that a frame names. */
  interface Sink {
    void ring(int number, long idHash);
  }

  private final byte[] template;
  private final int numberAt;

  private Rings(byte[] template) {
    this.template = template;
    numberAt = Bytes.after(template, 0, template.length, IN_FRAME);
  }

  /**
   * @param contentLength how many characters of content each has; 0 for a short sentence
   */
  static Rings of(HttpRequest requests, String user, int contentLength) {
    return new Rings(
        requests.post(HttpRequest.ofUser(user, "/notifications"), json(contentLength)));
  }

  /** One for each user, in order. */
  static List<Rings> ofEach(HttpRequest requests, List<String> users, int contentLength) {
    return users.stream().map(user -> of(requests, user, contentLength)).toList();
  }

  /** Posts that notify all users at once. */
  static Rings ofAll(HttpRequest requests, List<String> users) {
    return new Rings(requests.post("/api/notifications", HttpRequest.toMany(users, json(0))));
  }

  private static String json(int contentLength) {
    String content = contentLength == 0 ? "1,204 rows" : "1,204 rows ".repeat(contentLength);
    return "{\"title\":\""
        + TITLE
        + "0".repeat(DIGITS)
        + "\",\"content\":\""
        + content.substring(0, contentLength == 0 ? content.length() : contentLength)
        + "\"}";
  }

  /** The title of the notification with the given number. */
  static String title(int number) {
    String digits = Integer.toString(number);
    return TITLE + "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** A post with the given number. */
  byte[] post(int number) {
    byte[] post = template.clone();
    int left = number;
    for (int i = numberAt + DIGITS - 1; left > 0; i--) {
      post[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return post;
  }

  /** Tells of each notification of this kind among the changes of a frame, in their order. */
  static void read(LogFrame frame, Sink sink) {
    byte[] bytes = frame.bytes();
    int to = frame.to();
    int id = Bytes.after(bytes, frame.changes(), to, ID);
    while (id >= 0) {
      int title = Bytes.after(bytes, id, to, IN_FRAME);
      if (title < 0) {
        return;
      }
      sink.ring((int) Bytes.number(bytes, title, to), Bytes.hash(bytes, id, to));
      id = Bytes.after(bytes, title, to, ID);
    }
  }

  /** The hash of the id in the answer to a post; 0 if there is none. */
  static long idHash(byte[] bytes, int from, int to) {
    int id = Bytes.after(bytes, from, to, ID);
    return id < 0 ? 0 : Bytes.hash(bytes, id, to);
  }
}
