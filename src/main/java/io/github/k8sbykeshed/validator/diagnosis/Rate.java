package io.github.k8sbykeshed.validator.diagnosis;

/**
 * How much of what a finding is about fails.
 *
 * @param share the part of all attempts, 0 to 1
 * @param low the lower bound of its 95% interval (Wilson's)
 * @param high the upper bound
 * @param attempts how many attempts that is of
 */
public record Rate(double share, double low, double high, long attempts) {

    private static final double Z = 1.96;

    private static final int PERCENT = 100;

    /** Below this a share is told with a digit behind the point. */
    private static final double SMALL = 0.1;

    static Rate of(double failed, double attempts) {
        if (attempts <= 0) {
            return new Rate(0, 0, 1, 0);
        }
        double share = failed / attempts;
        double square = Z * Z / attempts;
        double middle = (share + square / 2) / (1 + square);
        double half =
                Z
                        * Math.sqrt(share * (1 - share) / attempts + square / (4 * attempts))
                        / (1 + square);
        return new Rate(
                rounded(share),
                rounded(Math.max(0, middle - half)),
                rounded(Math.min(1, middle + half)),
                Math.round(attempts));
    }

    private static double rounded(double share) {
        return Math.rint(share * 10_000) / 10_000;
    }

    /** {@code 5.1% (4.0% to 6.5%)}. */
    public String words() {
        return percent(share) + " (" + percent(low) + " to " + percent(high) + ")";
    }

    private static String percent(double share) {
        double percent = share * PERCENT;
        return (share < SMALL
                        ? String.valueOf(Math.rint(percent * 10) / 10)
                        : String.valueOf(Math.round(percent)))
                + "%";
    }
}
