package dev.ringside.identity;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Shows a user, or the application, all that is kept of that user. */
@Singleton
@Path("api/users/{user}/export")
public class ExportResource {

  private static final int BUFFER_BYTES = 32 * 1024;

  private final Instance<PersonalData> data;

  @Inject
  ExportResource(@Any Instance<PersonalData> data) {
    this.data = data;
  }

  /** Writes it as it is read, however much it is. */
  @GET
  @Audited
  @Produces(Export.LINES)
  public Response export(@PathParam("user") String user, @Context SecurityContext security) {
    UserId id = Caller.of(security).reach(user);
    StreamingOutput output = out -> write(id, out);
    return Response.ok(output, Export.LINES)
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", "attachment; filename=\"ringside-export.ndjson\"")
        .build();
  }

  private void write(UserId user, OutputStream out) throws IOException {
    var buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    Export export = new Export(buffered);
    for (PersonalData part : data) {
      part.export(user, export);
    }
    buffered.flush();
  }
}
