package io.github.k8sbykeshed.validator.expect;

/** How likely something is to have come about by chance: exact tests of counts. */
public final class Chance {

    /** Coefficients of Lanczos' approximation of the gamma function, g = 7. */
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };

    private static final int BISECTIONS = 60;
    private static final int FRACTION_TERMS = 500;
    private static final double TINY = 1e-300;
    private static final double PRECISION = 1e-15;

    private Chance() {}

    /**
     * Between which rates the true one lies.
     *
     * @param low at least 0
     * @param high at most 1
     */
    public record Interval(double low, double high) {}

    /**
     * Fisher's exact test, one-sided: how likely it is that at least as many of the first sample
     * are hit as were, if both have the same rate and as many were hit in all.
     *
     * @return 0 to 1; small if the first sample's rate is surely higher
     */
    public static double thatOneIsHitMore(int hits, int size, int otherHits, int otherSize) {
        int all = hits + otherHits;
        double sum = 0;
        for (int k = hits; k <= Math.min(all, size); k++) {
            if (all - k <= otherSize) {
                sum +=
                        Math.exp(
                                lnChoose(size, k)
                                        + lnChoose(otherSize, all - k)
                                        - lnChoose(size + otherSize, all));
            }
        }
        return Math.min(1, sum);
    }

    /**
     * The interval of Clopper and Pearson: it holds the true rate at least as often as it says.
     *
     * @param size at least 1
     * @param miss how rarely the true rate may lie outside, half of it on each side
     */
    public static Interval interval(int hits, int size, double miss) {
        return new Interval(
                hits == 0 ? 0 : quantile(miss / 2, hits, size - hits + 1),
                hits == size ? 1 : quantile(1 - miss / 2, hits + 1, size - hits));
    }

    /** The value below which a beta distribution has this part of its weight. */
    private static double quantile(double part, double a, double b) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (beta(middle, a, b) < part) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The regularised incomplete beta function. */
    private static double beta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front =
                Math.exp(
                        lnGamma(a + b)
                                - lnGamma(a)
                                - lnGamma(b)
                                + a * Math.log(x)
                                + b * Math.log1p(-x));
        // The continued fraction converges quickly on this side only.
        return x < (a + 1) / (a + b + 2)
                ? front * fraction(x, a, b) / a
                : 1 - front * fraction(1 - x, b, a) / b;
    }

    /** Lentz's method. */
    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= FRACTION_TERMS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < PRECISION) {
                break;
            }
        }
        return value;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    private static double lnChoose(int n, int k) {
        return lnGamma(n + 1.0) - lnGamma(k + 1.0) - lnGamma(n - k + 1.0);
    }

    /**
     * @param x at least 0.5
     */
    private static double lnGamma(double x) {
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x + LANCZOS.length - 2.5;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
