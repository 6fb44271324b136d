package dev.ringside.room;

import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.FriendlyName;
import dev.ringside.wire.Problem;
import dev.ringside.wire.ProblemException;
import dev.ringside.wire.Text;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A room that somebody wants to make.
 *
 * @param id of one's own choosing; one that nobody can guess is made where there is none
 * @param name what people see; a friendly one is made where there is none
 * @param open whether whoever has the id may join, which is so by default
 * @param ephemeral whether it goes when its last member leaves
 * @param guests whether guests may join
 * @param retentionSeconds how long a message is kept; for ever by default
 */
public record RoomBody(
    @Nullable String id,
    @Nullable String name,
    @Nullable Boolean open,
    @Nullable Boolean ephemeral,
    @Nullable Boolean guests,
    @Nullable Long retentionSeconds) {

  static final int MAX_NAME = 128;
  static final long MAX_RETENTION = 100L * 366 * 24 * 3600;

  private static final int ID_LENGTH = 16;
  private static final char[] ID_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789".toCharArray();
  private static final SecureRandom random = new SecureRandom();

  /** A room as it is to be made, checked. */
  record Wish(
      String id,
      String name,
      boolean open,
      boolean ephemeral,
      boolean guests,
      @Nullable Long retentionSeconds) {}

  /**
   * Checks the values.
   *
   * @throws ProblemException a 422 that says what is wrong
   */
  Wish check() {
    FieldErrors errors = new FieldErrors();
    errors.range("retentionSeconds", retentionSeconds, 1, MAX_RETENTION);
    errors.throwIfAny();
    boolean isOpen = open == null || open;
    boolean takesGuests = Boolean.TRUE.equals(guests);
    requireOpenForGuests(isOpen, takesGuests);
    return new Wish(
        id == null ? freshId() : RoomId.own(id),
        name == null ? FriendlyName.next() : name(name),
        isOpen,
        Boolean.TRUE.equals(ephemeral),
        takesGuests,
        retentionSeconds);
  }

  static void requireOpenForGuests(boolean open, boolean guests) {
    if (guests && !open) {
      throw ProblemException.ofField(
          Problem.Kind.INVALID, "guests", "can come into an open room only");
    }
  }

  static String name(String name) {
    Text.requireName("name", name, MAX_NAME);
    return name;
  }

  private static String freshId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_CHARACTERS[random.nextInt(ID_CHARACTERS.length)]);
    }
    return id.toString();
  }
}
