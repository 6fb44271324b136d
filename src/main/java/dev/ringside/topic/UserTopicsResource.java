package dev.ringside.topic;

import dev.ringside.identity.Caller;
import dev.ringside.identity.UserId;
import dev.ringside.wire.Page;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** The topics of one user, for the application and that user. */
@Singleton
@Path("api/users/{user}/topics")
@Produces(MediaType.APPLICATION_JSON)
public class UserTopicsResource {

  private final Topics topics;

  @Inject
  UserTopicsResource(Topics topics) {
    this.topics = topics;
  }

  /** The names of a user's topics, and whether the list goes on. */
  public record UserTopicsAnswer(List<String> topics, boolean more) {}

  /** What a user has subscribed to. */
  @GET
  public UserTopicsAnswer ofUser(
      @PathParam("user") String user,
      @QueryParam("after") @DefaultValue("") String after,
      @QueryParam("limit") @DefaultValue("100") int limit,
      @Context SecurityContext security) {
    UserId id = Caller.of(security).reach(user);
    TopicResource.check(after, limit);
    Page<String> page = Page.of(topics.of(id, after, limit + 1), limit);
    return new UserTopicsAnswer(page.items(), page.more());
  }
}
