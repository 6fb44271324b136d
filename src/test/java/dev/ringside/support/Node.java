package dev.ringside.support;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A node under test, in this process or in one of its own, and how it is called. Calls throw {@code
 * UncheckedIOException} where it does not answer. Safe for any thread.
 */
public interface Node {

  /** Where HTTP is served. */
  InetSocketAddress httpAddress();

  /** Where the socket is served. */
  InetSocketAddress socketAddress();

  /** Calls with a credential, and pairs of header and value beside it. */
  TestNode.Answer callAs(
      @Nullable String credential,
      String method,
      String path,
      @Nullable String body,
      String... headers);

  /** Calls with the application's key. */
  default TestNode.Answer call(String method, String path, @Nullable String body) {
    return callAs(TestNode.KEY, method, path, body);
  }

  /** Publishes to a user. */
  default TestNode.Answer publish(String user, String body, String... headers) {
    String path = "/api/users/" + TestNode.encode(user) + "/notifications";
    return callAs(TestNode.KEY, "POST", path, body, headers);
  }

  /** A fresh token of a user. */
  default String token(String user) {
    String path = "/api/users/" + TestNode.encode(user) + "/tokens";
    return call("POST", path, "{}").body().path("token").asText();
  }
}
