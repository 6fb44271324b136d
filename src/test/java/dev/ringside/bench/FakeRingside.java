package dev.ringside.bench;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a Ringside as the load tool needs to be tried against: inboxes in memory, one virtual
 * thread a connection, HTTP and sockets on ports that the system picks. It can be told to do wrong,
 * which the tool must notice. Inboxes are guarded by their own monitor.
 */
final class FakeRingside implements Closeable {

  /** What it does wrong. */
  enum Fault {
    NONE,
    LOSES_FRAMES,
    DOUBLES_FRAMES,
    SWAPS_FRAMES,
    CHANGES_IDS,
    REFUSES_POSTS,
    REFUSES_A_USER,
    CLOSES_SESSIONS
  }

  private static final int EVERY = 10;

  /** Little, so that a tab that does not read stalls soon. */
  private static final int SEND_BYTES = 4096;

  private static final Pattern JSON_TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");

  private static final class Inbox {
    private final String user;
    private final List<String> notifications = new ArrayList<>();
    private final List<OutputStream> tabs = new ArrayList<>();
    private int frames;
    private byte[] held = {};

    Inbox(String user) {
      this.user = user;
    }
  }

  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
  private final ServerSocket http = listen();
  private final List<ServerSocket> sockets = List.of(listen(), listen());
  private final AtomicIntegerArray sessions = new AtomicIntegerArray(sockets.size());
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger expiring = new AtomicInteger();
  private final Fault fault;

  FakeRingside(Fault fault) throws IOException {
    this.fault = fault;
    Thread.startVirtualThread(() -> accept(http, this::serveHttp));
    for (int i = 0; i < sockets.size(); i++) {
      int node = i;
      Thread.startVirtualThread(
          () -> accept(sockets.get(node), (in, out) -> serveSocket(node, in, out)));
    }
  }

  String url() {
    return "http://127.0.0.1:" + http.getLocalPort();
  }

  /** The sockets, as if of two nodes that share all inboxes. */
  List<String> socketUrls() {
    return sockets.stream().map(s -> "ws://127.0.0.1:" + s.getLocalPort() + "/ws").toList();
  }

  /** How many sessions that socket has ever had. */
  int sessions(int node) {
    return sessions.get(node);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
  }

