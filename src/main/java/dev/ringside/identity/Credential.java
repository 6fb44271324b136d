package dev.ringside.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody shows to be known by. Its text form never holds the secret. */
public sealed interface Credential {

  /**
   * The secret that is the credential, or that its cookie of this name holds.
   *
   * @param cookie null where no cookie is read
   * @return null where there is none; a ticket is nothing but itself
   */
  default @Nullable String secret(@Nullable String cookie) {
    return switch (this) {
      case Bearer(String token) -> token;
      case Cookies cookies when cookie != null -> cookies.value(cookie);
      case Cookies _, Ticket _, Vouched _ -> null;
    };
  }

  /**
   * A secret that is sent on purpose: of {@code Authorization: Bearer}, or a hello's token.
   *
   * @param token as it came, without the scheme
   */
  record Bearer(String token) implements Credential {
    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /**
   * What a browser sends along by itself, whichever page asked it to: good for nothing from a page
   * of an origin that is not allowed.
   *
   * @param header the value of the {@code Cookie} header
   */
  record Cookies(String header) implements Credential {

    /**
     * What a request brings, or null for none. Several lines are one list, whose separator is its
     * own.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9113#section-8.2.3">RFC 9113, 8.2.3</a>
     */
    public static @Nullable Cookies of(@Nullable List<String> lines) {
      return lines == null || lines.isEmpty() ? null : new Cookies(String.join("; ", lines));
    }

    /**
     * The cookie's value, or null where it did not come. Of several of one name the first counts,
     * as it is the one of the closest path.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6265#section-5.4">RFC 6265, section 5.4</a>
     */
    public @Nullable String value(String name) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          String value = pair.substring(equals + 1).strip();
          boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
          return quoted ? value.substring(1, value.length() - 1) : value;
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return "Cookies[]";
    }
  }

  /**
   * A ticket, which is the one secret that may stand in an address: it is good once.
   *
   * @param secret as it came, not decoded
   */
  record Ticket(String secret) implements Credential {
    @Override
    public String toString() {
      return "Ticket[]";
    }
  }

  /**
   * What a session keeps of a token of Ringside's that was good: a tenth of its size, and judged
   * again without a signature. Nobody can show it.
   *
   * @param kid the secret that has signed it
   * @param person whose it is, and until when
   */
  record Vouched(String kid, Caller.Person person) implements Credential {}
}
