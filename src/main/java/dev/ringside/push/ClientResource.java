package dev.ringside.push;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What a page needs to know before it connects. Asks for no credential. */
@Singleton
@Path("api/client")
public class ClientResource {

  private final Sockets sockets;

  @Inject
  ClientResource(Sockets sockets) {
    this.sockets = sockets;
  }

  /**
   * Where to connect.
   *
   * @param socket the address of the socket
   */
  public record ClientAnswer(String socket) {}

  /** Where to connect. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public ClientAnswer client() {
    return new ClientAnswer(sockets.publicUrl());
  }
}
