package dev.ringside.http;

import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.ProcessingState;
import org.glassfish.grizzly.http.util.HttpStatus;

/**
 * A response after which the connection lasts, whatever its status. Grizzly asks {@link #getStatus}
 * for the kind of a response and drops the connection after 400, 503 and some more; the line that
 * it sends comes from {@link #getHttpStatus}. Here a fault of the content is no fault of the
 * connection, and whoever finds the connection itself broken says so by its keep-alive.
 */
final class LastingResponse extends HttpResponsePacket {

  private static final int FIRST_ERROR = 400;

  private LastingResponse() {}

  /** Takes the place of a response that Grizzly has made and prepared. */
  static LastingResponse in(HttpResponsePacket place) {
    LastingResponse response = new LastingResponse();
    response.setProtocol(place.getProtocol());
    response.setChunkingAllowed(place.isChunkingAllowed());
    return response;
  }

  @Override
  public ProcessingState getProcessingState() {
    return getRequest().getProcessingState();
  }

  @Override
  public int getStatus() {
    int status = super.getStatus();
    return status < FIRST_ERROR ? status : HttpStatus.OK_200.getStatusCode();
  }
}
