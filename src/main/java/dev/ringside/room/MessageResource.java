package dev.ringside.room;

import dev.ringside.identity.Audited;
import dev.ringside.identity.Caller;
import dev.ringside.identity.Needs;
import dev.ringside.identity.Scope;
import dev.ringside.wire.FieldErrors;
import dev.ringside.wire.Json;
import dev.ringside.wire.PathSegment;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said in a room, over HTTP. */
@Singleton
@Path("api/rooms/{room}/messages")
@Produces(MediaType.APPLICATION_JSON)
public class MessageResource {

  static final int MAX_LIMIT = 100;

  private final RoomAccess access;
  private final RoomService service;
  private final RoomLimits limits;
  private final History history;

  @Inject
  MessageResource(RoomAccess access, RoomService service, RoomLimits limits, History history) {
    this.access = access;
    this.service = service;
    this.limits = limits;
    this.history = history;
  }

  /**
   * What is to be said.
   *
   * @param content the words
   * @param id the client's name for it, which makes a retry harmless
   * @param user in whose name the application says it; without, it is a notice
   * @param name what that user is called, where the room does not know
   */
  public record SayBody(
      @Nullable String content,
      @Nullable String id,
      @Nullable String user,
      @Nullable String name) {}

  /** Other words for what was said. */
  public record EditBody(@Nullable String content) {}

  /** A stretch of what was said, the oldest first. */
  @GET
  public byte[] list(
      @PathParam("room") String room,
      @QueryParam("before") @Nullable String before,
      @QueryParam("after") @Nullable String after,
      @QueryParam("around") @Nullable String around,
      @QueryParam("limit") @DefaultValue("50") int limit,
      @Context SecurityContext security) {
    Room found = access.readable(Caller.of(security), room);
    FieldErrors errors = new FieldErrors();
    errors.range("limit", limit, 1, MAX_LIMIT);
    errors.text("before", before, Say.MAX_ID);
    errors.text("after", after, Say.MAX_ID);
    errors.text("around", around, Say.MAX_ID);
    List<History.Place> places = new ArrayList<>();
    if (before != null) {
      places.add(new History.Place.Before(before));
    }
    if (after != null) {
      places.add(new History.Place.After(after));
    }
    if (around != null) {
      places.add(new History.Place.Around(around));
    }
    if (places.size() > 1) {
      errors.add("before", "and after and around exclude one another");
    }
    errors.throwIfAny();
    History.Place place = places.isEmpty() ? new History.Place.Last() : places.getFirst();
    return bytes(history.page(found, place, limit));
  }

  private static byte[] bytes(History.Page page) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("messages");
          for (Message each : page.messages()) {
            MessageJson.write(json, each);
          }
          json.writeEndArray();
          json.writeBooleanField("more", page.more());
          if (page.moreAfter() != null) {
            json.writeBooleanField("moreAfter", page.moreAfter());
          }
          json.writeEndObject();
        });
  }

  /** Says something: commits it, then pushes it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response say(
      @PathParam("room") String room, SayBody body, @Context SecurityContext security) {
    RoomOperation.Say say = said(Caller.of(security), RoomAccess.id(room), body);
    RoomOutcome outcome = service.perform(say);
    if (!(outcome instanceof RoomOutcome.Said said)) {
      throw new IllegalStateException("something else became of it: " + outcome);
    }
    if (said.repeated()) {
      return Response.ok(said.json()).build();
    }
    URI location =
        URI.create("/api/rooms/" + PathSegment.of(room) + "/messages/" + PathSegment.of(said.id()));
    return Response.created(location).entity(said.json()).build();
  }

  private RoomOperation.Say said(Caller caller, String room, SayBody body) {
    FieldErrors errors = new FieldErrors();
    String content = Say.content(body.content(), errors);
    String id = Say.id(body.id(), errors);
    errors.throwIfAny();
    return switch (caller) {
      case Caller.Application _ ->
          new RoomOperation.Say(room, Say.inNameOf(body.user(), body.name()), true, content, id);
      case Caller.Person person -> {
        if (body.user() != null || body.name() != null) {
          throw RoomAccess.forbidden("Only the application speaks in another's name.");
        }
        limits.require(room, person.id().value());
        yield new RoomOperation.Say(room, Participant.of(person), false, content, id);
      }
    };
  }

  /** One message. */
  @GET
  @Path("{message}")
  public byte[] get(
      @PathParam("room") String room,
      @PathParam("message") String message,
      @Context SecurityContext security) {
    Room found = access.readable(Caller.of(security), room);
    return history
        .find(found, RoomAccess.message(message))
        .map(MessageJson::bytes)
        .orElseThrow(() -> History.unknown(message));
  }

  /** Changes what was said. */
  @PATCH
  @Path("{message}")
  @Consumes(MediaType.APPLICATION_JSON)
  public byte[] edit(
      @PathParam("room") String room,
      @PathParam("message") String message,
      EditBody body,
      @Context SecurityContext security) {
    FieldErrors errors = new FieldErrors();
    String content = Say.content(body.content(), errors);
    errors.throwIfAny();
    String by = name(Caller.of(security));
    if (by != null) {
      limits.require(room, by);
    }
    RoomOutcome outcome =
        service.perform(
            new RoomOperation.Edit(RoomAccess.id(room), RoomAccess.message(message), by, content));
    if (outcome instanceof RoomOutcome.Said said) {
      return said.json();
    }
    throw new IllegalStateException("something else became of it: " + outcome);
  }

  /** Deletes what was said. */
  @DELETE
  @Path("{message}")
  public void delete(
      @PathParam("room") String room,
      @PathParam("message") String message,
      @Context SecurityContext security) {
    RoomOutcome _ =
        service.perform(
            new RoomOperation.Erase(
                RoomAccess.id(room), RoomAccess.message(message), name(Caller.of(security))));
  }

  /** Who is asking; null for the application. */
  private static @Nullable String name(Caller caller) {
    return switch (caller) {
      case Caller.Application _ -> null;
      case Caller.Person person -> person.id().value();
    };
  }

  /** Deletes all that was said so far. */
  @DELETE
  @Audited
  @Needs(Scope.ADMIN)
  public void clear(@PathParam("room") String room, @Context SecurityContext security) {
    Room found = access.managed(Caller.of(security), room);
    boolean more = true;
    while (more) {
      RoomOutcome outcome = service.perform(new RoomOperation.Clear(found.id(), found.revision()));
      more = outcome instanceof RoomOutcome.Done done && done.more();
    }
  }
}
