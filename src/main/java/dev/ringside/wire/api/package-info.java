/**
 * What features say of their HTTP resources beyond what the code tells by itself: summaries,
 * limits, answers, the shape of JSON that is written by hand. {@code http} makes the OpenAPI
 * document of it. Imports {@code wire} alone.
 */
@NullMarked
package dev.ringside.wire.api;

import org.jspecify.annotations.NullMarked;
