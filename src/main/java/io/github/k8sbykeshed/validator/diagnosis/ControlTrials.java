package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Server;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What cells show of the network past the Services: the matrix of pod IPs. The controls of cells
 * that conform are not kept, but what was reached through a Service can be reached.
 */
final class ControlTrials {

    private final Surveyor surveyor;
    private final Trial trial;
    private final Predicate<String> isHost;

    /**
     * @param isHost whether an agent is known to be on the host network
     */
    ControlTrials(Surveyor surveyor, Trial trial, Predicate<String> isHost) {
        this.surveyor = surveyor;
        this.trial = trial;
        this.isHost = isHost;
    }

    void visit(
            Reader.Cell cell, Wanted wanted, Source source, Target target, Reader.Visitor visitor) {
        Table.Evidence evidence = cell.evidence();
        if (target.speech() instanceof Speech.Dns) {
            servers(cell, wanted, source, target, visitor);
        } else if (evidence == null) {
            if (wanted.kind().isAnswer() && wanted.showsEveryBackend() && isPlain(target)) {
                for (String backend : wanted.agents()) {
                    from(source, target, surveyor.dialled(source, target));
                    backend(cell, source, target, backend, 1, 0, visitor);
                }
            }
        } else if (target.reach() == Reach.DIRECT) {
            from(source, target, "");
            List<Attempt> attempts = Shares.observed(evidence.attempts());
            if (!attempts.isEmpty()) {
                backend(
                        cell,
                        source,
                        target,
                        wanted.backend(),
                        attempts.size(),
                        silent(attempts),
                        visitor);
            }
        } else if (!wanted.backend().equals(source.id()) || target.reach() == Reach.NODE_PORT) {
            List<Attempt> direct = evidence.direct();
            if (direct != null && !wanted.agents().isEmpty()) {
                groups(cell, wanted, source, target, direct, visitor);
            }
        }
    }

    /**
     * Whether what goes through a Service takes the way of what goes past it. What goes to a load
     * balancer's address may have another source address, and may come in at any node.
     */
    private static boolean isPlain(Target target) {
        return switch (target.reach()) {
            case CLUSTER_IP, NODE_PORT, HOST_PORT, DIRECT -> true;
            case LOAD_BALANCER, EXTERNAL_IP, DNS_NAME -> false;
        };
    }

    /** The network as a cell's client has to do with it. */
    void shadow(Reader.Cell cell, Reader.Visitor visitor) {
        Source source = cell.source();
        Target target = cell.target();
        trial.clear();
        if (target.speech() instanceof Speech.Dns) {
            surveyor.target(trial, target);
            trial.set(Attribute.SERVER, Vocabulary.NONE);
            trial.facet = Facet.SERVER;
        } else {
            surveyor.set(trial, Attribute.FAMILY, target.family());
            surveyor.set(trial, Attribute.PROTOCOL, target.protocol());
            trial.facet = Facet.NETWORK;
        }
        surveyor.source(trial, source);
        if (!surveyor.dialled(source, target).isEmpty()) {
            // The node that is dialled may be the one that does not get through.
            trial.set(Attribute.SOURCE_NODE, Vocabulary.NONE);
            trial.set(Attribute.SOURCE_AGENT, Vocabulary.NONE);
            trial.set(Attribute.SOURCE_KIND, Vocabulary.NONE);
        }
        surveyor.way(trial, "", source, cell.wanted().backend());
        trial.count(1, 1, 1);
        visitor.visit(cell, trial);
    }

    /** Controls of the client to each backend but itself, then of the node that is dialled. */
    private void groups(
            Reader.Cell cell,
            Wanted wanted,
            Source source,
            Target target,
            List<Attempt> direct,
            Reader.Visitor visitor) {
        String dialled = surveyor.dialled(source, target);
        int all = wanted.agents().size();
        if (all == 1
                && direct.size() == 1
                && dialled.isEmpty()
                && !wanted.backend().equals(source.id())) {
            from(source, target, "");
            List<Attempt> observed = Shares.observed(direct);
            backend(
                    cell,
                    source,
                    target,
                    wanted.backend(),
                    observed.size(),
                    silent(observed),
                    visitor);
            return;
        }
        Set<String> others = new TreeSet<>(wanted.agents());
        others.remove(source.id());
        boolean outside = source.kind() == Source.Kind.OUTSIDE;
        int own = outside ? direct.size() - all : others.size();
        if (dialled.isEmpty() || direct.size() == own) {
            if (!outside && !others.isEmpty()) {
                from(source, target, "");
                group(cell, source, target, others, direct, visitor);
            }
        } else if (own >= 0 && direct.size() == own + all) {
            if (!outside && !others.isEmpty()) {
                from(source, target, "");
                group(cell, source, target, others, direct.subList(0, own), visitor);
            }
            from(source, target, dialled);
            group(
                    cell,
                    source,
                    target,
                    wanted.agents(),
                    direct.subList(own, direct.size()),
                    visitor);
        }
    }

