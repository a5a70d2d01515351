package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import io.github.k8sbykeshed.validator.expect.Chance;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.LossFinding;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.result.LossTable.Sum;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the pod network loses now and then, as the run counted it packet by packet past every
 * Service: what cells fail by it are too few to tell it by.
 *
 * @param rate of first packets
 */
record MeasuredLoss(Place place, Rate rate) {

    /** So many first packets have to have been counted to say that none are lost. */
    private static final int ENOUGH = 400;

    /** What loses more than this does not lose packets now and then: it does not work. */
    private static final double MOST = 0.6;

    /** Ways of which so much is lost do not work. */
    private static final double DEAD = 0.9;

    /** A way of fewer packets than this says nothing by itself. */
    private static final int FEW = 4;

    /**
     * Whether a run counted enough packets past Services to say that it would have measured a loss.
     */
    static boolean isSought(Run run) {
        LossTable table = run.loss();
        return table != null && table.all(Path.DIRECT).sent() >= ENOUGH;
    }

    /**
     * What a run measured; empty if nothing was lost, or if all of it was on ways that are dead.
     */
    static Optional<MeasuredLoss> of(Run run) {
        LossTable table = run.loss();
        return table == null
                ? Optional.empty()
                : network(table).flatMap(finding -> of(finding, table));
    }

    private static Optional<LossFinding> network(LossTable table) {
        return table.findings().stream()
                .filter(each -> each.kind() == LossFinding.Kind.NETWORK)
                .findFirst();
    }

    private static Optional<MeasuredLoss> of(LossFinding finding, LossTable table) {
        Predicate<Count> there = each -> each.path() == Path.DIRECT && isAt(finding, each);
        Family family = only(table, there, Family.values(), Count::family).orElse(null);
        Protocol protocol = only(table, there, Protocol.values(), Count::protocol).orElse(null);
        Predicate<Count> its =
                there.and(each -> family == null || each.family() == family)
                        .and(each -> protocol == null || each.protocol() == protocol);
        Sum sum = table.sum(its);
        Sum dead =
                table.sum(its.and(each -> each.sent() >= FEW && each.lost() >= DEAD * each.sent()));
        if (sum.rate() > MOST || 2 * dead.lost() > sum.lost()) {
            return Optional.empty();
        }
        return Optional.of(
                new MeasuredLoss(
                        place(finding, family, protocol), Rate.of(sum.lost(), sum.sent())));
    }

    private static boolean isAt(LossFinding finding, Count count) {
        List<String> ends = List.of(count.from(), count.to());
        if (count.from().equals(count.to())) {
            return false;
        }
        return finding.isPair()
                ? finding.nodes().containsAll(ends)
                : finding.nodes().isEmpty() || ends.stream().anyMatch(finding.nodes()::contains);
    }

    /** The one value that has all of the loss; empty if others lose packets, too. */
    private static <T> Optional<T> only(
            LossTable table, Predicate<Count> there, T[] values, Function<Count, T> of) {
        for (T value : values) {
            Predicate<Count> has = each -> of.apply(each).equals(value);
            Sum its = table.sum(there.and(has));
            Sum others = table.sum(there.and(has.negate()));
            if (others.sent() > 0
                    && others.interval().low() <= table.maxLoss()
                    && Chance.thatOneIsHitMore(its.lost(), its.sent(), others.lost(), others.sent())
                            < Comparison.FALSE_BLAME) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static Place place(
            LossFinding finding, @Nullable Family family, @Nullable Protocol protocol) {
        List<String> nodes = finding.nodes().stream().sorted().toList();
        return new Place(
                finding.isPair() ? List.of() : nodes,
                finding.isPair() ? new Place.Pair(nodes.getFirst(), nodes.getLast(), true) : null,
                null,
                null,
                null,
                null,
                family,
                protocol,
                null,
                null,
                List.of());
    }

    /**
     * The finding, with what is explained by it.
     *
     * @param drafts what was taken for loss by cells alone
     * @param cells how many others cannot be judged for it
     * @param cases the cases that these are in
     */
    Finding finding(Collection<Draft> drafts, int cells, Collection<String> cases) {
        Meaning meaning = NetworkMeanings.LOSS;
        var phrases = new Phrases(place, rate, "", false);
        return new Finding(
                Code.PACKET_LOSS,
                place,
                phrases.sentence(
                        "the pod network loses packets{where}{with}, past every Service as well:"
                                + " {rate} of first packets"),
                rate,
                Confidence.NAMED,
                List.of(),
                cells + drafts.stream().mapToInt(Draft::cells).sum(),
                Stream.concat(
                                cases.stream(),
                                drafts.stream().flatMap(each -> each.cases().stream()))
                        .distinct()
                        .sorted()
                        .toList(),
                0,
                meaning.alternatives(),
                meaning.look().stream().map(phrases::command).flatMap(Optional::stream).toList(),
                meaning.resembles());
    }
}
