package dev.ringside.inbox;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/** Ids of RFC 9562, version 7, so that those of one time lie together in an index. */
public final class FreshId {

  private static final NoArgGenerator ids = Generators.timeBasedEpochRandomGenerator();

  private FreshId() {}

  /** One that nobody has. */
  public static UUID next() {
    return ids.generate();
  }
}
