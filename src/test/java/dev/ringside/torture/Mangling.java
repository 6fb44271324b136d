package dev.ringside.torture;

/** What happens to messages between nodes. */
enum Mangling {
  /** They arrive as they were sent. */
  NONE,
  /** They are dropped, doubled, held back and told again at random. */
  ALL_SORTS,
  /** None arrives. */
  DROPPED
}
