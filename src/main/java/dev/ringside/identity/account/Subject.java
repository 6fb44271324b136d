package dev.ringside.identity.account;

import dev.ringside.identity.Secrets;
import dev.ringside.wire.ClientAddress;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * What guesses are counted for. Only its hash is kept: what somebody types as a name may be a
 * password.
 */
@SuppressWarnings("ArrayRecordComponent") // private to SQL, and never compared
record Subject(byte[] hash) {

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
    return HexFormat.of().formatHex(ClientAddress.network(address).getAddress());
  }
}
