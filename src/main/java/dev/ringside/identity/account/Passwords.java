package dev.ringside.identity.account;

import dev.ringside.config.RingsideConfig;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.text.Normalizer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords, a few at a time: guessing must not take the cores from those who are served.
 *
 * <p><b>Order.</b> Who has a turn hands the work to a thread of the platform's, since it would keep
 * a carrier from all virtual threads.
 */
@ApplicationScoped
class Passwords {

  static final int MAX = 256;

  private final int iterations;
  private final int shortest;
  private final long waitNanos;
  private final Turns turns;
  private final ExecutorService threads;

  /** What nobody's password is compared with, so that it takes the time of somebody's. */
  private final PasswordHash nobodys;

  @Inject
  Passwords(RingsideConfig config) {
    RingsideConfig.Accounts accounts = config.accounts();
    iterations = accounts.iterations();
    shortest = accounts.passwordLength();
    waitNanos = accounts.hashWait().toNanos();
    int cores = Runtime.getRuntime().availableProcessors();
    int atOnce = Math.min(accounts.hashes(), Math.max(1, cores - 1));
    turns = new Turns(atOnce);
    threads =
        Executors.newFixedThreadPool(
            atOnce, Thread.ofPlatform().name("password-", 0).daemon().factory());
    nobodys = new PasswordHash(iterations, new byte[16], new byte[32]);
  }

  /**
   * What came of comparing a password.
   *
   * @param right whether it is the one
   * @param better how it is to be kept from now on, or null where that is good as it is
   */
  record Checked(boolean right, @Nullable String better) {}

  /** Notes what is wrong with a password that somebody wants to have. */
  void check(String field, String password, AccountName name, FieldErrors errors) {
    int length = password.codePointCount(0, password.length());
    if (length < shortest || length > MAX) {
      errors.add(field, "must have " + shortest + " to " + MAX + " characters");
    } else if (!Text.isStorable(password)) {
      errors.add(field, "holds a NUL character or half of a surrogate pair");
    } else if (AccountName.key(normal(password)).equals(name.key())) {
      errors.add(field, "must not be the name");
    }
  }

  /**
   * Hashes a password, to be kept.
   *
   * @throws ProblemException a 503 where its turn does not come in time
   */
  String hash(String password, InetAddress from) {
    String normal = normal(password);
    return inTurn(from, () -> PasswordHash.of(normal, iterations).text());
  }

  /**
   * Compares a password with what is kept, and takes the same time where nothing is.
   *
   * @throws ProblemException a 503 where its turn does not come in time
   */
  Checked compare(String password, @Nullable String kept, InetAddress from) {
    String normal = normal(password);
    return inTurn(
        from,
        () -> {
          PasswordHash hash = kept == null ? nobodys : PasswordHash.parse(kept);
          boolean right = hash.matches(normal) && kept != null;
          boolean weak = hash.iterations() < iterations;
          if (right && weak) {
            return new Checked(true, PasswordHash.of(normal, iterations).text());
          }
          hash.waste(normal, iterations - hash.iterations());
          return new Checked(right, null);
        });
  }

  /** The same for all keyboards. */
  private static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private <T> T inTurn(InetAddress from, Callable<T> work) {
    try {
      if (!turns.take(from, waitNanos)) {
        throw ProblemException.of(
            Problem.Kind.UNAVAILABLE, "Too many passwords are being checked; try again.");
      }
      try {
        return threads.submit(work).get();
      } finally {
        turns.giveBack();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.of(Problem.Kind.UNAVAILABLE, "The node stops.");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be hashed", e.getCause());
    }
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
