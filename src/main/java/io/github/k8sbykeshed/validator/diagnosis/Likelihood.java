package io.github.k8sbykeshed.validator.diagnosis;

/** What it costs to tell which trials fail, in nats, if their rates are known. */
final class Likelihood {

    /** How often a trial fails for no reason that a rule could name. */
    static final double BACKGROUND = 1e-4;

    /** No rule is sure. */
    static final double MOST = 0.999;

    private static final double UNEXPLAINED = -Math.log(BACKGROUND);

    private Likelihood() {}

    /** Without any rule. */
    static double ofNone(double failed, double passed) {
        return failed * UNEXPLAINED + passed * BACKGROUND;
    }

    /** With a rule that has just the rate that is seen. */
    static double ofOneRate(double failed, double passed) {
        double all = failed + passed;
        return all <= 0 ? 0 : of(failed, passed, failed / all);
    }

    /** With a rate. */
    static double of(double failed, double passed, double rate) {
        double within = Math.clamp(rate, BACKGROUND, MOST);
        return -failed * Math.log(within) - passed * Math.log1p(-within);
    }
}
