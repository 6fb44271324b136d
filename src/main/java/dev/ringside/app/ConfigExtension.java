package dev.ringside.app;

import dev.ringside.config.RingsideConfig;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;

/** Makes the settings, which are read before there is a container, a bean of it. */
final class ConfigExtension implements Extension {

  private final RingsideConfig config;

  ConfigExtension(RingsideConfig config) {
    this.config = config;
  }

  void addConfig(@Observes AfterBeanDiscovery beans) {
    beans.addBean().types(RingsideConfig.class).scope(Singleton.class).createWith(_ -> config);
  }
}
