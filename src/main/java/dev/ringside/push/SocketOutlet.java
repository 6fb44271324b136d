package dev.ringside.push;

import dev.ringside.log.Visit;
import org.jspecify.annotations.Nullable;

/** A socket, as a session writes to it. */
final class SocketOutlet implements Outlet {

  private final SocketSession session;
  private final SocketConnection connection;

  SocketOutlet(SocketSession session, SocketConnection connection) {
    this.session = session;
    this.connection = connection;
  }

  @Override
  public Visit visit() {
    return session.visit();
  }

  @Override
  public boolean canTake() {
    return connection.canTake();
  }

  @Override
  public void send(Frame frame) {
    connection.write(frame.socketBytes());
  }

  @Override
  public void onceWritable(Runnable task) {
    connection.onceWritable(task);
  }

  @Override
  public @Nullable String signIn() {
    return session.signIn();
  }

  @Override
  public void close(CloseCode reason) {
    if (reason == CloseCode.ERASED) {
      session.say(new ServerMessage.Bye("erased", null));
    }
    session.close(reason);
  }
}
