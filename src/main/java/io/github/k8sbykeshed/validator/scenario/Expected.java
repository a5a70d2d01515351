package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Draw;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Probe;
import java.util.List;
import java.util.function.BiPredicate;

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
                        .and(Expectation.sameBackend(Draw.equal(to.backends().size())));
    }

    /** The backend of the target moves a payload; a place does not ask itself. */
    static Expected measured() {
        return (from, to) ->
                to.backends().equals(List.of(from))
                        ? Expectation.unasked()
                        : Expectation.measured(
                                to.backends().getFirst().id(), Probe.MAX_TCP_PAYLOAD);
    }

    /** These cells are recorded, and no others are asked. */
    static Expected recordedWhere(BiPredicate<Place, Access> cells) {
        return (from, to) -> cells.test(from, to) ? Expectation.recorded() : Expectation.unasked();
    }

    /** Every cell is expected to be like this. */
    static Expected everywhere(Expectation expectation) {
        return (from, to) -> expectation;
    }
}
