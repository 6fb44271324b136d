package dev.ringside.push;

import dev.ringside.config.RingsideConfig;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.persistence.DatabaseException;
import dev.ringside.room.Members;
import dev.ringside.wire.Json;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows those who follow a room who is in it, who of them is there, and who is typing. Each frame
 * is the whole of it, encoded once for all of a room; frames of one room keep a distance that grows
 * with how many get them. A session that cannot take one gets the next, or the same a little later.
 *
 * <p><b>Order.</b> What is to be done is put into concurrent sets by any thread; one virtual thread
 * does it, and what is known of rooms is its own.
 */
@ApplicationScoped
class RoomPresence {

  private static final Logger log = LoggerFactory.getLogger(RoomPresence.class);

  private static final int ROOMS_PER_QUERY = 200;
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration FAILURE_REST = Duration.ofMillis(500);

  /** How much longer frames of a room keep apart for each session that gets them. */
  private static final long NANOS_PER_SESSION = 1_000_000;

  private final WebSockets sessions;
  private final Members members;
  private final RingsideConfig.Rooms settings;
  private final Set<String> changed = ConcurrentHashMap.newKeySet();
  private final Queue<Signal.Typing> typed = new ConcurrentLinkedQueue<>();
  private final Set<RoomSession> waiting = ConcurrentHashMap.newKeySet();
  private final Semaphore work = new Semaphore(0);
  private final Map<String, Scene> scenes = new HashMap<>();
  private final Thread thread;
  private volatile boolean again;

  /** A room as it was shown last. */
  private static final class Scene {
    private Members.Present present = Members.Present.NOBODY;
    private final Map<String, Long> typing = new HashMap<>();
    private boolean stale = true;

    /** Whether those who follow are to be told even where nothing is another. */
    private boolean untold = true;

    private boolean typingChanged;
    private long number;
    private @Nullable ByteBuffer frame;
    private long nextNanos = System.nanoTime();

    boolean isDue(long now) {
      return (stale || typingChanged) && now - nextNanos >= 0;
    }
  }

  @Inject
  RoomPresence(WebSockets sessions, Members members, RingsideConfig config) {
    this.sessions = sessions;
    this.members = members;
    this.settings = config.rooms();
    this.thread = Thread.ofVirtual().name("room-presence").start(this::run);
    sessions.onPresence(this::hear);
  }

  private void hear(Signal signal) {
    if (sessions.count(signal.log()) == 0) {
      return;
    }
    switch (signal) {
      case Signal.Typing typing -> typed.add(typing);
      default -> changed.add(signal.log().id());
    }
    work.release();
  }

  /** Shows a session that has just begun what there is. Never blocks. */
  void greet(RoomSession session) {
    waiting.add(session);
    work.release();
  }

  /** Has all rooms looked at again; those who follow hear of it only where it is another. */
  void lookAgain() {
    again = true;
    work.release();
  }

  private void run() {
    try {
      while (true) {
        // Where something waits for its time, there is another look soon.
        var _ = work.tryAcquire(isBusy() ? TICK.toMillis() : 60_000, TimeUnit.MILLISECONDS);
        work.drainPermits();
        try {
          look();
        } catch (DatabaseException e) {
          log.debug("who is in which room is shown later: {}", e.getMessage());
          Thread.sleep(FAILURE_REST);
        } catch (RuntimeException e) {
          log.error("it could not be shown who is in which room", e);
          Thread.sleep(FAILURE_REST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isBusy() {
    return !waiting.isEmpty()
        || scenes.values().stream()
            .anyMatch(each -> each.stale || each.typingChanged || !each.typing.isEmpty());
  }

  private void look() {
    long now = System.nanoTime();
    takeChanges(now);
    scenes.keySet().removeIf(room -> sessions.count(LogName.room(room)) == 0);
    scenes.values().forEach(scene -> forgetTyping(scene, now));
    List<String> due = new ArrayList<>();
    scenes.forEach(
        (room, scene) -> {
          if (scene.isDue(now)) {
            due.add(room);
          }
        });
    for (int from = 0; from < due.size(); from += ROOMS_PER_QUERY) {
      show(due.subList(from, Math.min(from + ROOMS_PER_QUERY, due.size())), now);
    }
    catchUp();
  }

  private void takeChanges(long now) {
    for (Iterator<String> each = changed.iterator(); each.hasNext(); ) {
      String room = each.next();
      each.remove();
      scene(room).stale = true;
    }
    if (again) {
      again = false;
      scenes.values().forEach(scene -> scene.stale = true);
    }
    long until = now + settings.typing().toNanos();
    for (Signal.Typing typing = typed.poll(); typing != null; typing = typed.poll()) {
      Scene scene = scene(typing.log().id());
      boolean was = scene.typing.containsKey(typing.user());
      if (typing.over()) {
        scene.typing.remove(typing.user());
      } else {
        scene.typing.put(typing.user(), until);
      }
      scene.typingChanged |= was == typing.over();
    }
    waiting.forEach(session -> scene(session.room()));
  }

  private Scene scene(String room) {
    return scenes.computeIfAbsent(room, _ -> new Scene());
  }

  private static void forgetTyping(Scene scene, long now) {
    scene.typingChanged |= scene.typing.values().removeIf(until -> now - until >= 0);
  }

  private void show(List<String> rooms, long now) {
    List<String> stale = rooms.stream().filter(room -> scene(room).stale).toList();
    // What changes while it is read makes it stale again.
    stale.forEach(room -> scene(room).stale = false);
    try {
      if (!stale.isEmpty()) {
        members.of(stale, settings.presenceMembers()).forEach(this::found);
      }
    } catch (RuntimeException e) {
      stale.forEach(room -> scene(room).stale = true);
      throw e;
    }
    for (String room : rooms) {
      Scene scene = scene(room);
      if (scene.untold || scene.typingChanged) {
        show(room, scene, now);
      }
    }
  }

  private void found(String room, Members.Present present) {
    Scene scene = scene(room);
    scene.untold |= !present.equals(scene.present);
    scene.present = present;
  }

  private void show(String room, Scene scene, long now) {
    scene.typingChanged = false;
    scene.untold = false;
    scene.number++;
    ByteBuffer frame = frame(room, scene);
    scene.frame = frame;
    int followers = sessions.count(LogName.room(room));
    scene.nextNanos = now + settings.presencePause().toNanos() + followers * NANOS_PER_SESSION;
    sessions.forEach(
        LogName.room(room),
        session -> {
          if (session.outlet() instanceof RoomSession each && !each.show(scene.number, frame)) {
            waiting.add(each);
          }
        });
  }

  private ByteBuffer frame(String room, Scene scene) {
    Members.Present present = scene.present;
    boolean all = present.count() <= settings.presenceMembers();
    return Frames.text(
        Json.bytes(
            new ServerMessage.Presence(
                room,
                present.count(),
                present.online(),
                all ? present.members() : null,
                scene.typing.keySet().stream().sorted().toList())));
  }

  /** Shows those who have not had the last frame of their room. */
  private void catchUp() {
    waiting.removeIf(
        session -> {
          Scene scene = scenes.get(session.room());
          if (scene == null) {
            return true;
          }
          return scene.frame != null && session.show(scene.number, scene.frame.duplicate());
        });
  }

  @PreDestroy
  void stop() {
    thread.interrupt();
  }
}
