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

    /** Each of them answers now and then. */
    static Expected answeredByAllOfThem() {
        return (from, to) -> Expectation.answeredByAll(to.agents());
    }

    /** One and the same of them answers, so often that it is no chance. */
    static Expected answeredByOneOfThem() {
        return (from, to) ->
                Expectation.answeredBy(to.agents())
                        .and(Expectation.sameBackend(Asking.equalDraws(to.backends().size())));
    }

    /** The same everywhere. */
    static Expected everywhere(Expectation expectation) {
        return (from, to) -> expectation;
    }
}
