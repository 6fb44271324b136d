package dev.ringside.push;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the connections of one server share.
 *
 * @param options the server's settings
 * @param clock runs what must happen later and takes no time
 * @param open how many sockets are open or closing
 * @param counts counts what becomes of them
 */
record SocketResources(
    SocketServer.Options options,
    ScheduledExecutorService clock,
    AtomicInteger open,
    SocketCounts counts) {}
