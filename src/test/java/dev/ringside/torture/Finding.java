package dev.ringside.torture;

/**
 * A promise that was not kept.
 *
 * @param kind which one
 * @param text what was seen
 */
record Finding(Kind kind, String text) {

  enum Kind {
    /** Acknowledged, and not there. */
    LOST,
    /** Stored or told twice. */
    DUPLICATED,
    /** Later by its revision than what was acknowledged after it. */
    REORDERED,
    /** Acknowledged or told before it was committed. */
    UNCOMMITTED,
    /** A frame that breaks the protocol's rules: a gap, a repetition, a history unmarked. */
    RULE_BROKEN,
    /** A table that disagrees with itself, such as by its unread count. */
    TABLE_WRONG,
    /** A client that does not become equal to the table. */
    TAB_DIFFERS,
    /** Something that reconciliation had to heal, where nothing may have been lost. */
    HEALED,
    /** A call that was answered as it must not be, or never. */
    ANSWER
  }
}
