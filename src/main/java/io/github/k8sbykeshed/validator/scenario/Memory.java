package io.github.k8sbykeshed.validator.scenario;

/** What the cases of a run learn for each other. */
public final class Memory {

    private final Packets packets = new Packets();
    private final Rechecked rechecked = new Rechecked();
    private final Patience patience = new Patience();

    /** How many packets were lost so far. */
    Packets packets() {
        return packets;
    }

    /** What rechecks have shown so far. */
    Rechecked rechecked() {
        return rechecked;
    }

    /** Who has let a whole budget pass. */
    Patience patience() {
        return patience;
    }
}
