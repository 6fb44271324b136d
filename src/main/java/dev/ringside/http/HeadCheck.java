package dev.ringside.http;

import dev.ringside.wire.Problem.Kind;
import java.util.BitSet;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.util.DataChunk;
import org.glassfish.grizzly.http.util.MimeHeaders;

/**
 * What a request's line and headers must be before anything trusts them. Grizzly lets through what
 * two servers may understand differently (several lengths, unknown codings, a line without a
 * version), and that is how requests are smuggled.
 */
final class HeadCheck {

  private static final BitSet TOKEN = token();

  private static final String LENGTH = "content-length";

  private HeadCheck() {}

  private static BitSet token() {
    BitSet token = new BitSet(128);
    "!#$%&'*+-.^_`|~".chars().forEach(token::set);
    token.set('0', '9' + 1);
    token.set('a', 'z' + 1);
    token.set('A', 'Z' + 1);
    return token;
  }

  /**
   * Checks the head of one request.
   *
   * @throws Refusal if it is not to be read any further
   */
  static void check(HttpRequestPacket request, MimeHeaders headers) {
    method(request.getMethodDC());
    String version = request.getProtocolDC().toString();
    if (version == null || !(version.equals("HTTP/1.1") || version.equals("HTTP/1.0"))) {
      throw new Refusal(Kind.UNREADABLE, "A request ends its first line with HTTP/1.1.");
    }
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    for (int i = 0; i < headers.size(); i++) {
      DataChunk name = headers.getName(i);
      DataChunk value = headers.getValue(i);
      fieldName(name);
      fieldValue(value);
      if (name.equalsIgnoreCase("host")) {
        hosts++;
      } else if (name.equalsIgnoreCase("content-length")) {
        lengths++;
        digits(value);
      } else if (name.equalsIgnoreCase("transfer-encoding")) {
        codings++;
        if (!value.equalsIgnoreCase("chunked")) {
          throw new Refusal(Kind.NOT_IMPLEMENTED, "The one transfer coding known is chunked.");
        }
      }
    }
    if (codings > 0 && version.equals("HTTP/1.0")) {
      throw new Refusal(Kind.UNREADABLE, "HTTP/1.0 knows no Transfer-Encoding.");
    }
    if (hosts > 1 || lengths + codings > 1) {
      throw new Refusal(
          Kind.UNREADABLE, "Host, Content-Length or Transfer-Encoding contradict each other.");
    }
  }

  /**
   * Checks that a chunked request names no length. Grizzly removes one that comes first without a
   * word, so the head is looked at as it came.
   *
   * @param input holds the head, from its position on
   * @throws Refusal if it names one
   */
  static void checkNoLength(Buffer input) {
    int line = input.position();
    for (int i = line; i < input.limit(); i++) {
      if (input.get(i) != '\n') {
        continue;
      }
      if (i - line <= 1) {
        return; // The empty line, behind which the body begins.
      }
      line = i + 1;
      if (startsWith(input, line, LENGTH)) {
        throw new Refusal(
            Kind.UNREADABLE, "Host, Content-Length or Transfer-Encoding contradict each other.");
      }
    }
  }

  private static boolean startsWith(Buffer input, int start, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (start + i >= input.limit()
          || Character.toLowerCase((char) (input.get(start + i) & 0xff)) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void method(DataChunk method) {
    if (method.getLength() <= 0 || !isToken(method)) {
      throw new Refusal(Kind.UNREADABLE, "The request does not begin with a method.");
    }
    if (method.equals("CONNECT") || method.equals("PRI")) {
      throw new Refusal(Kind.NOT_IMPLEMENTED, "This method is not known here.");
    }
  }

  private static void fieldName(DataChunk name) {
    if (name.getLength() <= 0 || !isToken(name)) {
      throw new Refusal(Kind.UNREADABLE, "A header's name holds a character that none may hold.");
    }
  }

  private static void fieldValue(DataChunk value) {
    for (int i = 0, length = value.getLength(); i < length; i++) {
      int c = at(value, i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        throw new Refusal(Kind.UNREADABLE, "A header's value holds a control character.");
      }
    }
  }

  private static void digits(DataChunk value) {
    int length = value.getLength();
    boolean good = length > 0 && length < 19;
    for (int i = 0; good && i < length; i++) {
      good = at(value, i) >= '0' && at(value, i) <= '9';
    }
    if (!good) {
      throw new Refusal(Kind.UNREADABLE, "Content-Length must be a number of bytes.");
    }
  }

  private static boolean isToken(DataChunk chunk) {
    for (int i = 0, length = chunk.getLength(); i < length; i++) {
      if (!TOKEN.get(at(chunk, i))) {
        return false;
      }
    }
    return true;
  }

  private static int at(DataChunk chunk, int index) {
    return switch (chunk.getType()) {
      case Bytes ->
          chunk.getByteChunk().getBuffer()[chunk.getByteChunk().getStart() + index] & 0xff;
      case Buffer ->
          chunk.getBufferChunk().getBuffer().get(chunk.getBufferChunk().getStart() + index) & 0xff;
      default -> chunk.toString().charAt(index);
    };
  }
}
