package io.github.k8sbykeshed.validator.scenario;

import java.time.Duration;

/**
 * How long a change may take to be seen everywhere before it counts as not working.
 *
 * @param service for a new Service
 * @param endpoint for a change of a Service's endpoints
 */
public record Budgets(Duration service, Duration endpoint) {

    /** Generous enough for large healthy clusters: 2 minutes and 30 seconds. */
    public static Budgets defaults() {
        return new Budgets(Duration.ofMinutes(2), Duration.ofSeconds(30));
    }

    /** No budget longer than this. */
    public Budgets atMost(Duration most) {
        return new Budgets(shorter(service, most), shorter(endpoint, most));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
