package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Setting;
import dev.ringside.identity.Audit;
import dev.ringside.identity.Authentication;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Credential;
import dev.ringside.identity.Guests;
import dev.ringside.identity.Origins;
import dev.ringside.identity.Proxies;
import dev.ringside.identity.Right;
import dev.ringside.inbox.InboxService;
import dev.ringside.log.Visit;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.tls.Tls;
import dev.ringside.wire.ClientAddress;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The socket's port: who may open a socket, and all that are open. Started and stopped by one
 * thread; everything else is safe for any.
 */
@ApplicationScoped
public class Sockets {

  static final String PATH = "/ws";
  private static final int MAX_FRAME_BYTES = 64 * 1024;

  private final RingsideConfig config;
  private final Authentication authentication;
  private final Audit audit;
  private final Guests guests;
  private final Origins origins;
  private final SocketSession.Services services;
  private final Set<SocketPeer> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<InetAddress, Integer> addresses = new ConcurrentHashMap<>();
  private final NodeRoom room;
  private final Proxies proxies;
  private final Tls tls;
  private final SocketCounts counts;
  private final Handshakes handshakes;

  private volatile @Nullable Running running;

  private record Running(SocketServer server, Heartbeat heartbeat) {}

  @Inject
  Sockets(
      RingsideConfig config,
      Authentication authentication,
      Audit audit,
      Guests guests,
      Origins origins,
      InboxService inbox,
      WebSockets sessions,
      CatchUps catchUps,
      SocketRooms.Services rooms,
      NodeRoom room,
      Proxies proxies,
      Tls tls,
      Metrics metrics) {
    this.room = room;
    this.proxies = proxies;
    this.tls = tls;
    this.config = config;
    this.authentication = authentication;
    this.audit = audit;
    this.guests = guests;
    this.origins = origins;
    this.services =
        new SocketSession.Services(
            config, authentication, audit, inbox, sessions, catchUps::add, rooms, open, this::left);
    this.counts = new SocketCounts(metrics);
    this.handshakes = Handshakes.of(metrics);
    metrics.watch(
        Metric.SESSIONS, "socket", () -> open.stream().filter(SocketPeer::follows).count());
  }

  /**
   * Opens the port.
   *
   * @throws dev.ringside.config.StartException where the port cannot be opened
   */
  public void start() {
    RingsideConfig.Socket socket = config.socket();
    var options =
        new SocketServer.Options(
            socket.host(),
            socket.port(),
            MAX_FRAME_BYTES,
            socket.pendingBytes(),
            socket.closeGrace(),
            config.edge().socketHandshakes(),
            socket.helloTimeout(),
            Runtime.getRuntime().availableProcessors());
    SocketServer server = SocketServer.start(options, tls, new Gate(), counts);
    running = new Running(server, new Heartbeat(config, open));
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return running().server().address();
  }

  /** What pages are told to connect to. */
  public String publicUrl() {
    return Optional.ofNullable(config.socket().publicUrl())
        .orElseGet(() -> (tls.isOn() ? "wss://" : "ws://") + hostAndPort(address()) + PATH);
  }

