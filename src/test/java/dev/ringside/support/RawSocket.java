package dev.ringside.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A WebSocket client of bare bytes, for what no proper client would send. Every read ends after ten
 * seconds. Not thread-safe, but one thread may write while another reads.
 */
public final class RawSocket implements AutoCloseable {

  public static final int CONTINUATION = 0x0;
  public static final int TEXT = 0x1;
  public static final int BINARY = 0x2;
  public static final int CLOSE = 0x8;
  public static final int PING = 0x9;
  public static final int PONG = 0xA;
  public static final int FIN = 0x80;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(20);
  private static final int MASK = 0x1A2B3C4D;

  /** A frame from the server: its first byte as it came, and its payload. */
  @SuppressWarnings("ArrayRecordComponent") // Frames are not compared.
  public record Frame(int first, byte[] payload) {

    public int opcode() {
      return first & 0x0F;
    }

    public boolean fin() {
      return (first & FIN) != 0;
    }

    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame; 1005 if it has none. */
    public int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    /** The reason of a close frame. */
    public String closeReason() {
      int from = Math.min(2, payload.length);
      return new String(payload, from, payload.length - from, StandardCharsets.UTF_8);
    }
  }

  /** The answer to a handshake; header names in lower case. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  private final Socket socket;
  private final DataInputStream in;

  private RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** A TCP connection on which nothing was sent yet. */
  public static RawSocket connect(InetSocketAddress address) {
    return connect(address, 0);
  }

  /** The same with so many bytes of receive buffer, so that a server is soon held up. */
  public static RawSocket connect(InetSocketAddress address, int receiveBufferBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBufferBytes > 0) {
        socket.setReceiveBufferSize(receiveBufferBytes);
      }
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(address);
      return new RawSocket(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An open WebSocket at {@code /ws}; the headers are whole lines. */
  public static RawSocket open(InetSocketAddress address, String... headers) {
    RawSocket socket = connect(address);
    Answer answer = socket.handshake("/ws", headers);
    if (answer.status() != 101) {
      throw new AssertionError("the handshake was answered by " + answer);
    }
    return socket;
  }

  /** Sends a handshake and reads its answer; the target may have a query. */
  public Answer handshake(String target, String... headers) {
    sendRaw(handshakeBytes(target, headers));
    return readAnswer();
  }

  /** The bytes of a handshake. */
  public static byte[] handshakeBytes(String target, String... headers) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    request.append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads an HTTP answer, and its body if its length is told. */
  public Answer readAnswer() {
    try {
      String[] status = readLine().split(" ", 3);
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return new Answer(Integer.parseInt(status[1]), headers, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes as they are. */
  public void sendRaw(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a whole text message. */
  public void sendText(String text) {
    sendFrame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends one masked frame. */
  public void sendFrame(int firstByte, byte... payload) {
    sendRaw(frame(firstByte, payload));
  }

  /** Sends a close frame with a code. */
  public void sendClose(int code) {
    sendFrame(FIN | CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** The bytes of one masked frame. */
  public static byte[] frame(int firstByte, byte... payload) {
    byte[] header = header(firstByte, payload.length);
    ByteBuffer frame = ByteBuffer.allocate(header.length + payload.length).put(header);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ (MASK >> (8 * (3 - (i & 3))))));
    }
    return frame.array();
  }

  /** The bytes of a masked frame's header that announces so much payload, mask included. */
  public static byte[] header(int firstByte, long length) {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) firstByte);
    if (length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length <= 0xFFFF) {
      header.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      header.put((byte) (0x80 | 127)).putLong(length);
    }
    header.putInt(MASK).flip();
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return bytes;
  }

  /** The next frame from the server. */
  public Frame read() {
    try {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      if ((second & 0x80) != 0) {
        throw new AssertionError("the server masked a frame");
      }
      long length = second;
      if (second == 126) {
        length = in.readUnsignedShort();
      } else if (second == 127) {
        length = in.readLong();
      }
      byte[] payload = in.readNBytes((int) length);
      if (payload.length < length) {
        throw new EOFException("in the middle of a frame");
      }
      return new Frame(first, payload);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame, which must be a text, as text. */
  public String readText() {
    Frame frame = read();
    if (frame.opcode() != TEXT) {
      throw new AssertionError("not a text but " + frame.opcode() + " " + frame.closeReason());
    }
    return frame.text();
  }

  /** Reads until a close frame comes and returns its code. */
  public int readCloseCode() {
    Frame frame = read();
    while (frame.opcode() != CLOSE) {
      frame = read();
    }
    return frame.closeCode();
  }

  /** Whether the server ended the connection before anything else came. */
  public boolean ended() {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as {@link #ended}, but as it is now: one that says nothing yet has not ended. */
  public boolean hasEnded() {
    try {
      socket.setSoTimeout((int) GLANCE.toMillis());
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException open) {
        return false;
      } finally {
        socket.setSoTimeout((int) PATIENCE.toMillis());
      }
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end of the connection, and returns how many bytes came. */
  public long drain() {
    byte[] chunk = new byte[64 * 1024];
    long drained = 0;
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        drained += n;
      }
    } catch (SocketException reset) {
      return drained;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return drained;
  }

  /** Cuts the connection with a reset. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
