package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's keys. All of them are compared, each in constant time, so that timing tells
 * nothing. Those of the database are what the {@link Keyring} holds; the one of the settings is
 * immutable. Safe for any thread, and never blocks after the start.
 */
@ApplicationScoped
public class ApiKeys implements Authenticator {

  /** What a key that Ringside made starts with, so that a leaked one can be recognised. */
  static final String PREFIX = "rsk_";

  /** What the key of the settings is called. */
  static final String CONFIGURED = "configured";

  private static final Caller.Application CONFIGURED_CALLER =
      new Caller.Application(CONFIGURED, null, List.of(Scope.ADMIN));

  private final Keyring keyring;
  private final byte @Nullable [] configured;
  private final @Nullable String made;

  @Inject
  ApiKeys(RingsideConfig config, Keyring keyring) {
    this.keyring = keyring;
    String given = config.identity().apiKey();
    configured = given == null ? null : Secrets.hash(given);
    made = given == null ? makeFirst(keyring) : null;
  }

  /** A key for whoever has none; null where there is one. */
  private static @Nullable String makeFirst(Keyring keyring) {
    String fresh = Secrets.make(ApiKeys.PREFIX);
    boolean made = keyring.change(transaction -> KeyTable.createFirst(transaction, fresh));
    return made ? fresh : null;
  }

  /** The key that this start has made, to be shown this once; empty where there was one. */
  public Optional<String> made() {
    return Optional.ofNullable(made);
  }

  @Override
  public Kind kind() {
    return Kind.API_KEY;
  }

  @Override
  public Verdict judge(Credential credential) {
    return credential instanceof Credential.Bearer(String key) ? judge(key) : new Verdict.NotMine();
  }

  private Verdict judge(String shown) {
    byte[] hash = Secrets.hash(shown);
    KnownKey found = null;
    for (KnownKey key : keyring.contents().keys()) {
      if (key.hashesTo(hash)) {
        found = key;
      }
    }
    if (configured != null && MessageDigest.isEqual(configured, hash)) {
      return new Verdict.Known(CONFIGURED_CALLER);
    }
    if (found == null) {
      return shown.startsWith(ApiKeys.PREFIX)
          ? new Verdict.Refused("This API key is not known here.")
          : new Verdict.NotMine();
    }
    if (found.end().isPast()) {
      return new Verdict.Refused("This API key has ended; another one has to be made.");
    }
    found.use();
    return new Verdict.Known(found.owner());
  }
}
