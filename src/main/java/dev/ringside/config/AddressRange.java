package dev.ringside.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin alike, such as {@code 10.0.0.0/8}, {@code fd00::/8} or a single one. Reading
 * one asks no name server. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632#section-3.1">RFC 4632, section 3.1</a>
 */
public final class AddressRange {

  private final byte[] start;
  private final int bits;

  private AddressRange(byte[] start, int bits) {
    this.start = start;
    this.bits = bits;
  }

  /** Reads an address, or an address with the number of bits that count; null for anything else. */
  public static @Nullable AddressRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    byte[] start = address.getAddress();
    String bits = slash < 0 ? String.valueOf(start.length * Byte.SIZE) : text.substring(slash + 1);
    if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > start.length * Byte.SIZE) {
      return null;
    }
    return new AddressRange(start, Integer.parseInt(bits));
  }

  /**
   * An address as it is written in numbers, of version 4 or 6, without a port or a zone; null for
   * anything else. An address of version 4 within one of version 6 is the former.
   */
  public static @Nullable InetAddress address(String text) {
    boolean four = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    if (!four && !text.matches("[0-9a-fA-F:.]{2,45}")) {
      return null;
    }
    if (!four && text.indexOf(':') < 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether an address lies in this range. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != start.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = bits % Byte.SIZE;
    if (!Arrays.equals(start, 0, whole, other, 0, whole)) {
      return false;
    }
    return rest == 0 || ((start[whole] ^ other[whole]) & (0xFF00 >> rest) & 0xFF) == 0;
  }

  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(start).getHostAddress() + "/" + bits;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address is 4 or 16 bytes long", e);
    }
  }
}
