package dev.ringside.http;

import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A whole answer, ready to be sent.
 *
 * @param status the HTTP status
 * @param headers without {@code Content-Length}, which follows from the content
 * @param content the body; shared, so never written to
 */
@SuppressWarnings("ArrayRecordComponent") // Sent, never compared.
record Answer(int status, Map<String, String> headers, byte[] content) {

  /** The problem as its document, with what its status asks for. */
  static Answer of(Problem problem) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", Problem.MEDIA_TYPE);
    headers.put("Cache-Control", "no-store");
    headers.putAll(headersOf(problem.status()));
    return new Answer(problem.status(), headers, Json.bytes(problem));
  }

  /** The headers that every answer of this status carries: the one table of them. */
  static Map<String, String> headersOf(int status) {
    return switch (status) {
      case 401 -> Map.of("WWW-Authenticate", "Bearer");
      case 429, 503 -> Map.of("Retry-After", "1");
      default -> Map.of();
    };
  }

  /** The same answer with one more header. */
  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, content);
  }
}
