package dev.ringside.cli.doctor;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API key of the settings, at the node that serves on this machine. */
final class KeyCheck implements Check {

  private final @Nullable String key;
  private final Supplier<@Nullable URI> node;
  private final Duration limit;

  KeyCheck(@Nullable String key, Supplier<@Nullable URI> node, Duration limit) {
    this.key = key;
    this.node = node;
    this.limit = limit;
  }

  @Override
  public String what() {
    return "api key";
  }

  @Override
  public void look(Notes notes) throws IOException {
    URI at = node.get();
    if (key == null || at == null) {
      return;
    }
    Answer answer =
        Http.ask(
            at.resolve("/api/users/" + Target.USER + "/inbox"),
            limit,
            Certificates.ANY,
            "GET",
            Map.of("Authorization", "Bearer " + key),
            null);
    tell(notes, answer, "the node here");
  }

  /** What an answer to it says of the key; whether it is good. */
  static boolean tell(Notes notes, Answer answer, String who) {
    switch (answer.status()) {
      case 200 -> notes.ok("%s takes it.".formatted(who));
      case 401 ->
          notes.fault(
              "%s does not know it: %s".formatted(who, Health.detail(answer)),
              "Give RINGSIDE_API_KEY the key that the node was started with, or one of ringside"
                  + " keys; behind a proxy, have that hand on Authorization (docs/keys.md).");
      case 403 ->
          notes.warn(
              "%s knows it, and it may not do this: %s".formatted(who, Health.detail(answer)),
              "Where it should, make one with more scopes: ringside keys create (docs/keys.md).");
      default ->
          notes.fault(
              "a request with it is answered %d by %s: %s"
                  .formatted(answer.status(), who, Health.detail(answer)),
              "The node's log says more.");
    }
    return answer.status() == 200;
  }
}
