package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;

/** What is expected of each cell. */
@FunctionalInterface
public interface Expected {

    Expectation of(Place from, Access to);

    /** The backends behind the target answer. */
    static Expected answeredByBackends() {
        return (from, to) -> Expectation.answeredBy(to.agents());
    }

    /** The same everywhere. */
    static Expected everywhere(Expectation expectation) {
        return (from, to) -> expectation;
    }
}
