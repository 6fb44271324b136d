package dev.ringside.http;

import dev.ringside.wire.Json;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells machines what can be done here. Asks for no credential. Made at the first call. */
@Singleton
@Path("openapi.json")
public class OpenApiResource {

  private final BeanManager beans;
  private final Instance<ApiPart> parts;

  /** Racing first calls make it twice, and the same. */
  private volatile byte @Nullable [] document;

  @Inject
  OpenApiResource(BeanManager beans, @Any Instance<ApiPart> parts) {
    this.beans = beans;
    this.parts = parts;
  }

  /** The document. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] openApi() {
    byte[] made = document;
    if (made == null) {
      made = make();
      document = made;
    }
    return made;
  }

  private byte[] make() {
    List<Class<?>> resources = new ArrayList<>();
    for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
      if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
        resources.add(bean.getBeanClass());
      }
    }
    Api api = new Api();
    parts.forEach(part -> part.describe(api));
    return Json.bytes(OpenApi.of(resources, api));
  }
}
