package io.github.k8sbykeshed.validator.scenario;

/** What the cases of a run learn for each other. */
public final class Memory {

    private final Packets packets = new Packets();

    /** How many packets were lost so far. */
    Packets packets() {
        return packets;
    }
}
