package dev.ringside.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Calls Ringside, once or until it goes well. Safe for any thread. */
final class Http {

  /** Of no use as an answer beyond: a full page of the largest notifications has half of that. */
  private static final long MAX_ANSWER_BYTES = 16 << 20;

  /** How the JDK begins what it says of bytes that are none of TLS. */
  private static final String NO_TLS = "Unsupported or unrecognized SSL message";

  /** After so long without any answer by TLS it is looked whether there is TLS at all. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final HttpClient client;
  private final URI api;
  private final String key;
  private final Patience patience;

  /** Whether there ever was an answer. */
  private volatile boolean answered;

  Http(HttpClient client, URI server, String key, Patience patience) {
    this.client = client;
    this.api = URI.create(server.toString().replaceFirst("/+$", "") + "/api");
    this.key = key;
    this.patience = patience;
  }

  /**
   * What is called.
   *
   * @param path below {@code /api}, with its query
   * @param token a user's, in place of the API key
   * @param headers pairs of name and value
   */
  record Call(
      String method,
      String path,
      @Nullable Json body,
      @Nullable String token,
      List<String> headers) {

    static Call get(String path) {
      return new Call("GET", path, null, null, List.of());
    }

    static Call post(String path, Json body) {
      return new Call("POST", path, body, null, List.of());
    }

    Call as(String newToken) {
      return new Call(method, path, body, newToken, headers);
    }

    Call with(String header, String value) {
      return new Call(method, path, body, token, List.of(header, value));
    }
  }

  /** An answer that is no problem. */
  record Answer(int status, String body) {

    /** What it says; a {@link RingsideException} where that is not what was asked for. */
    <T> T as(Function<Json.Fields, T> reading) {
      try {
        if (Json.parse(body) instanceof Json.Fields fields) {
          return reading.apply(fields);
        }
        throw new IllegalArgumentException("It is no object.");
      } catch (IllegalArgumentException e) {
        throw unreadable(e.getMessage());
      }
    }

    /** That it says nothing, as where something was taken away. */
    void requireEmpty() {
      if (!body.isEmpty()) {
        throw unreadable("It says something where there is nothing to say.");
      }
    }

    private RingsideException unreadable(@Nullable String why) {
      return RingsideException.of(
          RingsideException.Kind.UNREADABLE, status, "The answer cannot be read", why);
    }
  }

  Patience patience() {
    return patience;
  }

  HttpClient client() {
    return client;
  }

  /** Calls again and again, with pauses, where that may help, until the patience is at its end. */
  Answer call(Call call) {
    long end = System.nanoTime() + patience.giveUpAfter().toNanos();
    Backoff backoff = patience.backoff();
    while (true) {
      try {
        return once(call);
      } catch (RingsideException e) {
        Duration pause = longer(backoff.next(), e.retryAfter());
        if (!e.passes() || System.nanoTime() + pause.toNanos() - end > 0) {
          throw e;
        }
        sleep(pause);
      }
    }
  }

  static Duration longer(Duration one, @Nullable Duration other) {
    return other == null || one.compareTo(other) > 0 ? one : other;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Calls once. */
  Answer once(Call call) {
    HttpResponse<String> answer = send(request(call));
    if (answer.statusCode() >= 300) {
      throw problem(answer);
    }
    return new Answer(answer.statusCode(), answer.body());
  }

  private HttpRequest request(Call call) {
    Json body = call.body();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + call.path()))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + (call.token() == null ? key : call.token()))
            .method(
                call.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < call.headers().size(); i += 2) {
      request.header(call.headers().get(i), call.headers().get(i + 1));
    }
    return request.build();
  }

  /** A timeout of the request's own would end with the headers; this one is for the whole. */
  private HttpResponse<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    try {
      return await(answer);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (TimeoutException e) {
      throw unreachable("did not answer within " + patience.call().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** The first answer by TLS is missed sooner: what is wrong may be that there is no TLS. */
  private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer)
      throws InterruptedException, TimeoutException, ExecutionException {
    Duration call = patience.call();
    if (!answered && "https".equalsIgnoreCase(api.getScheme()) && call.compareTo(SILENCE) > 0) {
      try {
        return answered(answer.get(SILENCE.toNanos(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException silent) {
        if (PlainLook.isPlain(api)) {
          throw withoutTls(silent);
        }
        call = call.minus(SILENCE);
      }
    }
    return answered(answer.get(call.toNanos(), TimeUnit.NANOSECONDS));
  }

  private HttpResponse<String> answered(HttpResponse<String> answer) {
    answered = true;
    return answer;
  }

  private RingsideException withoutTls(Throwable cause) {
    String what = "What answers at " + api.getAuthority() + " speaks no TLS: http:// may be right";
    return new RingsideException(RingsideException.Kind.UNREADABLE, what, cause);
  }

  private static RingsideException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RingsideException(
        RingsideException.Kind.INTERRUPTED,
        "The thread was interrupted; what it asked for may be done or not",
        e);
  }

  /** What it means that a call or a handshake broke off. */
  RingsideException failure(Throwable cause) {
    if (cause instanceof SSLHandshakeException) {
      String what = api.getHost() + " cannot be trusted: " + cause.getMessage();
      return new RingsideException(RingsideException.Kind.UNTRUSTED, what, cause);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return unreachable("did not take the connection in time", cause);
    }
    if (cause instanceof ConnectException) {
      return unreachable(
          isUnknownHost(cause) ? "is not a known host" : "takes no connection", cause);
    }
    if (cause instanceof SSLException && String.valueOf(cause.getMessage()).startsWith(NO_TLS)) {
      return withoutTls(cause);
    }
    if (cause instanceof IOException) {
      String how = cause instanceof SSLException ? "broke off TLS" : "broke off the connection";
      return unreachable(how + detail(cause), cause);
    }
    if (cause instanceof RingsideException known) {
      return known;
    }
    throw new IllegalStateException("The client is closed, or cannot call.", cause);
  }

  private static boolean isUnknownHost(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static String detail(Throwable cause) {
    return cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
  }

  RingsideException unreachable(String how, @Nullable Throwable cause) {
    String what = "Ringside at " + api.getAuthority() + " " + how;
    return new RingsideException(RingsideException.Kind.UNREACHABLE, what, cause);
  }

  private static RingsideException problem(HttpResponse<String> answer) {
    int status = answer.statusCode();
    Duration wait = answer.headers().firstValue("Retry-After").map(Http::seconds).orElse(null);
    try {
      if (Json.parse(answer.body()) instanceof Json.Fields problem && problem.get("type") != null) {
        return RingsideException.of(problem, status, wait);
      }
    } catch (IllegalArgumentException e) {
      // Something between answered, in words of its own.
    }
    return new RingsideException(
        kindOfAnothers(status),
        status,
        "Not Ringside's own answer",
        status < 400 ? "It leads elsewhere, which is not followed" : null,
        List.of(),
        wait,
        null);
  }

  /** A proxy may say that it is not now; of what was asked for it knows nothing. */
  private static RingsideException.Kind kindOfAnothers(int status) {
    RingsideException.Kind kind = RingsideException.Kind.of(status);
    return kind.passes() ? kind : RingsideException.Kind.UNREADABLE;
  }

  /** Dates are not what Ringside sends. */
  private static @Nullable Duration seconds(String header) {
    try {
      return Duration.ofSeconds(Math.clamp(Long.parseLong(header.strip()), 0, 86_400));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
