package io.github.k8sbykeshed.validator.probe;

/**
 * What an agent knows of an attempt that it is asked about.
 *
 * @param arrivals how many packets or connections of it came
 * @param answeredMicros when the first of them was answered, microseconds since the attempt began;
 *     -1 if none was
 * @param stalledMicros for how long the agent stood still while the client waited, microseconds
 */
public record Sighting(int arrivals, long answeredMicros, long stalledMicros) {}
