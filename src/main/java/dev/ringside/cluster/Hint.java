package dev.ringside.cluster;

import dev.ringside.log.Change;
import dev.ringside.log.Signal;

/** What one node tells the others. */
sealed interface Hint {

  /** About how many bytes it is. */
  long bytes();

  /** Something was committed. */
  record Changed(Change change) implements Hint {
    @Override
    public long bytes() {
      return 256L + change.frame().length;
    }
  }

  /** Something else is to be known. */
  record Signalled(Signal signal) implements Hint {
    @Override
    public long bytes() {
      return 256;
    }
  }
}
