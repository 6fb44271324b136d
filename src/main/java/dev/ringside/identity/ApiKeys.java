package dev.ringside.identity;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's keys. They are random and long, so one SHA-256 keeps them safe at rest; all of
 * them are compared, each in constant time, so that timing tells nothing. Loaded at start and
 * immutable then; safe for any thread.
 */
@ApplicationScoped
public class ApiKeys implements Authenticator {

  /** What a key that Ringside made starts with, so that a leaked one can be recognised. */
  static final String PREFIX = "rsk_";

  private static final int BYTES = 24;
  private static final String FIRST = "first";
  private static final String CONFIGURED = "configured";

  /** A lock of the database; the numbers keep it apart from others there, by schema too. */
  private static final String MAKING = "1919513192, hashtext(current_schema())";

  private final List<Key> keys;
  private final @Nullable String made;

  @SuppressWarnings("ArrayRecordComponent") // private, and compared by its bytes alone
  private record Key(byte[] hash, Caller.Application owner) {}

  @Inject
  ApiKeys(RingsideConfig config, Transactions transactions) {
    String configured = config.identity().apiKey();
    String fresh = configured == null ? make() : null;
    List<ApiKeyEntity> stored = transactions.withEntities(entities -> stored(entities, fresh));
    made = fresh != null && contains(stored, fresh) ? fresh : null;
    List<Key> all = new ArrayList<>();
    stored.forEach(key -> all.add(new Key(key.hash, new Caller.Application(key.name))));
    if (configured != null) {
      all.add(new Key(hash(configured), new Caller.Application(CONFIGURED)));
    }
    keys = List.copyOf(all);
  }

  /** The keys that are stored; where there are none, {@code fresh} becomes the first. */
  private static List<ApiKeyEntity> stored(EntityManager entities, @Nullable String fresh) {
    if (fresh != null) {
      // Of nodes that start at once, one makes the key, and the others find it.
      entities
          .createNativeQuery("select pg_advisory_xact_lock(" + MAKING + ")", Object.class)
          .getSingleResultOrNull();
    }
    List<ApiKeyEntity> stored =
        entities.createQuery("select k from ApiKeyEntity k", ApiKeyEntity.class).getResultList();
    if (!stored.isEmpty() || fresh == null) {
      return stored;
    }
    ApiKeyEntity first = new ApiKeyEntity(hash(fresh), FIRST, Instant.now());
    entities.persist(first);
    return List.of(first);
  }

  private static boolean contains(List<ApiKeyEntity> stored, String key) {
    byte[] hash = hash(key);
    return stored.stream().anyMatch(each -> MessageDigest.isEqual(each.hash, hash));
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
    byte[] hash = hash(shown);
    Caller.@Nullable Application owner = null;
    for (Key key : keys) {
      if (MessageDigest.isEqual(key.hash, hash)) {
        owner = key.owner;
      }
    }
    if (owner != null) {
      return new Verdict.Known(owner);
    }
    return shown.startsWith(PREFIX)
        ? new Verdict.Refused("This API key is not known here.")
        : new Verdict.NotMine();
  }

  private static String make() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
