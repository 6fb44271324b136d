package dev.ringside.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.support.Followed;
import dev.ringside.support.Node;
import dev.ringside.support.RandomOperation;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import dev.ringside.torture.Finding.Kind;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what was chosen to whatever node there is, publishes until that is acknowledged, and writes
 * it down. Marks are tried once: nothing is promised of those that are not answered.
 */
final class StubbornHand implements RandomOperation.Hand {

  private static final long PATIENCE_NANOS = 90_000_000_000L;

  private final Supplier<? extends Node> nodes;
  private final Ledger ledger;
  private final Witness witness;
  private final Findings findings;
  private final Figures figures;
  private final Random random;

  StubbornHand(
      Supplier<? extends Node> nodes,
      Ledger ledger,
      Witness witness,
      Findings findings,
      Figures figures,
      Random random) {
    this.nodes = nodes;
    this.ledger = ledger;
    this.witness = witness;
    this.findings = findings;
    this.figures = figures;
    this.random = random;
  }

  @Override
  public void publish(Followed user, String body) {
    long number = ledger.next();
    ObjectNode numbered = (ObjectNode) TestNode.json(body);
    if (!numbered.has("progress")) {
      numbered.put("title", "n" + number);
    }
    long began = System.nanoTime();
    long end = began + PATIENCE_NANOS;
    for (int attempt = 1; System.nanoTime() < end; attempt++) {
      Answer answer = post(user, numbered, number);
      if (answer != null && answer.status() < 300) {
        if (attempt == 1 && answer.status() != 201 && !numbered.has("key")) {
          findings.add(Kind.DUPLICATED, "first sent, and answered as if repeated: " + numbered);
        }
        write(user, numbered, number, began, answer);
        return;
      }
      figures.retries.incrementAndGet();
      LockSupport.parkNanos(random.nextInt(60) * 1_000_000L);
    }
    findings.add(Kind.ANSWER, "a publish was not acknowledged in 90 s: " + numbered);
  }

  private @Nullable Answer post(Followed user, ObjectNode body, long number) {
    return call(
        "publish",
        () ->
            nodes.get().publish(user.name(), body.toString(), "Idempotency-Key", "call " + number),
        200,
        201);
  }

  private void write(Followed user, ObjectNode body, long number, long began, Answer answer) {
    Ledger.Published published =
        new Ledger.Published(
            number,
            answer.body().path("id").asText(),
            answer.body().path("revision").asLong(),
            body.path("title").asText(),
            body.path("progress").asInt(-1),
            began,
            System.nanoTime());
    ledger.add(user.name(), published);
    witness.acknowledged(user.name(), published);
    figures.acknowledged.incrementAndGet();
    user.add(published.id());
  }

  /** Sends what was acknowledged once more, wherever that was: it must be answered the same. */
  @Override
  public void repeat(Followed user, int name, String body) {
    Ledger.Published first = ledger.any(user.name(), random);
    if (first == null) {
      publish(user, body);
      return;
    }
    ObjectNode again = (ObjectNode) TestNode.json(body);
    again.put("title", first.title());
    long began = System.nanoTime();
    Answer answer = post(user, again, first.number());
    if (answer == null || answer.status() >= 300) {
      return;
    }
    boolean same =
        answer.status() == 200
            && answer.body().path("id").asText().equals(first.id())
            && answer.body().path("revision").asLong() == first.revision();
    if (!same) {
      if (ledger.mayHaveErased(user.name(), first.began())) {
        write(user, again, first.number(), began, answer);
      } else {
        findings.add(Kind.DUPLICATED, first + ", repeated, was answered by " + answer.body());
      }
    }
  }

  @Override
  public void mark(Followed user, String as, List<String> ids, String body) {
    if (as.equals("delete")) {
      ledger.deleting(user.name(), ids);
    }
    call(as, () -> nodes.get().call("POST", base(user) + "/notifications/" + as, body), 200);
  }

  @Override
  public void delete(Followed user, String id) {
    ledger.deleting(user.name(), List.of(id));
    String path = base(user) + "/notifications/" + id;
    call("delete", () -> nodes.get().call("DELETE", path, null), 200, 404);
  }

  @Override
  public void erase(Followed user) {
    if (!user.name().endsWith(Round.ERASABLE)) {
      return;
    }
    Ledger.Erasure erasure = ledger.erasing(user.name());
    Answer answer = call("erase", () -> nodes.get().call("DELETE", base(user), null), 204);
    if (answer != null && answer.status() == 204) {
      erasure.ended();
      figures.erasures.incrementAndGet();
    }
  }

  private static String base(Followed user) {
    return "/api/users/" + TestNode.encode(user.name());
  }

  /** The answer, where one came; everything but a 503 has to be one of those given. */
  private @Nullable Answer call(String what, Supplier<Answer> call, Integer... right) {
    Answer answer;
    try {
      answer = call.get();
    } catch (UncheckedIOException gone) {
      return null;
    }
    if (answer.status() == 503) {
      if (answer.header("Retry-After").isEmpty()) {
        findings.add(Kind.ANSWER, what + " was answered 503 without a Retry-After");
      }
    } else if (!List.of(right).contains(answer.status())) {
      findings.add(Kind.ANSWER, what + " was answered by " + answer);
    }
    return answer;
  }
}
