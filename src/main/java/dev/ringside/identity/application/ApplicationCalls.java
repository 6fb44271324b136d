package dev.ringside.identity.application;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls to addresses of the application's: no redirects, so many bytes at most, and an answer that
 * is whole in time or none. By HTTP/1.1, since an offer to upgrade is taken for an attempt at a
 * WebSocket by applications that have one. Safe for any thread.
 */
final class ApplicationCalls implements ResourceRetriever, AutoCloseable {

  private final HttpClient client;
  private final Duration timeout;
  private final int maxBytes;

  ApplicationCalls(Duration timeout, int maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Asks, and waits for the whole answer.
   *
   * @throws IllegalArgumentException for a header that none may be
   */
  HttpResponse<byte[]> get(URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(timeout).header("Accept", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            _ -> BodySubscribers.limiting(BodySubscribers.ofByteArray(), maxBytes));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it did not answer in time", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    try {
      HttpResponse<byte[]> answer = get(url.toURI());
      if (answer.statusCode() != 200) {
        throw new IOException("it answered " + answer.statusCode());
      }
      return new Resource(new String(answer.body(), StandardCharsets.UTF_8), "application/json");
    } catch (URISyntaxException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
