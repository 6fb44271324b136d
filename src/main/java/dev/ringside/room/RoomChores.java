package dev.ringside.room;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the chores of rooms share. */
final class RoomChores {

  private RoomChores() {}

  /** Does operations, as many at a time as there are; what fails is found at the next look. */
  static void perform(RoomService service, List<? extends RoomOperation> operations) {
    List<CompletableFuture<RoomOutcome>> all =
        operations.stream().map(each -> service.submit(each, Runnable::run)).toList();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
  }
}
