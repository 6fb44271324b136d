package dev.ringside.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** All that is logged while it is open, of Ringside's own from TRACE on. Safe for any thread. */
public final class CapturedLog implements AutoCloseable {

  private static final String AUDIT = "ringside.audit";

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<String> audit = new CopyOnWriteArrayList<>();
  private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Logger audited = logger(AUDIT);
  private final Logger ours = logger("dev.ringside");
  private final Level before = ours.getLevel();

  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String cause =
              event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy());
          lines.add(event.getFormattedMessage() + cause);
          if (event.getLoggerName().equals(AUDIT)) {
            audit.add(event.getFormattedMessage());
          }
        }
      };

  public CapturedLog() {
    appender.setContext(root.getLoggerContext());
    appender.start();
    root.addAppender(appender);
    audited.addAppender(appender);
    ours.setLevel(Level.TRACE);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  /** Every line, with what was thrown. */
  public List<String> lines() {
    return lines;
  }

  /** The lines of the audit log. */
  public List<String> auditLines() {
    return audit;
  }

  /** The same as values. */
  public List<JsonNode> audit() {
    return audit.stream().map(TestNode::json).toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    audited.detachAppender(appender);
    ours.setLevel(before);
  }
}
