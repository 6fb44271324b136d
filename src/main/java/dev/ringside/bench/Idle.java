package dev.ringside.bench;

import java.io.IOException;
import java.util.List;

/**
 * What a session costs the server that does nothing. A few sessions are opened before the first
 * measurement, so that classes and pools that the first one makes are not counted.
 */
final class Idle implements Scenario {

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String summary() {
    return "the server's memory for each open session that does nothing";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("sessions", "10000", "open tabs"),
        new Options.Option("users", null, "users to spread them over; one each otherwise"),
        new Options.Option("warmup", "200", "tabs that are open before, not counted"),
        new Options.Option("hold", "3", "seconds from the last hello to the measurement"),
        new Options.Option("patience", "120", "seconds to wait for all to be current"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int warmup = options.number("warmup", 0);
    int patience = options.number("patience", 1);
    int userCount = options.has("users") ? options.number("users", 1) : sessions + warmup;
    ServerProcess server = new ServerProcess(Long.parseLong(options.text("pid")));
    Api api = new Api(loop, options);
    List<Seat> seats = api.seats(api.users(userCount), sessions + warmup, 50);
    try (SocketLoad sockets = api.sockets((session, frame, now) -> {})) {
      sockets.open(seats.subList(0, warmup));
      loop.turnUntil(sockets::isSettled, patience);
      loop.turnFor(1000L * options.number("hold", 0));
      long heap = server.liveHeapBytes();
      long resident = server.residentBytes();

      sockets.open(seats.subList(warmup, seats.size()));
      loop.turnUntil(sockets::isSettled, patience);
      int current = sockets.current();
      loop.turnFor(1000L * options.number("hold", 0));
      long residentAtOnce = server.residentBytes();
      long heapNow = server.liveHeapBytes();

      Report report =
          new Report(name())
              .figure("sessions", current - warmup)
              .figure("live heap before", heap / 1e6, "MB")
              .figure("live heap after", heapNow / 1e6, "MB")
              .figure("live heap a session", (heapNow - heap) / (double) sessions, "bytes")
              .figure("resident before", resident / 1e6, "MB")
              .figure("resident after", residentAtOnce / 1e6, "MB")
              .figure(
                  "resident a session", (residentAtOnce - resident) / (double) sessions, "bytes")
              .failures(sockets.failures());
      return current == seats.size()
          ? report
          : report.failure("only " + current + " of " + seats.size() + " tabs are current");
    }
  }
}
