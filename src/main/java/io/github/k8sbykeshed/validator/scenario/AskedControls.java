package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The controls of a cell that are asked while it is.
 *
 * @param oneIsEnough whether any of them may be answered; else all have to
 */
record AskedControls(List<One> all, boolean oneIsEnough) {

    static final AskedControls NOTHING = new AskedControls(List.of(), false);

    /** From so many other places a pod is asked for by the Service by which it asks for itself. */
    private static final int OTHERS = 3;

    /**
     * A control that is asked.
     *
     * @param agent who has to answer; empty if no agent has to
     */
    record One(String agent, Plan.Ref ref) {
        static One of(Plan plan, Place from, Target target, Access to) {
            return new One(target.traits().agent(), plan.share(from, direct(target, to)));
        }
    }

    /** The probes that show that the cell's backends can be reached at all. */
    static AskedControls of(Plan plan, Grid grid, int row, Access to, Expectation expectation) {
        Place from = grid.from().get(row);
        if (to.backends().equals(List.of(from))) {
            // A pod that reaches its own address proves nothing: others have to be answered by the
            // same Service. Any of them will do: the rest may have troubles of their own. Where no
            // answer is expected of the Service, the pod itself has to answer them.
            List<Target> instead =
                    expectation.isNegative() ? to.controls().direct() : List.of(to.target());
            return new AskedControls(
                    others(grid, row).stream()
                            .flatMap(other ->
                                    instead.stream().map(target -> One.of(plan, other, target, to)))
                            .toList(),
                    /* oneIsEnough= */ true);
        }
        List<One> all = new ArrayList<>();
        List<Target> targets =
                from.kind() == Source.Kind.OUTSIDE
                        ? to.controls().directOutside()
                        : to.controls().direct();
        for (Target target : targets) {
            if (!target.traits().agent().equals(from.id())) {
                all.add(One.of(plan, from, target, to));
            }
        }
        for (Place forwarder : to.controls().forwarders()) {
            if (Recheck.mayForward(forwarder, from, to)) {
                for (Target target : to.controls().direct()) {
                    all.add(One.of(plan, forwarder, target, to));
                }
            }
        }
        return new AskedControls(all, /* oneIsEnough= */ false);
    }

    /** A few of the other sources, on other nodes and of the same kind rather than not. */
    private static List<Place> others(Grid grid, int row) {
        Place from = grid.from().get(row);
        List<Place> others = new ArrayList<>(grid.from().subList(row + 1, grid.from().size()));
        others.addAll(grid.from().subList(0, row));
        return others.stream()
                .filter(other -> !other.equals(from) && other.kind() != Source.Kind.OUTSIDE)
                .sorted(
                        Comparator.comparing((Place other) -> other.kind() != from.kind())
                                .thenComparing(other -> other.node().equals(from.node())))
                .limit(OTHERS)
                .toList();
    }

    /**
     * A control carries what the cell carries: a large payload may be lost where a small passes.
     */
    private static Probe direct(Target target, Access to) {
        return Probe.once(target, Asking.ANSWER_MILLIS).withPayload(to.dialling().payloadBytes());
    }

    /** What came of them. */
    Controls hear(Plan.Running running) {
        return new Controls(
                all.stream()
                        .map(one -> new Control(one.agent(), running.attempts(one.ref())))
                        .toList(),
                oneIsEnough,
                null);
    }
}
