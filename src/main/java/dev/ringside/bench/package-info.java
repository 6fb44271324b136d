/**
 * The load tool: it loads a running Ringside over loopback, speaking nothing but the published
 * protocol, and checks what comes back. One selector thread drives every connection of a scenario,
 * so that nothing here needs a lock and the tool stays lighter than the server that it measures.
 * Imports nothing of Ringside.
 */
@NullMarked
package dev.ringside.bench;

import org.jspecify.annotations.NullMarked;
