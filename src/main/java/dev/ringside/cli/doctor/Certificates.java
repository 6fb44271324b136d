package dev.ringside.cli.doctor;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which certificates are believed. */
enum Certificates {
  /** As a browser would, by the authorities that Java knows, and for that name alone. */
  CHECKED,

  /** All: of a port of this machine nothing is asked but who is there. */
  ANY;

  Socket over(Socket plain, String host) throws IOException {
    SSLSocket socket =
        (SSLSocket) context().getSocketFactory().createSocket(plain, host, plain.getPort(), true);
    if (this == CHECKED) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  private SSLContext context() throws IOException {
    try {
      return switch (this) {
        case CHECKED -> SSLContext.getDefault();
        case ANY -> {
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, new TrustManager[] {new Believing()}, null);
          yield context;
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Believing extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
