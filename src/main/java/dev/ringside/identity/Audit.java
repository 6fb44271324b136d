package dev.ringside.identity;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.RingsideConfig.AuditMode;
import dev.ringside.wire.Json;
import dev.ringside.wire.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: who did what with which key, a JSON object a line. It never holds a secret, a
 * token or content, and nothing from outside can end its line. Safe for any thread.
 */
@ApplicationScoped
public class Audit {

  /** The property of a request under which a resource names the key that it was about. */
  public static final String TARGET_KEY = "dev.ringside.audit.key";

  private static final Logger log = LoggerFactory.getLogger("ringside.audit");

  private static final String SOCKET = "/ws";

  /** Longer than any id that is good. */
  private static final int LONGEST = 256;

  private final AuditMode mode;
  private final Throttle refusals;

  @Inject
  Audit(RingsideConfig config) {
    mode = config.audit().mode();
    refusals = new Throttle(config.audit().refusals(), Audit::writeMore);
  }

  /**
   * What somebody did, or tried.
   *
   * @param caller who; null where that is not known
   * @param address from where
   * @param method the method of HTTP
   * @param route the template of the path, or null for none that there is
   * @param user the user whom it was about, as it was sent
   * @param key the id of the key that it was about
   * @param status how it was answered
   * @param why it was refused, if it was
   */
  public record Deed(
      @Nullable Caller caller,
      String address,
      String method,
      @Nullable String route,
      @Nullable String user,
      @Nullable String key,
      int status,
      @Nullable String why) {}

  /**
   * Whether a deed is told of.
   *
   * @param security whether it concerns who may do what, or all that is kept of a person
   */
  public boolean tells(boolean security) {
    return switch (mode) {
      case OFF -> false;
      case SECURITY -> security;
      case ALL -> true;
    };
  }

  /** Tells of a deed. */
  public void done(Deed deed) {
    write(deed);
  }

  /** Tells of a credential that was refused; where there are very many, only how many. */
  public void refused(Deed deed) {
    if (tells(true) && refusals.passes()) {
      write(deed);
    }
  }

  /**
   * Tells of a credential that was refused where a socket is opened, or greeted.
   *
   * @param peer the client's address
   * @param doing {@code handshake} or {@code hello}, in place of a method
   * @param refusal what was answered
   */
  public void refusedAtSocket(InetAddress peer, String doing, Problem refusal) {
    if (refusal.is(Problem.Kind.UNAUTHENTICATED)) {
      refused(
          new Deed(
              null,
              peer.getHostAddress(),
              doing,
              SOCKET,
              null,
              null,
              refusal.status(),
              refusal.detail()));
    }
  }

  private static void write(Deed deed) {
    write(
        json -> {
          switch (deed.caller) {
            case Caller.Application key -> {
              text(json, "key", key.keyName());
              text(json, "keyId", key.keyId() == null ? null : key.keyId().toString());
            }
            case Caller.Person person -> text(json, "user", person.name());
            case null -> {}
          }
          text(json, "address", deed.address);
          text(json, "method", deed.method);
          text(json, "route", deed.route);
          text(json, "targetUser", deed.user);
          text(json, "targetKey", deed.key);
          json.writeNumberField("status", deed.status);
          text(json, "why", deed.why);
        });
  }

  private static void writeMore(int refused) {
    write(json -> json.writeNumberField("refusedMore", refused));
  }

  private static void write(Json.Content fields) {
    byte[] line =
        Json.bytes(
            json -> {
              // Whatever shows the log takes nothing in it for the end of a line, or a command.
              json.setHighestNonEscapedChar(127);
              json.writeStartObject();
              text(json, "time", Json.time(Instant.now()));
              fields.writeTo(json);
              json.writeEndObject();
            });
    log.info("{}", new String(line, StandardCharsets.US_ASCII));
  }

  private static void text(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(
          name, value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value);
    }
  }
}
