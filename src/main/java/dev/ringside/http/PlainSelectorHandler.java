package dev.ringside.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;
import org.glassfish.grizzly.nio.DefaultSelectorHandler;
import org.glassfish.grizzly.nio.SelectorRunner;

/**
 * Selects, and nothing else. Grizzly's own takes a selector that is woken often without a ready
 * socket for a victim of an old bug of Linux, and replaces it; here that is a selector at work,
 * since answers are completed by waking it.
 */
final class PlainSelectorHandler extends DefaultSelectorHandler {

  @Override
  public Set<SelectionKey> select(SelectorRunner runner) throws IOException {
    Selector selector = runner.getSelector();
    if (runner.getPostponedTasks().isEmpty()) {
      selector.select(getSelectTimeout());
    } else {
      selector.selectNow();
    }
    return selector.selectedKeys();
  }
}
