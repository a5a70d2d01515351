package io.github.k8sbykeshed.validator.result;

/**
 * How long a change took to be seen at one source.
 *
 * @param source the id of the source
 * @param target the label of the target
 * @param micros from just before the change was asked of the API server to the first attempt that
 *     saw it, microseconds; accurate to about a quarter of itself and not below 50 ms
 */
public record Latency(String source, String target, long micros) {}
