package dev.ringside.torture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nothing acknowledged is lost, nothing doubled, nothing out of order, and every tab equals the
 * table, whatever is killed. Some rounds by default; for longer see {@link Options}, as in {@code
 * mvn verify -Ptorture -Dtorture.minutes=10}.
 */
@Tag("torture")
class TortureTest {

  @Test
  void promises_areKept_whateverIsKilled() throws Exception {
    new Torture(Options.given()).run();
  }
}