  private interface Conversation {
    void with(InputStream in, OutputStream out) throws IOException;
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    try {
      while (true) {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        client.setSendBufferSize(SEND_BYTES);
        Thread.startVirtualThread(
            () -> {
              try (client) {
                conversation.with(
                    new BufferedInputStream(client.getInputStream(), 1024),
                    client.getOutputStream());
              } catch (IOException e) {
                // The client has left.
              }
            });
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serveHttp(InputStream in, OutputStream out) throws IOException {
    for (String head = head(in); !head.isEmpty(); head = head(in)) {
      String body = "";
      int length = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
      if (length >= 0) {
        int count = Integer.parseInt(head.substring(length + 16, head.indexOf("\r\n", length)));
        body = new String(in.readNBytes(count), StandardCharsets.UTF_8);
      }
      out.write(answer(head.split(" ", 3)[1], body).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String answer(String path, String body) throws IOException {
    String[] parts = path.split("/", -1);
    if (path.equals("/api/client")) {
      return ok(200, "{\"socket\":\"" + socketUrls().getFirst() + "\"}");
    }
    if (path.equals("/metrics")) {
      // By the second look all that was to expire has done so.
      int deleted = looks.getAndIncrement() == 0 ? 0 : expiring.get();
      return ok(
          200,
          "# made up\nringside_retention_deleted_total{reason=\"expired\"} " + deleted + ".0\n");
    }
    if (path.endsWith("/tokens")) {
      return ok(
          200, "{\"token\":\"of:" + parts[3] + "\",\"expiresAt\":\"2030-01-01T00:00:00.000Z\"}");
    }
    if (fault == Fault.REFUSES_POSTS) {
      return ok(503, "{\"title\":\"Not now\",\"status\":503}");
    }
    if (path.equals("/api/notifications")) {
      String users = body.substring(body.indexOf('['), body.indexOf(']'));
      String notification = body.substring(body.indexOf("\"notification\":") + 15);
      StringBuilder results = new StringBuilder();
      for (Matcher user = JSON_TEXT.matcher(users); user.find(); ) {
        boolean refused = fault == Fault.REFUSES_A_USER && user.group(1).endsWith("-1");
        results
            .append(results.isEmpty() ? "" : ",")
            .append(refused ? "{\"problem\":{}}" : publish(user.group(1), notification));
      }
      return chunked("{\"results\":[" + results + "]}");
    }
    return ok(201, publish(parts[3], body));
  }

  private static String ok(int status, String json) {
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + length + "\r\n\r\n" + json;
  }

  private static String chunked(String json) {
    int half = json.length() / 2;
    return "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        + chunk(json.substring(0, half))
        + chunk(json.substring(half))
        + chunk("");
  }

  private static String chunk(String part) {
    return Integer.toHexString(part.length()) + "\r\n" + part + "\r\n";
  }

  private String publish(String user, String body) throws IOException {
    Inbox inbox = inboxes.computeIfAbsent(user, Inbox::new);
    if (body.contains("expiresAt")) {
      expiring.incrementAndGet();
    }
    synchronized (inbox) {
      int revision = inbox.notifications.size() + 1;
      String id = UUID.randomUUID().toString();
      String rest = body.substring(1, body.indexOf('}') + 1);
      String notification =
          "{\"id\":\"%s\",\"user\":\"%s\",\"revision\":%d,%s".formatted(id, user, revision, rest);
      String pushed =
          fault == Fault.CHANGES_IDS
              ? notification.replace(id, new UUID(0, revision) + "")
              : notification;
      inbox.notifications.add(pushed);
      if (fault == Fault.NONE) {
        inbox.notifyAll();
      } else {
        deliver(inbox, text(frame(inbox, revision - 1, false)));
      }
      return notification;
    }
  }

  private void deliver(Inbox inbox, byte[] frame) throws IOException {
    boolean wrong = ++inbox.frames % EVERY == 0;
    for (OutputStream tab : List.copyOf(inbox.tabs)) {
      try {
        switch (wrong ? fault : Fault.NONE) {
          case LOSES_FRAMES -> {}
          case DOUBLES_FRAMES -> {
            tab.write(frame);
            tab.write(frame);
          }
          case SWAPS_FRAMES -> inbox.held = frame;
          case CLOSES_SESSIONS -> tab.write(new byte[] {(byte) 0x88, 2, 0x11, 0x39});
          default -> {
            tab.write(frame);
            tab.write(inbox.held);
          }
        }
      } catch (IOException e) {
        inbox.tabs.remove(tab);
      }
    }
    if (!wrong) {
      inbox.held = new byte[0];
    }
  }

  /** Writes to one tab what its inbox has, in one frame whatever came since the one before. */
  private static void follow(Inbox inbox, OutputStream tab, int from) {
    int position = from;
    try {
      while (true) {
        byte[] frame;
        synchronized (inbox) {
          while (inbox.notifications.size() == position && inbox.tabs.contains(tab)) {
            inbox.wait();
          }
          if (!inbox.tabs.contains(tab)) {
            return;
          }
          frame = text(frame(inbox, position, false));
          position = inbox.notifications.size();
        }
        tab.write(frame);
      }
    } catch (IOException | InterruptedException e) {
      // The tab has left.
    }
  }

  private static String frame(Inbox inbox, int since, boolean reset) {
    int revision = inbox.notifications.size();
    String puts =
        inbox.notifications.subList(since, revision).stream()
            .map(n -> "{\"op\":\"put\",\"notification\":" + n + "}")
            .reduce((a, b) -> a + "," + b)
            .orElse("");
    return "{\"type\":\"inbox\",\"epoch\":\"e-%s\",%s\"since\":%d,\"revision\":%d,\"unread\":%d,\"changes\":[%s]}"
        .formatted(
            inbox.user,
            reset ? "\"reset\":true," : "",
            reset ? 0 : since,
            revision,
            revision,
            puts);
  }

  private void serveSocket(int node, InputStream in, OutputStream out) throws IOException {
    sessions.incrementAndGet(node);
    String head = head(in);
    int key = head.indexOf("Sec-WebSocket-Key: ") + 19;
    String accept = accept(head.substring(key, head.indexOf("\r\n", key)));
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + accept + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    DataInputStream frames = new DataInputStream(in);
    String hello = clientText(frames);
    int token = hello.indexOf("\"of:") + 4;
    String user = hello.substring(token, hello.indexOf('"', token));
    Inbox inbox = inboxes.computeIfAbsent(user, Inbox::new);
    out.write(text("{\"type\":\"welcome\",\"session\":\"s\",\"user\":\"" + user + "\"}"));
    synchronized (inbox) {
      Matcher revision = REVISION.matcher(hello);
      boolean resumes = revision.find();
      int all = inbox.notifications.size();
      int since =
          resumes ? Integer.parseInt(revision.group(1)) : hello.contains("\"limit\":0") ? all : 0;
      out.write(text(frame(inbox, since, !resumes)));
      out.write(new byte[] {(byte) 0x89, 1, 'p'});
      inbox.tabs.add(out);
      if (fault == Fault.NONE) {
        Thread.startVirtualThread(() -> follow(inbox, out, all));
      }
    }
    try {
      while (!clientText(frames).isEmpty()) {
        // A pong, which says nothing.
      }
    } finally {
      synchronized (inbox) {
        inbox.tabs.remove(out);
        inbox.notifyAll();
      }
    }
  }

  /** What a client says next, unmasked; empty when it closes. */
  private static String clientText(DataInputStream in) throws IOException {
    int opcode = in.readByte() & 0x0F;
    int length = in.readByte() & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return opcode == 8 ? "" : new String(payload, StandardCharsets.UTF_8);
  }

  private static byte[] text(String json) {
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) 0x81);
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    byte[] bytes = new byte[frame.put(payload).flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything up to the empty line; empty at the end of the connection. */
  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** For trying the tool by hand, or as a node that can die: prints its addresses and stays. */
  public static void main(String[] arguments) throws Exception {
    try (FakeRingside fake =
        new FakeRingside(Fault.valueOf(arguments.length > 0 ? arguments[0] : "NONE"))) {
      System.out.println(fake.url());
      fake.socketUrls().forEach(System.out::println);
      Thread.currentThread().join();
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }
}
