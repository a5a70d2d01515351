package io.github.k8sbykeshed.validator.scenario;

/** What the cases of a run learn for each other. */
public final class Memory {

    private final Packets packets = new Packets();
    private final Patience patience = new Patience();

    /** How many packets were lost so far. */
    Packets packets() {
        return packets;
    }

    /** Who has let a whole budget pass. */
    Patience patience() {
        return patience;
    }
}
