/** Tests of several nodes, and of what carries changes between them. */
@NullMarked
package dev.ringside.cluster;

import org.jspecify.annotations.NullMarked;
