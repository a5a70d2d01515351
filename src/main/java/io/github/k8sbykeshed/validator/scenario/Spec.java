package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scenario is.
 *
 * @param id {@code feature/name}, lower case with dashes
 * @param title what must hold, one clause for reports
 * @param protocols a case is made of each; empty for a scenario that runs once for all
 * @param everyFamily whether a case is made of each address family
 * @param labels {@code key=value}, for selection
 * @param needs what the cluster must have
 * @param alone whether no other scenario may run at the same time, since it measures or disturbs
 * @param onRequest whether it runs only if it is asked for, by its name or one of its labels
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
        boolean alone,
        boolean onRequest,
        List<String> upstream,
        List<Own> own) {

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
                false,
                false,
                List.of(),
                List.of());
    }

    /** Runs in this protocol only. */
    public Spec only(Protocol protocol) {
        return new Spec(
                id,
                title,
                List.of(protocol),
                everyFamily,
                labels,
                needs,
                alone,
                onRequest,
                upstream,
                own);
    }

    /** Runs once a family; its Services have all protocols. */
    public Spec protocolsTogether() {
        return new Spec(
                id, title, List.of(), everyFamily, labels, needs, alone, onRequest, upstream, own);
    }

    /** Runs once a protocol; its Services have all families. */
    public Spec familiesTogether() {
        return new Spec(
                id, title, protocols, false, labels, needs, alone, onRequest, upstream, own);
    }

    /** Each of its cases has an agent for itself, which costs the start of one. */
    public Spec owns(Own kind) {
        return new Spec(
                id,
                title,
                protocols,
                everyFamily,
                labels,
                needs,
                alone,
                onRequest,
                upstream,
                plus(own, kind));
    }

    /** Runs once, not once a protocol and family; its Services have them all. */
    public Spec once() {
        return new Spec(
                id, title, List.of(), false, labels, needs, alone, onRequest, upstream, own);
    }

    /** A label as {@code key=value}. */
    public Spec label(String label) {
        return new Spec(
                id,
                title,
                protocols,
                everyFamily,
                plus(labels, label),
                needs,
                alone,
                onRequest,
                upstream,
                own);
    }

    public Spec needs(Need need) {
        return new Spec(
                id,
                title,
                protocols,
                everyFamily,
                labels,
                plus(needs, need),
                alone,
                onRequest,
                upstream,
                own);
    }

    /** Runs after the other scenarios, by itself; its cases run together. */
    public Spec runsAlone() {
        return new Spec(
                id, title, protocols, everyFamily, labels, needs, true, onRequest, upstream, own);
    }

    /**
     * Runs only if it is asked for by its name or one of its labels, and then by itself, one case
     * at a time: it takes long, or takes all that the network has.
     */
    public Spec runsOnRequest() {
        return new Spec(
                id, title, protocols, everyFamily, labels, needs, true, true, upstream, own);
    }

    /** The name of an upstream e2e spec that it covers. */
    public Spec covers(String spec) {
        return new Spec(
                id,
                title,
                protocols,
                everyFamily,
                labels,
                needs,
                alone,
                onRequest,
                plus(upstream, spec),
                own);
    }

    private static <T> List<T> plus(List<T> list, T one) {
        List<T> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }
}
