package io.github.k8sbykeshed.validator.probe;

/**
 * An attempt that its client heard nothing of, as the agents that it was meant for are asked about
 * it.
 *
 * @param protocol the transport
 * @param nonce the number that it carried; 0 if it had none
 * @param clientPort the port that it was made from, which a translation of addresses changes; 0 if
 *     that is not known
 * @param agoMicros how long ago it began, microseconds
 * @param tookMicros how long its client waited, microseconds
 */
public record Sought(
        Protocol protocol, long nonce, int clientPort, long agoMicros, int tookMicros) {}
