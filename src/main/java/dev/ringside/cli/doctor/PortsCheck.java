package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Both ports of a node: free, or whose. */
final class PortsCheck implements Check {

  private final RingsideConfig config;
  private final Duration limit;
  private @Nullable URI node;

  PortsCheck(RingsideConfig config, Duration limit) {
    this.config = config;
    this.limit = limit;
  }

  @Override
  public String what() {
    return "http port";
  }

  @Override
  public Duration bound(Duration each) {
    return each.multipliedBy(5);
  }

  /** Where a Ringside that is ready was found; null for nowhere. */
  @Nullable URI node() {
    return node;
  }

  @Override
  public void look(Notes notes) throws IOException {
    RingsideConfig.Http http = config.http();
    if (isTaken(http.host(), http.port(), "RINGSIDE_HTTP_HOST", "RINGSIDE_HTTP_PORT", notes)) {
      http(address(http.host(), http.port(), "/health/ready"), notes);
    }
    RingsideConfig.Socket socket = config.socket();
    Notes sockets = notes.about("socket port");
    if (isTaken(
        socket.host(), socket.port(), "RINGSIDE_SOCKET_HOST", "RINGSIDE_SOCKET_PORT", sockets)) {
      socket(address(socket.host(), socket.port(), "/ws"), sockets);
    }
  }

  /** Asks first who is there, so that a start at the same moment does not find it taken by this. */
  private boolean isTaken(
      String host, int port, String hostSetting, String portSetting, Notes notes)
      throws IOException {
    if (port == 0) {
      notes.ok("any that is free (%s=0).".formatted(portSetting));
      return false;
    }
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      notes.fault("the host %s is not known.".formatted(host), "Mend " + hostSetting + ".");
      return false;
    }
    if (answers(address, port)) {
      return true;
    }
    try (ServerSocket _ = new ServerSocket(port, 1, address)) {
      notes.ok("%d is free.".formatted(port));
    } catch (BindException e) {
      String words = String.valueOf(e.getMessage());
      notes.fault(
          "%s port %d cannot be had: %s.".formatted(host, port, words),
          words.contains("ermission")
              ? "Ports below 1024 need a right (CAP_NET_BIND_SERVICE): take another in %s, and a proxy before it."
                  .formatted(portSetting)
              : "Name an address of this machine in %s, or another port in %s."
                  .formatted(hostSetting, portSetting));
    }
    return false;
  }

  private boolean answers(InetAddress address, int port) throws IOException {
    InetAddress there = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.connect(new InetSocketAddress(there, port), Math.toIntExact(limit.toMillis()));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      // An address that is not reached is none of this machine's, which binding tells.
      return false;
    }
  }

  private URI address(String host, int port, String path) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    String there = address.isAnyLocalAddress() ? "127.0.0.1" : host;
    String scheme = config.edge().tls() == null ? "http" : "https";
    return URI.create(
        "%s://%s:%d%s"
            .formatted(scheme, there.contains(":") ? "[" + there + "]" : there, port, path));
  }

  private @Nullable Answer ask(URI address) {
    try {
      return Http.ask(address, limit, Certificates.ANY, "GET", Map.of(), null);
    } catch (IOException e) {
      return null;
    }
  }

  private void http(URI address, Notes notes) {
    Answer answer = ask(address);
    switch (answer == null ? new Health.Stranger() : Health.of(answer)) {
      case Health.Ready(String version) -> {
        notes.ok("a Ringside %s serves at %d, and is ready.".formatted(version, address.getPort()));
        node = address.resolve("/");
      }
      case Health.NotReady(String why) ->
          notes.fault(
              "a Ringside serves at %d, and is not ready: %s".formatted(address.getPort(), why),
              "Its log says more.");
      case Health.Stranger() -> stranger(address.getPort(), "RINGSIDE_HTTP_PORT", notes);
    }
  }

  private void socket(URI address, Notes notes) {
    Answer answer = ask(address);
    if (answer != null && answer.status() == 426 && answer.body().contains("WebSocket")) {
      notes.ok("a Ringside's socket is at %d.".formatted(address.getPort()));
    } else {
      stranger(address.getPort(), "RINGSIDE_SOCKET_PORT", notes);
    }
  }

  private static void stranger(int port, String setting, Notes notes) {
    notes.fault(
        "%d is taken by something that is no Ringside.".formatted(port),
        "Stop it, or name another port with %s.".formatted(setting));
  }
}
