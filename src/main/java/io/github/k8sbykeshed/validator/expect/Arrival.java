package io.github.k8sbykeshed.validator.expect;

import java.util.ArrayList;
import java.util.List;

/**
 * What the agents behind a target know of the attempts of a cell that its source heard nothing of.
 *
 * @param nowhere how many reached none of them: lost on the way there
 * @param elsewhere how many reached an agent that is not behind the target
 * @param answered how many were answered in time: lost on the way back
 * @param late how many were answered too late, or came while the agent got no processor, which is
 *     no fault of the cluster's Services
 * @param unknown how many nobody could be asked about
 */
public record Arrival(int nowhere, int elsewhere, int answered, int late, int unknown) {

    /** Whether this program was too slow itself, and nothing else was wrong. */
    public boolean isOwnFault() {
        return late > 0 && nowhere == 0 && elsewhere == 0 && answered == 0;
    }

    /** Those of two cells together. */
    public Arrival plus(Arrival other) {
        return new Arrival(
                nowhere + other.nowhere,
                elsewhere + other.elsewhere,
                answered + other.answered,
                late + other.late,
                unknown + other.unknown);
    }

    /** In one clause, for a person. */
    public String describe() {
        List<String> clauses = new ArrayList<>();
        add(clauses, nowhere, "reached no backend's agent");
        add(clauses, elsewhere, "reached an agent that is no backend");
        add(clauses, answered, "answered by the backend, but the answer was lost");
        add(clauses, late, "answered too late by the backend's agent, which was slow itself");
        add(clauses, unknown, "of which no agent could be asked");
        int all = nowhere + elsewhere + answered + late + unknown;
        return (all == 1 ? "of the silent attempt " : "of " + all + " silent attempts ")
                + String.join(", ", clauses);
    }

    private static void add(List<String> clauses, int count, String what) {
        if (count > 0) {
            clauses.add(count + " " + what);
        }
    }
}
