package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import io.github.k8sbykeshed.validator.diagnosis.Reader.Cell;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the few rules that explain all cells that fail and that those which do not fail do not
 * contradict, and says what they mean. What no rule explains is one finding of its own.
 */
public final class Diagnosis {

    private Diagnosis() {}

    /** The findings, what is to be mended first at first; none of a run without failures. */
    public static List<Finding> of(Run run) {
        var inquiry = new Inquiry(run);
        var attribution = Attribution.of(inquiry);
        List<Draft> drafts = new ArrayList<>();
        for (Explained each : attribution.explained()) {
            merge(drafts, Draft.of(each));
        }
        drafts.sort(
                // The network, then DNS servers: they may be the cause of all else.
                Comparator.comparingInt(
                                (Draft each) -> Math.min(each.rank(), Facet.SERVER.ordinal() + 1))
                        .thenComparing(each -> -each.cells()));
        List<Finding> findings = new ArrayList<>();
        inquiry.loss()
                .ifPresent(loss -> {
                    List<Draft> its =
                            drafts.stream()
                                    .filter(each -> each.code() == Code.PACKET_LOSS)
                                    .toList();
                    drafts.removeAll(its);
                    findings.add(loss.finding(its, attribution.doubts(), attribution.doubtful()));
                });
        drafts.forEach(each -> findings.add(each.finding()));
        Coverage.of(run).ifPresent(findings::add);
        unexplained(attribution).ifPresent(findings::add);
        return findings;
    }

    private static void merge(List<Draft> drafts, Draft one) {
        for (int i = 0; i < drafts.size(); i++) {
            Optional<Draft> both = drafts.get(i).with(one);
            if (both.isPresent()) {
                drafts.remove(i);
                merge(drafts, both.get());
                return;
            }
        }
        drafts.add(one);
    }

    private static Optional<Finding> unexplained(Attribution attribution) {
        Cell first = attribution.first();
        if (first == null) {
            return Optional.empty();
        }
        String which = first.source().id() + " -> " + first.target().label();
        boolean isOne = attribution.cells() == 1;
        return Optional.of(
                new Finding(
                        Code.UNEXPLAINED,
                        Place.ANYWHERE,
                        isOne
                                ? "one cell fails alone, "
                                        + which
                                        + ": source, target and the way between them may each be"
                                        + " the cause"
                                : attribution.cells()
                                        + " cells fail that have nothing in common, such as "
                                        + which,
                        null,
                        Confidence.AMBIGUOUS,
                        List.of(),
                        attribution.cells(),
                        List.copyOf(attribution.cases()),
                        0,
                        List.of("chance: another run tells"),
                        List.of(),
                        List.of()));
    }
}
