package dev.ringside.identity.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.Authenticator;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.DisplayName;
import dev.ringside.identity.UserId;
import dev.ringside.wire.Json;
import dev.ringside.wire.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the application who somebody is: sends it the cookies or the header that came, and takes the
 * user from what it answers. What it says is believed for a few seconds.
 *
 * <p><b>Order.</b> A semaphore bounds how many are asked about at the same time; the cache knows a
 * credential by its hash alone.
 */
@ApplicationScoped
public class Whoami implements Authenticator {

  private static final Logger log = LoggerFactory.getLogger(Whoami.class);

  /** The field of an answer that says what others in a room see; it may be left out. */
  private static final String NAME = "name";

  private static final int MOST_CACHED = 10_000;
  private static final int MOST_BYTES = 64 * 1024;

  private final RingsideConfig.Users.@Nullable Whoami config;
  private final ApplicationCalls calls;
  private final Cache<String, Verdict> answers;
  private final Semaphore turns;

  @Inject
  Whoami(RingsideConfig config) {
    this.config = config.users().whoami();
    Duration timeout = this.config == null ? Duration.ofSeconds(1) : this.config.timeout();
    calls = new ApplicationCalls(timeout, MOST_BYTES);
    answers =
        Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .expireAfterWrite(this.config == null ? Duration.ZERO : this.config.cache())
            .build();
    turns = new Semaphore(this.config == null ? 0 : this.config.atOnce());
  }

  @Override
  public Kind kind() {
    return Kind.WHOAMI;
  }

  @Override
  public boolean isOn() {
    return config != null;
  }

  @Override
  public @Nullable String cookie() {
    return config == null ? null : config.cookie();
  }

  @Override
  public Verdict judge(Credential credential) {
    RingsideConfig.Users.Whoami about = config;
    String cookie = cookie();
    return switch (credential) {
      case Credential.Bearer(String token) when about != null ->
          known(about, "Authorization", "Bearer " + token);
      case Credential.Cookies cookies
          when about != null && cookie != null && cookies.value(cookie) != null ->
          known(about, "Cookie", cookies.header());
      case Credential.Bearer _, Credential.Cookies _, Credential.Ticket _, Credential.Vouched _ ->
          new Verdict.NotMine();
    };
  }

  private Verdict known(RingsideConfig.Users.Whoami about, String header, String value) {
    String hash = hash(header + value);
    Verdict known = answers.getIfPresent(hash);
    return known != null ? known : new Verdict.Asks(() -> ask(about, header, value, hash));
  }

  private Verdict ask(RingsideConfig.Users.Whoami about, String header, String value, String hash) {
    try {
      if (!turns.tryAcquire(about.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        return new Verdict.Unknown("Too many callers are being asked about; try again.");
      }
      try {
        Verdict verdict = ask(about, header, value);
        if (!(verdict instanceof Verdict.Unknown)) {
          answers.put(hash, verdict);
        }
        return verdict;
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verdict.Unknown("The node stops.");
    }
  }

  private Verdict ask(RingsideConfig.Users.Whoami about, String header, String value)
      throws InterruptedException {
    try {
      HttpResponse<byte[]> answer = calls.get(about.url(), header, value);
      return switch (answer.statusCode()) {
        case 200 -> user(about, answer.body());
        case 401, 403, 404 -> new Verdict.Refused("The application does not know who this is.");
        default -> unknown("it answered " + answer.statusCode());
      };
    } catch (IllegalArgumentException e) {
      return new Verdict.Refused("This can be no credential: it holds characters that none may.");
    } catch (IOException e) {
      return unknown(e.toString());
    }
  }

  private static Verdict user(RingsideConfig.Users.Whoami about, byte[] body) {
    ObjectNode answer = Json.object(new String(body, StandardCharsets.UTF_8));
    JsonNode user = answer == null ? null : answer.get(about.user());
    JsonNode name = answer == null ? null : answer.get(NAME);
    if (user == null || user.isNull()) {
      return answer == null
          ? unknown("it answered what is no JSON object")
          : new Verdict.Refused("The application says that this is nobody.");
    }
    if (!user.isTextual() && !user.isIntegralNumber()) {
      return unknown("its " + about.user() + " is neither a text nor a whole number");
    }
    try {
      return new Verdict.Known(
          Caller.User.until(UserId.of(user.asText()), Instant.MAX)
              .by(DisplayName.claimed(name == null ? null : name.textValue())));
    } catch (ProblemException e) {
      return new Verdict.Refused("The application's name of this user can be none here.");
    }
  }

  private static Verdict unknown(String why) {
    log.warn("the application does not say who somebody is: {}", why);
    return new Verdict.Unknown("The application does not say who this is at the moment.");
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  @PreDestroy
  void stop() {
    calls.close();
  }
}
