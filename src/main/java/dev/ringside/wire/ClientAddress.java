package dev.ringside.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a request comes from: the address of the connection, or, where that is a proxy that the
 * settings name, the one that the proxy has told.
 */
public final class ClientAddress {

  /** The property of an HTTP request that holds its client's {@link InetAddress}. */
  public static final String PROPERTY = "dev.ringside.client";

  private ClientAddress() {}

  /**
   * The one whose address it is, as far as an address tells: a customer of IPv6 has a whole /64.
   */
  public static InetAddress network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }
}
