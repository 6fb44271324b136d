/**
 * Commands that speak to a node as any application does, by the client: they need nothing of the
 * server, and load nothing of it. Imports {@code client} and picocli alone.
 */
@NullMarked
package dev.ringside.cli.remote;

import org.jspecify.annotations.NullMarked;
