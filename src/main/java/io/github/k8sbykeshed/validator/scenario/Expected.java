package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;

/** What is expected of each cell: of a source and a target. */
@FunctionalInterface
public interface Expected {

    Expectation of(Place from, Access to);

    /** Any backend of the target answers. */
    static Expected answeredByBackends() {
        return (from, to) -> Expectation.answeredBy(to.agents());
    }

    /** Each backend of the target answers now and then. */
    static Expected answeredByAllOfThem() {
        return (from, to) -> Expectation.answeredByAll(to.agents());
    }

    /** Always one backend of the target answers, so often that it is not by chance. */
    static Expected answeredByOneOfThem() {
        return (from, to) ->
                Expectation.answeredBy(to.agents())
                        .and(Expectation.sameBackend(Asking.equalDraws(to.backends().size())));
    }

    /** Every cell is expected to be like this. */
    static Expected everywhere(Expectation expectation) {
        return (from, to) -> expectation;
    }
}
