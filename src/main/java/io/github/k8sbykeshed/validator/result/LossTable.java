package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.expect.Chance;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.List;
import java.util.function.Predicate;

/**
 * How many packets of a run were lost. A lost SYN or datagram is sent again after a second, which
 * an answer alone does not show; here each first packet counts, of probes and controls alike.
 *
 * @param maxLoss the declared share of first packets that may be lost, 0 to 1
 * @param counts first packets between nodes
 * @param draws new connections that were drawn from each node's proxy at the end of the run
 */
public record LossTable(double maxLoss, List<Count> counts, List<Draw> draws) {

    /** How rarely an interval may miss the truth. */
    public static final double MISS = 1e-3;

    public LossTable {
        counts = List.copyOf(counts);
        draws = List.copyOf(draws);
    }

    /** Which way packets take. */
    public enum Path {
        /** By a Service, whose proxy is the source's own node's. */
        SERVICE,
        /** To the pod's or the host's own address. */
        DIRECT
    }

    /**
     * First packets from one node to another, there and back.
     *
     * @param from the node of the source
     * @param to the node of the one that answers
     * @param sent at least 1
     * @param lost how many were not answered within nearly a second
     */
    public record Count(
            String from,
            String to,
            Path path,
            Protocol protocol,
            Family family,
            int sent,
            int lost) {

        Sum sum() {
            return new Sum(sent, lost);
        }
    }

    /**
     * New connections (or datagrams from new ports) from one node by Services, and past them to the
     * same backends.
     *
     * @param node whose proxy chooses the backend
     * @param drawn how many were made by Services
     * @param failed how many of them were not answered by a right backend
     * @param directDrawn how many were made past them
     * @param directFailed how many of those were not answered by the right pod
     */
    public record Draw(
            String node,
            Protocol protocol,
            Family family,
            int drawn,
            int failed,
            int directDrawn,
            int directFailed) {}

    /** First packets that were sent and lost. */
    public record Sum(int sent, int lost) {
        public double rate() {
            return sent == 0 ? 0 : (double) lost / sent;
        }

        /** Between which rates the true one lies, but for {@link #MISS}. */
        public Chance.Interval interval() {
            return sent == 0 ? new Chance.Interval(0, 1) : Chance.interval(lost, sent, MISS);
        }

        public Sum plus(Sum other) {
            return new Sum(sent + other.sent, lost + other.lost);
        }
    }

    /** Those of one path, from one node to another, in all protocols and families. */
    public Sum between(String from, String to, Path path) {
        return sum(each -> each.from().equals(from) && each.to().equals(to) && each.path() == path);
    }

    /** Those of one path between different nodes. */
    public Sum all(Path path) {
        return sum(each -> each.path() == path && !each.from().equals(each.to()));
    }

    /** Those that are asked for, together. */
    public Sum sum(Predicate<Count> which) {
        return counts.stream().filter(which).map(Count::sum).reduce(new Sum(0, 0), Sum::plus);
    }

    /** The nodes that packets were sent from or to, in order. */
    public List<String> nodes() {
        return counts.stream()
                .flatMap(each -> List.of(each.from(), each.to()).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The share of new connections that no node's proxy fails more of, as far as the draws tell,
     * but for {@link #MISS}; 1 if none were drawn.
     */
    public double excluded() {
        return draws.stream()
                .filter(each -> each.drawn() > 0)
                // One-sided: only that it is higher would matter.
                .mapToDouble(each -> Chance.interval(each.failed(), each.drawn(), 2 * MISS).high())
                .max()
                .orElse(1);
    }

    /** What keeps the run from conforming. */
    public List<LossFinding> findings() {
        return LossFinding.of(this);
    }
}
