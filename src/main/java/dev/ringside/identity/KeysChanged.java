package dev.ringside.identity;

/**
 * Said where this node has learned that keys or secrets are others than before: whatever rests on
 * one is to ask its {@link Right} again.
 */
public record KeysChanged() {}
