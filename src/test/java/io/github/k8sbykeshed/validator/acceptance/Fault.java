package io.github.k8sbykeshed.validator.acceptance;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A wrong behaviour of some Services, those of one scenario, and how the scenario has to report it.
 *
 * @param scenario whose Services are concerned
 * @param what is wrong, for a person
 * @param services their names, a regular expression
 * @param lie that makes it so
 * @param step in which the scenario ends
 * @param cells that violate in it; all others that are asked conform
 */
record Fault(String scenario, String what, String services, Lie lie, String step, Cells cells) {

    /** Cells of a matrix. */
    @FunctionalInterface
    interface Cells {
        boolean include(Source source, Target target);

        /** Those from this node. */
        static Cells from(String node) {
            return (source, target) -> source.node().equals(node);
        }

        /** Those to a port of this node. */
        static Cells to(String node) {
            return (source, target) -> target.label().startsWith(node + ":");
        }

        static Cells all() {
            return (source, target) -> true;
        }

        /** For what is wrong and no packet shows. */
        static Cells none() {
            return (source, target) -> false;
        }

        default Cells or(Cells other) {
            return (source, target) -> include(source, target) || other.include(source, target);
        }

        default Cells and(Cells other) {
            return (source, target) -> include(source, target) && other.include(source, target);
        }
    }

    /** A fault of the Services that the scenario's own cases make. */
    static Fault of(String scenario, String what, Lie lie, String step, Cells cells) {
        // As cases name their objects, with a number behind.
        String services = scenario.replace('/', '-') + "(-tcp|-udp)?(-ipv4|-ipv6)?-[0-9]+";
        return new Fault(scenario, what, services, lie, step, cells);
    }

    /** Lies where any of these faults is concerned, and tells the truth of all else. */
    static Lie all(List<Fault> faults) {
        return claim -> {
            List<Fault> concerned =
                    faults.stream()
                            .filter(fault -> claim.service().matches(fault.services))
                            .toList();
            ObjectNode told = claim.object();
            for (Fault fault : concerned) {
                told = fault.lie.tell(claim.about(told));
                if (told == null) {
                    return null;
                }
            }
            return concerned.isEmpty() ? Lie.truth().tell(claim) : told;
        };
    }

    @Override
    public String toString() {
        return scenario + ": " + what;
    }
}
