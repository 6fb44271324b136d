package dev.ringside.identity;

import dev.ringside.persistence.EntityClasses;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

@ApplicationScoped
class IdentityEntities implements EntityClasses {

  @Override
  public List<Class<?>> classes() {
    return List.of(ApiKeyEntity.class, SecretEntity.class);
  }
}
