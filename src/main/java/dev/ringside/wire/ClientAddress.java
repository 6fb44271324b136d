package dev.ringside.wire;

/**
 * Where a request comes from: the address of the connection, or, where that is a proxy that the
 * settings name, the one that the proxy has told.
 */
public final class ClientAddress {

  /** The property of an HTTP request that holds its client's {@link java.net.InetAddress}. */
  public static final String PROPERTY = "dev.ringside.client";

  private ClientAddress() {}
}
