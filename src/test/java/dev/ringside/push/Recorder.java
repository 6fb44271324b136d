package dev.ringside.push;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.log.LogName;
import dev.ringside.support.TestNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Registers sessions that write down what they are sent. */
@ApplicationScoped
public class Recorder {

  private final WebSockets sessions;
  private final CatchUps catchUps;

  @Inject
  Recorder(WebSockets sessions, CatchUps catchUps) {
    this.sessions = sessions;
    this.catchUps = catchUps;
  }

  /** Follows a user's inbox from a snapshot on. */
  public Recording follow(String user) {
    Recording recording = new Recording();
    PushSession session =
        new PushSession(LogName.inbox(user), recording.outlet, catchUps::add, null, 50, false);
    recording.ending = () -> sessions.remove(session);
    if (!sessions.register(session)) {
      throw new AssertionError("there are too many sessions");
    }
    session.start();
    return recording;
  }

  /** What one session was sent. */
  public static final class Recording implements AutoCloseable {

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final Outlet outlet = new OpenOutlet(this::keep);
    private Runnable ending = () -> {};

    private Recording() {}

    /** The next frame; waits for it. */
    public JsonNode next() throws InterruptedException {
      JsonNode frame = frames.poll(10, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no frame came");
      }
      return frame;
    }

    private void keep(Frame frame) {
      for (Frame.Part part : frame.parts()) {
        frames.add(TestNode.json(new String(part.json(), StandardCharsets.UTF_8)));
      }
    }

    @Override
    public void close() {
      ending.run();
    }
  }
}
