package io.github.k8sbykeshed.validator.scenario;

import java.time.Duration;

/**
 * How long a change may take to be seen everywhere before it counts as not working.
 *
 * @param service for a new Service
 * @param endpoint for a change of a Service's endpoints
 * @param loadBalancer for a load balancer to give a Service its address
 */
public record Budgets(Duration service, Duration endpoint, Duration loadBalancer) {

    /**
     * Generous enough for large healthy clusters: 2 minutes, 1 minute and 2 minutes. Proxies and
     * DNS servers that lost the API server look for it again half a minute later at the latest.
     */
    public static Budgets defaults() {
        return new Budgets(Duration.ofMinutes(2), Duration.ofMinutes(1), Duration.ofMinutes(2));
    }

    /** No budget longer than this. */
    public Budgets atMost(Duration most) {
        return new Budgets(
                shorter(service, most), shorter(endpoint, most), shorter(loadBalancer, most));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
