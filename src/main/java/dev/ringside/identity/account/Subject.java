package dev.ringside.identity.account;

import dev.ringside.identity.Secrets;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What guesses are counted for. Only its hash is kept: what somebody types as a name may be a
 * password.
 */
@SuppressWarnings("ArrayRecordComponent") // private to SQL, and never compared
record Subject(byte[] hash) {

  /** A network of IPv6 is one customer's. */
  private static final int NETWORK_BYTES = 8;

  /** A name, whether there is an account or not. */
  static Subject name(String key) {
    return new Subject(Secrets.hash("name:" + key));
  }

  /** Passwords from an address. */
  static Subject address(InetAddress address) {
    return new Subject(Secrets.hash("address:" + text(address)));
  }

  /** New accounts from an address. */
  static Subject newcomers(InetAddress address) {
    return new Subject(Secrets.hash("new:" + text(address)));
  }

  private static String text(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