  private static String hostAndPort(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    // A page can connect to any address of this machine but not to "all of them".
    String name = host.isAnyLocalAddress() ? "localhost" : address.getHostString();
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort();
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the socket's port is not open");
    }
    return now;
  }

  /** How many bytes wait for all peers together: what slow ones cost. */
  public long pendingBytes() {
    return open.stream().mapToLong(SocketPeer::pendingBytes).sum();
  }

  /** Sends everybody away, to come back spread over the time given, and closes the port. */
  public void drain(Duration spread) {
    Running now = running;
    if (now == null) {
      return;
    }
    now.heartbeat().close();
    now.server().stopAccepting();
    for (SocketPeer session : open) {
      session.drain(ThreadLocalRandom.current().nextLong(1, Math.max(2, spread.toMillis())));
    }
    awaitClosed(config.socket().closeGrace());
    now.server().close();
    running = null;
  }

  private void left(Visit visit) {
    room.leave();
    InetAddress client = visit.client();
    if (client != null && config.sessions().perAddress() > 0) {
      addresses.computeIfPresent(
          ClientAddress.network(client), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void awaitClosed(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!open.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(Duration.ofMillis(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What the handshake has told of a connection.
   *
   * @param client where it comes from, by what a trusted proxy says where it comes through one
   * @param agent what the client says of itself
   * @param room the room that is asked for in plain text, or null
   */
  private record Admitted(
      InetAddress client, @Nullable String agent, @Nullable String room, @Nullable Right right) {}

  /** Decides who may open a socket. Never blocks. */
  private final class Gate implements SocketEvents {

    @Override
    public Admission admit(Handshake handshake) {
      String origin = handshake.header("Origin");
      if (origin != null && !origins.allows(origin)) {
        return Handshakes.refused(
            handshakes.origin(),
            "This origin may not connect; it must be named in "
                + Setting.ALLOWED_ORIGINS.variable()
                + ".");
      }
      InetAddress client = proxies.client(handshake.peer(), handshake.lines(Proxies.FORWARDED_FOR));
      Counter kind = handshake.ticket() == null ? handshakes.credential() : handshakes.ticket();
      try {
        Credential shown =
            authentication.shown(
                handshake.header("Authorization"), handshake.ticket(), handshake.cookies());
        if (shown == null) {
          return enter(client, handshake, handshake.room() == null ? null : guest(client));
        }
        Caller caller = authentication.ofNow(shown);
        return caller == null
            ? new Admission.Waits(() -> ask(client, handshake, shown, kind))
            : enter(client, handshake, right(shown, caller));
      } catch (ProblemException e) {
        return refused(client, kind, e.problem());
      } catch (WebApplicationException e) {
        return Handshakes.postponed(
            handshakes.address(), "Too many guests come from this address.");
      }
    }

    /** Whoever shows nothing comes into a room as a guest; the room may take none. */
    private Right guest(InetAddress client) {
      Credential shown = new Credential.Bearer(guests.enter(null, client).token());
      return right(shown, authentication.of(shown));
    }

    private Admission ask(InetAddress client, Handshake handshake, Credential shown, Counter kind) {
      try {
        return enter(client, handshake, right(shown, authentication.of(shown)));
      } catch (ProblemException e) {
        return refused(client, kind, e.problem());
      }
    }

    private Right right(Credential shown, Caller caller) {
      return authentication.right(shown, Authentication.person(caller));
    }

    private Admission refused(InetAddress client, Counter kind, Problem problem) {
      audit.refusedAtSocket(client, "handshake", problem);
      return problem.is(Problem.Kind.UNAVAILABLE)
          ? Handshakes.postponed(kind, problem.detail())
          : Handshakes.refused(kind, problem.detail());
    }

    private Admission enter(InetAddress client, Handshake handshake, @Nullable Right right) {
      if (!room.enter()) {
        return Handshakes.postponed(handshakes.node(), NodeRoom.FULL);
      }
      if (!enter(client)) {
        room.leave();
        return Handshakes.refused(
            handshakes.address(), "Too many sockets are open from this address.");
      }
      handshakes.accepted().increment();
      return new Admission.Accepted(
          new Admitted(client, handshake.header("User-Agent"), handshake.room(), right));
    }

    private boolean enter(InetAddress address) {
      InetAddress client = ClientAddress.network(address);
      int limit = config.sessions().perAddress();
      if (limit == 0) {
        return true;
      }
      boolean[] entered = new boolean[1];
      addresses.compute(
          client,
          (_, present) -> {
            int count = present == null ? 0 : present;
            entered[0] = count < limit;
            return entered[0] ? Integer.valueOf(count + 1) : present;
          });
      return entered[0];
    }

    @Override
    public SocketListener opened(SocketConnection connection, Object context) {
      Admitted admitted = (Admitted) context;
      InetAddress client = admitted.client();
      Visit visit = Visits.begin(Visit.Kind.SOCKET, client, admitted.agent());
      Right right = admitted.right();
      return admitted.room() == null || right == null
          ? new SocketSession(services, connection, right, visit)
          : new PlainSession(services, connection, admitted.room(), right, visit);
    }
  }
}
