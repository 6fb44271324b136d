package dev.ringside.cli.doctor;

import dev.ringside.client.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that a browser does, at the address that browsers use. */
final class ProxyCheck implements Check {

  private final Target target;

  ProxyCheck(Target target) {
    this.target = target;
  }

  @Override
  public String what() {
    return "proxy";
  }

  @Override
  public Duration bound(Duration limit) {
    return limit.multipliedBy(10).plus(target.watch());
  }

  @Override
  public void look(Notes notes) throws IOException {
    PageLook page = new PageLook(target, notes);
    if (!page.isReady()) {
      return;
    }
    URI socket = page.socket();
    String key = target.config().identity().apiKey();
    String token = key == null ? null : token(key, notes.about("api key"));
    Notes sockets = notes.about("socket");
    Frames frames =
        new HandshakeLook(target, socket == null ? target.usualSocket() : socket, sockets).open();
    if (frames == null) {
      return;
    }
    try (frames) {
      if (token != null) {
        new SessionLook(target, token, sockets).look(frames);
      } else if (target.watch().isPositive()) {
        sockets.warn(
            "it was not watched, since nobody could say hello there.",
            "Give RINGSIDE_API_KEY, by which a token is made.");
      }
    }
    if (token != null && key != null) {
      forget(key);
    }
  }

  private @Nullable String token(String key, Notes notes) throws IOException {
    Answer answer =
        Http.ask(
            target.at("/api/users/" + Target.USER + "/tokens"),
            target.limit(),
            Certificates.CHECKED,
            "POST",
            Map.of("Authorization", "Bearer " + key),
            "{\"ttlSeconds\":%d}".formatted(target.watch().toSeconds() + 300));
    if (!KeyCheck.tell(notes, answer, "the node behind the proxy")) {
      return null;
    }
    Json.Fields fields = Health.fields(answer.body());
    return fields == null ? null : fields.text("token");
  }

  /** The made-up user was met, and is not to be rung with everybody. */
  private void forget(String key) throws IOException {
    Answer _ =
        Http.ask(
            target.at("/api/users/" + Target.USER),
            target.limit(),
            Certificates.CHECKED,
            "DELETE",
            Map.of("Authorization", "Bearer " + key),
            null);
  }
}
