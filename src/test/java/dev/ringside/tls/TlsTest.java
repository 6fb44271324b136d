package dev.ringside.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.config.StartException;
import dev.ringside.push.Sockets;
import dev.ringside.support.Eventually;
import dev.ringside.support.RawSocket;
import dev.ringside.support.TestCertificate;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ports under TLS, with clients that mean it and such that do not. */
@NullMarked
@Timeout(120)
class TlsTest {

  private static final TestCertificate CERTIFICATE = TestCertificate.elliptic();

  @TempDir private static Path folder;
  private static TestNode node;
  private static SSLContext trusting;

  @BeforeAll
  static void start() throws Exception {
    trusting = CERTIFICATE.trusting();
    node =
        TestNode.start(
            CERTIFICATE
                .writeTo(folder)
                .settings(
                    "ringside.tls.reload.seconds", "0.05", "ringside.tls.hsts.seconds", "60"));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.httpPort() + path))
        .header("Authorization", "Bearer " + TestNode.KEY);
  }

  private static HttpResponse<String> post(HttpClient client, String path, String body)
      throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static void publish(HttpClient client, String user) throws Exception {
    HttpResponse<String> answer =
        post(client, "/api/users/" + user + "/notifications", "{\"title\":\"over TLS\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  private static String tokenOf(String user) throws Exception {
    try (HttpClient client = client(trusting)) {
      String answer = post(client, "/api/users/" + user + "/tokens", "{}").body();
      return TestNode.json(answer).path("token").asText();
    }
  }

  /** Texts as they come, and the close code in their place. */
  private static final class Heard implements WebSocket.Listener {

    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      texts.add("closed " + code);
      return CompletableFuture.completedStage(null);
    }

    String next() throws InterruptedException {
      String next = texts.poll(15, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came");
      }
      return next;
    }
  }

  @Test
  void socketAndHttp_overTls_ring() throws Exception {
    try (HttpClient client = client(trusting)) {
      Heard heard = new Heard();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("wss://127.0.0.1:" + node.socketPort() + "/ws"), heard)
              .join();
      socket.sendText("{\"type\":\"hello\",\"token\":\"" + tokenOf("7") + "\"}", true).join();
      assertThat(heard.next()).contains("welcome");
      assertThat(heard.next()).contains("inbox");
      for (int i = 0; i < 50; i++) {
        publish(client, "7");
        assertThat(heard.next()).contains("over TLS");
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      assertThat(heard.next()).isEqualTo("closed 1000");
    }
  }

  @Test
  void largeAnswersAndBodies_overTls_areWhole() throws Exception {
    try (HttpClient client = client(trusting)) {
      String body = "{\"title\":\"x\",\"content\":\"" + "x".repeat(8_000) + "\"}";
      for (int i = 0; i < 40; i++) {
        post(client, "/api/users/large/notifications", body);
      }
      HttpResponse<String> page =
          client.send(
              request("/api/users/large/notifications?limit=100").build(), BodyHandlers.ofString());
      assertThat(TestNode.json(page.body()).path("notifications")).hasSize(40);
      assertThat(page.body().length()).isGreaterThan(320_000);
    }
  }

  @Test
  void publicAddresses_underTls_areSecure() throws Exception {
    try (HttpClient client = client(trusting)) {
      String socket = "wss://127.0.0.1:" + node.socketPort();
      HttpResponse<String> told =
          client.send(request("/api/client").build(), BodyHandlers.ofString());
      assertThat(TestNode.json(told.body()).path("socket").asText()).isEqualTo(socket + "/ws");
      HttpResponse<String> page = client.send(request("/").build(), BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=60");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("connect-src 'self' " + socket + ";");
      HttpResponse<String> fromPage =
          client.send(
              request("/api/client")
                  .header("Origin", "https://localhost:" + node.httpPort())
                  .build(),
              BodyHandlers.ofString());
      assertThat(fromPage.headers().firstValue("Access-Control-Allow-Origin"))
          .hasValue("https://localhost:" + node.httpPort());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void plainText_toATlsPort_getsAnEnd(boolean http) throws IOException {
    try (Socket plain = connect(http)) {
      plain
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertEnded(plain);
    }
  }

  private static InetSocketAddress address(boolean http) {
    return http ? node.httpAddress() : node.socketAddress();
  }

  private static Socket connect(boolean http) throws IOException {
    Socket socket = new Socket(address(http).getAddress(), address(http).getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void assertEnded(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      // An alert may come before the end.
      assertThat(in.readAllBytes().length).isLessThan(64);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    } catch (IOException e) {
      throw new AssertionError("no end came", e);
    }
  }

  private static SSLSocket secure(SSLContext context, boolean http, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(address(http).getAddress(), address(http).getPort());
    socket.setSoTimeout(20_000);
    socket.setEnabledProtocols(protocols);
    socket.startHandshake();
    return socket;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void versions_olderThan12_areRefused(boolean http) throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket good = secure(trusting, http, version)) {
        assertThat(good.getSession().getProtocol()).isEqualTo(version);
      }
    }
    // Java itself would not speak it any more, so this is the first message as an old client says
    // it.
    try (Socket old = connect(http)) {
      old.getOutputStream().write(clientHello(0x0302));
      byte[] answer = old.getInputStream().readAllBytes();
      assertThat(answer).as("an alert, fatal, the protocol's version").endsWith(2, 70);
    }
  }

  /** The first message of a client that knows no version above this one. */
  private static byte[] clientHello(int version) {
    ByteBuffer hello = ByteBuffer.allocate(50);
    hello.put((byte) 22).putShort((short) version).putShort((short) 45);
    hello.put((byte) 1).put((byte) 0).putShort((short) 41);
    hello.putShort((short) version).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 2).putShort((short) 0xC013).put((byte) 1).put((byte) 0);
    return hello.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void close_underTls_isSaid(String version) throws IOException {
    for (boolean http : List.of(true, false)) {
      try (SSLSocket socket = secure(trusting, http, version)) {
        socket
            .getOutputStream()
            .write(
                "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        // Without a goodbye this would end in an exception.
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 404");
      }
    }
  }

  @Test
  void secondHandshake_onAConnection_endsItAndHoldsUpNobody() throws Exception {
    List<SSLSocket> rude = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SSLSocket socket = secure(trusting, true, "TLSv1.2");
      rude.add(socket);
      try {
        socket.startHandshake();
        socket.getOutputStream().write(1);
      } catch (IOException ended) {
        assertThat(ended).isNotNull();
      }
    }
    try (HttpClient client = client(trusting)) {
      publish(client, "calm");
    }
    for (SSLSocket each : rude) {
      each.close();
    }
  }

  @Test
  void handshakes_halfDone_areCutAndHurtNobody() throws Exception {
    try (TestNode hasty =
        TestNode.start(
            new TestCertificate.Pair(folder.resolve("certificate.pem"), folder.resolve("key.pem"))
                .settings(
                    "ringside.http.body.timeout.seconds", "1",
                    "ringside.socket.hello.timeout.seconds", "1"))) {
      List<Socket> half = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        InetSocketAddress to = i % 2 == 0 ? hasty.httpAddress() : hasty.socketAddress();
        Socket socket = new Socket(to.getAddress(), to.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(clientHello(0x0303), 0, 20 + i % 30);
        half.add(socket);
      }
      try (HttpClient client = client(trusting)) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + hasty.httpPort() + "/health/ready"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
      for (Socket each : half) {
        assertEnded(each);
        each.close();
      }
    }
  }

  @Test
  void reader_thatIsSlow_holdsNoMoreThanOnAPlainConnection() throws Exception {
    try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket()) {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(20_000);
      socket.connect(node.socketAddress());
      OutputStream out = socket.getOutputStream();
      out.write(RawSocket.handshakeBytes("/ws"));
      String hello = "{\"type\":\"hello\",\"token\":\"" + tokenOf("slow") + "\"}";
      out.write(
          RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, hello.getBytes(StandardCharsets.UTF_8)));
      Sockets sockets = node.ringside().bean(Sockets.class);
      long most = 0;
      try (HttpClient client = client(trusting)) {
        String body = "{\"title\":\"x\",\"content\":\"" + "y".repeat(8_000) + "\"}";
        for (int i = 0; i < 500; i++) {
          post(client, "/api/users/slow/notifications", body);
          most = Math.max(most, sockets.pendingBytes());
        }
      }
      assertThat(most).as("what waits, of 4 MB").isBetween(1L, 1_500_000L);
      StringBuilder read = new StringBuilder();
      byte[] chunk = new byte[65_536];
      while (read.indexOf("\"revision\":500,") < 0) {
        int length = socket.getInputStream().read(chunk);
        assertThat(length).as("it goes on").isPositive();
        read.delete(0, Math.max(0, read.length() - 100));
        read.append(new String(chunk, 0, length, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static X509Certificate shown(boolean http, SSLContext context) throws IOException {
    try (SSLSocket socket = secure(context, http, "TLSv1.3")) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @Test
  void certificate_renewed_isShownToNewConnectionsAndABrokenOneIsNot(@TempDir Path own)
      throws Exception {
    TestCertificate first = TestCertificate.elliptic();
    TestCertificate second = TestCertificate.rsa();
    TestCertificate.Pair pair = first.writeTo(own);
    try (TestNode renewed = TestNode.start(pair.settings("ringside.tls.reload.seconds", "0.02"))) {
      TestNode before = node;
      node = renewed;
      try (HttpClient old = client(first.trusting())) {
        publish(old, "renewal");
        Files.writeString(pair.key(), "broken");
        Files.writeString(pair.certificate(), "broken");
        assertThat(shown(true, first.trusting())).isEqualTo(first.certificate());
        second.writeTo(own);
        for (boolean http : List.of(true, false)) {
          Eventually.holds(
              () -> "the new certificate",
              () -> {
                try {
                  return shown(http, second.trusting()).equals(second.certificate());
                } catch (IOException stillTheOld) {
                  return false;
                }
              });
        }
        assertThatThrownBy(() -> shown(true, first.trusting()))
            .isInstanceOf(SSLHandshakeException.class);
        publish(old, "renewal"); // on the connection of before
      } finally {
        node = before;
      }
    }
  }

  @Test
  void start_withFilesThatAreNoPair_namesTheSetting(@TempDir Path own) throws Exception {
    TestCertificate.Pair pair = CERTIFICATE.writeTo(own);
    Files.writeString(pair.key(), TestCertificate.elliptic().keyPem());
    assertThatThrownBy(() -> TestNode.start(pair.settings()))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "RINGSIDE_TLS_KEY does not belong to the certificate of RINGSIDE_TLS_CERTIFICATE.");
    Files.delete(pair.key());
    assertThatThrownBy(() -> TestNode.start(pair.settings()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("RINGSIDE_TLS_KEY names")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> TestNode.start("ringside.tls.key", pair.key().toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("RINGSIDE_TLS_CERTIFICATE");
  }
}
