package dev.ringside.push;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads client frames as they come in and checks them before Tyrus sees them, which accepts
 * unmasked frames and endless fragment trains, and keeps a buffer as big as the biggest frame that
 * it ever got for as long as the connection lives. What is allowed is handed on in pieces of at
 * most {@value #PIECE} bytes, so that no connection keeps more than that.
 *
 * <p>Used by the connection's selector thread alone.
 */
final class FrameReader {

  /** The most bytes of payload in one piece: as many as the shortest header can tell. */
  static final int PIECE = 125;

  private static final int RESERVED_BITS = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int CONTROL_BIT = 0x08;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;
  private static final int MAX_CONTROL_PAYLOAD = 125;

  /** Where checked frames go. */
  interface Sink {

    /** A whole unmasked ping or close frame, or a piece of a text message as an unmasked frame. */
    void frame(ByteBuffer frame, int opcode);

    /** A pong, or a frame that {@link #frame} does not tell as the end of a message. */
    void counted(int opcode);

    /** The peer broke the rules; nothing is read any more. */
    void broken(CloseCode code);
  }

  private final int maxMessageBytes;
  private final Sink sink;

  /** A header or a control frame that has not arrived whole; at most 131 bytes. */
  private byte @Nullable [] kept;

  private int mask;
  private int maskAt;
  private int payloadLeft;
  private boolean lastFrame;
  private boolean inMessage;
  private boolean pieceSent;
  private int messageBytes;
  private boolean deaf;

  FrameReader(int maxMessageBytes, Sink sink) {
    this.maxMessageBytes = maxMessageBytes;
    this.sink = sink;
  }

  /** Reads all of the bytes. */
  void read(ByteBuffer arrived) {
    ByteBuffer in = withKept(arrived);
    while (in.hasRemaining() && !deaf) {
      if (payloadLeft > 0) {
        sendPiece(in);
      } else if (!readFrameStart(in)) {
        keep(in);
        return;
      }
    }
  }

  /** Reads nothing any more. */
  void goDeaf() {
    deaf = true;
    kept = null;
  }

  /** Reads a data frame's header or a whole control frame, or nothing if it is not all there. */
  private boolean readFrameStart(ByteBuffer in) {
    if (in.remaining() < 2) {
      return false;
    }
    int start = in.position();
    int first = in.get(start);
    int second = in.get(start + 1);
    int opcode = first & OPCODE;
    boolean fin = (first & Frames.FIN) != 0;
    int shortLength = second & LENGTH;
    CloseCode fault = faultOf(first, opcode, fin, second, shortLength);
    if (fault != null) {
      return broken(fault);
    }
    int lengthBytes = shortLength == 127 ? 8 : shortLength == 126 ? 2 : 0;
    int headerSize = 2 + lengthBytes + Integer.BYTES;
    boolean control = (opcode & CONTROL_BIT) != 0;
    if (in.remaining() < headerSize + (control ? shortLength : 0)) {
      return false;
    }
    long length =
        switch (lengthBytes) {
          case 2 -> in.getShort(start + 2) & 0xFFFF;
          case 8 -> in.getLong(start + 2);
          default -> shortLength;
        };
    mask = in.getInt(start + 2 + lengthBytes);
    maskAt = 0;
    in.position(start + headerSize);
    return control
        ? readControl(in, opcode, (int) length)
        : startData(in, opcode, fin, length, lengthBytes);
  }

  private @Nullable CloseCode faultOf(
      int first, int opcode, boolean fin, int second, int shortLength) {
    if ((first & RESERVED_BITS) != 0 || (second & MASKED) == 0) {
      return CloseCode.PROTOCOL_ERROR;
    }
    return switch (opcode) {
      case Frames.TEXT -> inMessage ? CloseCode.PROTOCOL_ERROR : null;
      case Frames.CONTINUATION -> inMessage ? null : CloseCode.PROTOCOL_ERROR;
      case Frames.BINARY -> inMessage ? CloseCode.PROTOCOL_ERROR : CloseCode.NOT_TEXT;
      case Frames.CLOSE, Frames.PING, Frames.PONG ->
          fin && shortLength <= MAX_CONTROL_PAYLOAD ? null : CloseCode.PROTOCOL_ERROR;
      default -> CloseCode.PROTOCOL_ERROR;
    };
  }

  private boolean readControl(ByteBuffer in, int opcode, int length) {
    if (opcode != Frames.CLOSE) {
      sink.counted(opcode);
    }
    if (opcode == Frames.PONG) {
      in.position(in.position() + length);
    } else {
      sink.frame(unmasked(in, Frames.FIN | opcode, length), opcode);
    }
    return true;
  }

  private boolean startData(ByteBuffer in, int opcode, boolean fin, long length, int lengthBytes) {
    boolean shorterWouldDo =
        (lengthBytes == 2 && length <= MAX_CONTROL_PAYLOAD)
            || (lengthBytes == 8 && length <= 0xFFFF);
    if (shorterWouldDo) {
      return broken(CloseCode.PROTOCOL_ERROR);
    }
    messageBytes = opcode == Frames.TEXT ? 0 : messageBytes;
    if (length > maxMessageBytes - messageBytes) {
      return broken(CloseCode.TOO_BIG);
    }
    messageBytes += (int) length;
    payloadLeft = (int) length;
    inMessage = !fin;
    lastFrame = fin;
    if (!fin) {
      sink.counted(opcode);
    }
    if (payloadLeft == 0) {
      sendPiece(in);
    }
    return true;
  }

  private void sendPiece(ByteBuffer in) {
    int size = Math.min(Math.min(PIECE, payloadLeft), in.remaining());
    payloadLeft -= size;
    boolean end = lastFrame && payloadLeft == 0;
    int opcode = pieceSent ? Frames.CONTINUATION : Frames.TEXT;
    pieceSent = !end;
    sink.frame(unmasked(in, end ? Frames.FIN | opcode : opcode, size), opcode);
  }

  /** A frame of the next bytes, without their mask. */
  private ByteBuffer unmasked(ByteBuffer in, int firstByte, int length) {
    ByteBuffer frame = ByteBuffer.allocate(Frames.headerSize(length) + length);
    Frames.putHeader(frame, firstByte, length);
    for (int i = 0; i < length; i++) {
      int shift = Byte.SIZE * (3 - (maskAt++ & 3));
      frame.put((byte) (in.get() ^ (mask >> shift)));
    }
    return frame.flip();
  }

  private boolean broken(CloseCode code) {
    goDeaf();
    sink.broken(code);
    return true;
  }

  private ByteBuffer withKept(ByteBuffer arrived) {
    byte[] before = kept;
    if (before == null) {
      return arrived;
    }
    kept = null;
    return ByteBuffer.allocate(before.length + arrived.remaining()).put(before).put(arrived).flip();
  }

  private void keep(ByteBuffer in) {
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    kept = rest;
  }
}
