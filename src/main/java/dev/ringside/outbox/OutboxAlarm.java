package dev.ringside.outbox;

import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Channel;
import dev.ringside.persistence.Chores;
import dev.ringside.persistence.Database;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * Has the outbox looked at as soon as an application says by NOTIFY that something is there, rather
 * than at the next look. Started and stopped by one thread.
 */
@ApplicationScoped
public class OutboxAlarm {

  private final Database database;
  private final Chores chores;
  private final RingsideConfig.Outbox settings;
  private final String name;
  private @Nullable Channel channel;

  @Inject
  OutboxAlarm(Database database, Chores chores, RingsideConfig config) {
    this.database = database;
    this.chores = chores;
    this.settings = config.outbox();
    // Every Ringside of one database has a schema of its own, and so a channel.
    this.name = config.database().schema() + "_outbox";
  }

  /** Starts to listen, unless the settings forbid it. Called once, after the chores have begun. */
  public void start() {
    if (settings.listen()) {
      channel =
          Channel.listen(
              database, name, settings.listenRetry(), () -> chores.wake(OutboxMover.class));
    }
  }

  /** Stops to listen: before the database goes. */
  @PreDestroy
  public void stop() {
    if (channel != null) {
      channel.close();
    }
  }
}
