package io.github.k8sbykeshed.validator.expect;

/**
 * What became of packets that were sent by a Service and past it, alternately, after attempts had
 * been silent: a network that loses packets loses those of both.
 *
 * @param sent first packets that were sent by the Service
 * @param lost how many of them were lost
 * @param directSent first packets that were sent past it, on the same way between nodes
 * @param directLost how many of them were lost
 */
public record Comparison(int sent, int lost, int directSent, int directLost) {

    /** How rarely a Service may be blamed for what the network loses of both. */
    public static final double FALSE_BLAME = 1e-6;

    /** The share of connections that a proxy must not fail unnoticed. */
    public static final double NOTICED = 0.02;

    /** How rarely a Service that fails as many may be cleared, twice. */
    private static final double CLEARED_MISS = 2e-3;

    /**
     * How likely it is that as much more is lost by the Service if it loses as much as the network.
     */
    public double chance() {
        return Chance.thatOneIsHitMore(lost, sent, directLost, directSent);
    }

    /** Whether more is lost by the Service than past it, but for {@link #FALSE_BLAME}. */
    public boolean blamesService() {
        return chance() < FALSE_BLAME;
    }

    /** Whether the network loses packets, and the Service is not seen to lose more. */
    public boolean blamesNetwork() {
        return directLost > 0 && !blamesService();
    }

    /**
     * Whether so few packets were lost by the Service that it surely is none that fails {@link
     * #NOTICED} of its connections, though one attempt was silent.
     */
    public boolean clearsService() {
        return !blamesService()
                && sent > 0
                && Chance.interval(lost, sent, CLEARED_MISS).high() < NOTICED;
    }

    /** Those of two cells together. */
    public Comparison plus(Comparison other) {
        return new Comparison(
                sent + other.sent,
                lost + other.lost,
                directSent + other.directSent,
                directLost + other.directLost);
    }

    /** In one clause, for a person. */
    public String describe() {
        return "past the Service "
                + directLost
                + " of "
                + directSent
                + " are, by the Service "
                + lost
                + " of "
                + sent;
    }
}
