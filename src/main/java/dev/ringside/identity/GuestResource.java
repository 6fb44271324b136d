package dev.ringside.identity;

import dev.ringside.wire.ClientAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The door for guests. Asks for no credential. */
@Singleton
@Path("api/guests")
public class GuestResource {

  private final Guests guests;

  @Inject
  GuestResource(Guests guests) {
    this.guests = guests;
  }

  /**
   * What a guest may ask for.
   *
   * @param name what others see
   */
  public record GuestBody(@Nullable String name) {}

  /** Lets a guest in, by a name of choice or a made one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response enter(@Nullable GuestBody body, @Context ContainerRequestContext request) {
    InetAddress from = (InetAddress) request.getProperty(ClientAddress.PROPERTY);
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(guests.enter(body == null ? null : body.name(), from))
        .build();
  }
}
