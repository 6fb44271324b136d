package dev.ringside.cli.doctor;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A check for where an earlier one has found that it can be made. */
record Only(BooleanSupplier when, Check then) implements Check {

  @Override
  public String what() {
    return then.what();
  }

  @Override
  public void look(Notes notes) throws Exception {
    if (when.getAsBoolean()) {
      then.look(notes);
    }
  }

  @Override
  public Duration bound(Duration limit) {
    return then.bound(limit);
  }
}
