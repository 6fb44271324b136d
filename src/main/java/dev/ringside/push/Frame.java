package dev.ringside.push;

import dev.ringside.log.Change;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One or several frames of a log, encoded once for all sessions that get them. Immutable; safe for
 * any thread.
 */
final class Frame {

  /**
   * One frame.
   *
   * @param json its UTF-8
   * @param end where a session stands that has had it
   */
  @SuppressWarnings("ArrayRecordComponent") // shared and read-only, never compared
  record Part(byte[] json, Position end) {}

  private final List<Part> parts;
  private final boolean empty;
  private final ByteBuffer socketBytes;

  private Frame(List<Part> parts, boolean empty) {
    this.parts = parts;
    this.empty = empty;
    List<ByteBuffer> frames = parts.stream().map(part -> Frames.text(part.json())).toList();
    this.socketBytes = frames.size() == 1 ? frames.getFirst() : Frames.joined(frames);
  }

  /** What a follower missed. */
  static Frame of(LogReader.CatchUp missed) {
    return new Frame(List.of(new Part(missed.frame(), missed.to())), missed.empty());
  }

  /** Changes that follow one another without a gap. */
  static Frame of(List<Change> changes) {
    return new Frame(changes.stream().map(c -> new Part(c.frame(), c.end())).toList(), false);
  }

  /** The frames one by one. */
  List<Part> parts() {
    return parts;
  }

  /** Whether it names no change: of use only to who waits for a first frame. */
  boolean isEmpty() {
    return empty;
  }

  /** All of it as WebSocket frames, for a single write. */
  ByteBuffer socketBytes() {
    return socketBytes.duplicate();
  }
}
