package dev.ringside.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One room with very many people in it, and messages at a steady rate: how long it takes from a
 * message's being sent until the last of them has it.
 */
final class Room implements Scenario {

  @Override
  public String name() {
    return "room";
  }

  @Override
  public String summary() {
    return "messages at a steady rate in one room with very many people in it";
  }

  @Override
  public List<Options.Option> options() {
    return Scenario.withSockets(
        new Options.Option("sessions", "5000", "sockets in the room"),
        new Options.Option("users", "5000", "people they are of"),
        new Options.Option("rate", "20", "messages a second"),
        new Options.Option("seconds", "30", "how long to measure"),
        new Options.Option("warmup", "10", "seconds before that, not measured"),
        new Options.Option("patience", "300", "seconds to wait for what is missing"));
  }

  @Override
  public Report run(Options options, EventLoop loop) throws IOException {
    int sessions = options.number("sessions", 1);
    int people = options.number("users", 1);
    int rate = options.number("rate", 1);
    int patience = options.number("patience", 1);
    int skipped = rate * options.number("warmup", 0);
    int messages = skipped + rate * options.number("seconds", 1);
    Api api = new Api(loop, options);
    List<String> users = api.users(people);
    String room = api.room();
    Waves waves = new Waves(sessions, messages);
    try (SocketLoad sockets = api.sockets(waves).ofRooms();
        HttpLoad http = api.load(4, waves)) {
      sockets.open(seats(api, room, users, sessions));
      // Everybody's coming is a message, too, and everybody gets it.
      boolean settled =
          loop.turnUntil(
              () ->
                  sockets.isSettled()
                      && sockets.sessions().stream().allMatch(s -> s.revision() == people),
              patience);
      if (!settled) {
        return new Report(name())
            .failure("only " + sockets.current() + " of " + sessions + " came into the room")
            .failures(sockets.failures());
      }
      waves.begin(sockets.sessions());
      byte[] say = api.say(room, users.getFirst());
      Measured before = new Measured(options);
      long next = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        if (i == skipped) {
          before = new Measured(options);
        }
        http.submit(say, i);
        next += TimeUnit.SECONDS.toNanos(1) / rate;
        loop.turnFor(TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime()));
      }
      loop.turnUntil(waves.reached(messages), patience);
      Report report = new Report(name());
      waves.figures(report, skipped);
      before.report(report, (long) sessions * (messages - skipped), "delivery");
      return waves.verdict(report).failures(http.failures()).failures(sockets.failures());
    }
  }

  private static List<Seat> seats(Api api, String room, List<String> users, int sessions)
      throws IOException {
    List<String> tokens = api.tokens(users);
    List<Seat> seats = new ArrayList<>(sessions);
    for (int i = 0; i < sessions; i++) {
      int user = i % users.size();
      seats.add(Seat.in(room, i, user, tokens.get(user)));
    }
    return seats;
  }
}