    private void group(
            Reader.Cell cell,
            Source source,
            Target target,
            Set<String> agents,
            List<Attempt> attempts,
            Reader.Visitor visitor) {
        List<Attempt> observed = Shares.observed(attempts);
        if (observed.size() == attempts.size() && !observed.isEmpty()) {
            Shares.of(observed, agents)
                    .forEach((backend, share) ->
                            backend(
                                    cell,
                                    source,
                                    target,
                                    backend,
                                    share.made(),
                                    share.lost(),
                                    visitor));
        }
    }

    private static int silent(List<Attempt> attempts) {
        return attempts.size()
                - Shares.which(attempts, seen -> seen instanceof Observation.Answered).size();
    }

    /**
     * Begins a trial of the network.
     *
     * @param dialled the node whose host network asks in place of the client; empty for none
     */
    private void from(Source source, Target target, String dialled) {
        trial.clear();
        if (dialled.isEmpty()) {
            surveyor.source(trial, source);
        } else {
            surveyor.set(trial, Attribute.SOURCE_NODE, dialled);
            surveyor.set(trial, Attribute.SOURCE_KIND, Source.Kind.HOST);
        }
        surveyor.set(trial, Attribute.FAMILY, target.family());
        surveyor.set(trial, Attribute.PROTOCOL, target.protocol());
        // A control carries what its cell carries.
        surveyor.payload(trial, target, target.traits().payloadBytes());
        trial.identity =
                Reader.identity(
                        dialled.isEmpty() ? source : dialled,
                        target.family(),
                        target.protocol(),
                        target.traits().payloadBytes());
    }

    private void backend(
            Reader.Cell cell,
            Source source,
            Target target,
            String backend,
            double made,
            double lost,
            Reader.Visitor visitor) {
        boolean isOfClient = trial.get(Attribute.SOURCE_AGENT) != Vocabulary.NONE;
        if (isOfClient && backend.equals(source.id()) || made == 0 || isHost.test(backend)) {
            // Itself, or the host network of a node: no matter of the pod network.
            return;
        }
        String from =
                isOfClient && source.kind() != Source.Kind.OUTSIDE
                        ? source.node()
                        : surveyor.dialled(source, target);
        surveyor.way(trial, from, source, backend);
        trial.facet = Facet.NETWORK;
        trial.count(1, made, lost);
        visitor.visit(cell, trial);
    }

    /** What the servers behind the DNS Service say to the same question. */
    private void servers(
            Reader.Cell cell, Wanted wanted, Source source, Target target, Reader.Visitor visitor) {
        List<Facts.Endpoint> servers = surveyor.dnsServers(target);
        Table.Evidence evidence = cell.evidence();
        List<Attempt> direct = evidence == null ? null : evidence.direct();
        boolean isKnown = direct != null && direct.size() == servers.size();
        if (wanted.kind() != Wanted.Kind.RECORDS || evidence != null && !isKnown) {
            return;
        }
        for (int i = 0; i < servers.size(); i++) {
            trial.clear();
            surveyor.target(trial, target);
            surveyor.source(trial, source);
            Facts.Endpoint server = servers.get(i);
            surveyor.set(trial, Attribute.SERVER, new Server(server.name(), server.node()));
            trial.identity = Reader.identity(source, target, server);
            trial.facet = Facet.SERVER;
            if (direct == null) {
                trial.count(1.0 / servers.size(), 1, 0);
            } else {
                Observation seen = direct.get(i).observation();
                if (seen instanceof Observation.NotObserved) {
                    continue;
                }
                boolean good =
                        seen instanceof Observation.Answered && wanted.isRight(Facet.RECORDS, seen);
                trial.count(1, 1, good ? 0 : 1);
            }
            visitor.visit(cell, trial);
        }
    }
}
