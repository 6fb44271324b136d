package dev.ringside.identity;

import org.jspecify.annotations.Nullable;

/** What somebody shows to be known by. Its text form never holds the secret. */
public sealed interface Credential {

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
   * @param header the value of the {@code Cookie} header; several are joined by {@code "; "}
   */
  record Cookies(String header) implements Credential {

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
}
