package dev.ringside.push;

import dev.ringside.log.Visit;
import java.util.function.Consumer;

/**
 * Takes all that it is sent.
 *
 * @param sent is told of it
 */
record OpenOutlet(Consumer<Frame> sent) implements Outlet {

  @Override
  public Visit visit() {
    return Visits.begin(Visit.Kind.SOCKET, null, null);
  }

  @Override
  public boolean canTake() {
    return true;
  }

  @Override
  public void send(Frame frame) {
    sent.accept(frame);
  }

  @Override
  public void onceWritable(Runnable task) {
    task.run();
  }

  @Override
  public void close(CloseCode reason) {}
}
