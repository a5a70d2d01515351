package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a scenario is.
 *
 * @param id {@code feature/name}, lower case with dashes
 * @param title what must hold, one clause for reports
 * @param protocols a case is made of each; empty for a scenario that runs once for all
 * @param everyFamily whether a case is made of each address family
 * @param labels {@code key=value}, for selection
 * @param needs what the cluster must have
 * @param turn when its cases run
 * @param lasting whether they mostly wait, and for long
 * @param upstream the names of the upstream e2e specs that it covers
 * @param own the agents that each case has for itself
 */
public record Spec(
        String id,
        String title,
        List<Protocol> protocols,
        boolean everyFamily,
        List<String> labels,
        List<Need> needs,
        Turn turn,
        boolean lasting,
        List<String> upstream,
        List<Own> own) {

    /** When the cases of a scenario run; one turn begins when the one before it has ended. */
    public enum Turn {
        /** Beside those of other scenarios: each touches only its own objects. */
        TOGETHER,
        /** When the cluster is quiet again, beside the others of this turn. */
        QUIET,
        /** Only if asked for by its name or one of its labels, and then one case at a time. */
        ON_REQUEST
    }

    public Spec {
        if (!id.matches("[a-z0-9-]+/[a-z0-9-]+")) {
            throw new IllegalArgumentException("a scenario's id is feature/name, not " + id);
        }
        protocols = List.copyOf(protocols);
        labels = List.copyOf(labels);
        needs = List.copyOf(needs);
        upstream = List.copyOf(upstream);
        own = List.copyOf(own);
    }

    /** A scenario that runs in both protocols and every family. */
    public static Spec of(String id, String title) {
        return new Spec(
                id,
                title,
                List.of(Protocol.TCP, Protocol.UDP),
                true,
                List.of("feature=" + id.substring(0, Math.max(0, id.indexOf('/')))),
                List.of(),
                Turn.TOGETHER,
                false,
                List.of(),
                List.of());
    }

    /** Runs in this protocol only. */
    public Spec only(Protocol protocol) {
        return with(draft -> draft.protocols = List.of(protocol));
    }

    /** Runs once a family; its Services have all protocols. */
    public Spec protocolsTogether() {
        return with(draft -> draft.protocols = List.of());
    }

    /** Runs once a protocol; its Services have all families. */
    public Spec familiesTogether() {
        return with(draft -> draft.everyFamily = false);
    }

    /** Runs once, not once a protocol and family; its Services have them all. */
    public Spec once() {
        return protocolsTogether().familiesTogether();
    }

    /** Each of its cases has an agent for itself, which costs the start of one. */
    public Spec owns(Own kind) {
        return with(draft -> draft.own.add(kind));
    }

    /** A label as {@code key=value}. */
    public Spec label(String label) {
        return with(draft -> draft.labels.add(label));
    }

    public Spec needs(Need need) {
        return with(draft -> draft.needs.add(need));
    }

    /** Mostly waits, and for long: begins before the others of its turn. */
    public Spec lasts() {
        return with(draft -> draft.lasting = true);
    }

    /** Runs when the cluster is quiet, after the other scenarios. */
    public Spec runsInQuiet() {
        return with(draft -> draft.turn = Turn.QUIET);
    }

    /** Runs only on request: it takes long, or takes all that the network has. */
    public Spec runsOnRequest() {
        return with(draft -> draft.turn = Turn.ON_REQUEST);
    }

    public boolean onRequest() {
        return turn == Turn.ON_REQUEST;
    }

    /** The name of an upstream e2e spec that it covers. */
    public Spec covers(String spec) {
        return with(draft -> draft.upstream.add(spec));
    }

    private Spec with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return new Spec(
                id,
                title,
                draft.protocols,
                draft.everyFamily,
                draft.labels,
                draft.needs,
                draft.turn,
                draft.lasting,
                draft.upstream,
                draft.own);
    }

    /** What may be said of a scenario after its name, while it is said. */
    private static final class Draft {
        List<Protocol> protocols;
        boolean everyFamily;
        final List<String> labels;
        final List<Need> needs;
        Turn turn;
        boolean lasting;
        final List<String> upstream;
        final List<Own> own;

        Draft(Spec spec) {
            protocols = spec.protocols;
            everyFamily = spec.everyFamily;
            labels = new ArrayList<>(spec.labels);
            needs = new ArrayList<>(spec.needs);
            turn = spec.turn;
            lasting = spec.lasting;
            upstream = new ArrayList<>(spec.upstream);
            own = new ArrayList<>(spec.own);
        }
    }
}
