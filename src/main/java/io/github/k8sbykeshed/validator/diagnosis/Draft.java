package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A finding before its sentence is made: several that say the same become one.
 *
 * @param rank the facet's, since what is found first is to be mended first
 */
record Draft(
        Meaning meaning,
        Place place,
        int rank,
        Set<String> rivals,
        Rate rate,
        boolean isNotFound,
        String part,
        int cells,
        Set<String> cases,
        long against) {

    static Draft of(Explained explained) {
        Rule rule = widest(explained);
        Meaning meaning = Meanings.of(rule, explained);
        Place place = Meanings.place(meaning, rule, explained);
        Set<String> rivals = new LinkedHashSet<>();
        for (Rule each : explained.explanation().found().rivals()) {
            Meaning other = Meanings.of(each, explained);
            Place there = Meanings.place(other, each, explained);
            boolean isSame =
                    other.code() == meaning.code()
                            && (place.includes(there) || there.includes(place));
            if (!isSame) {
                rivals.add(Finding.name(other.code(), there));
            }
        }
        return new Draft(
                meaning,
                place,
                explained.facet().ordinal(),
                rivals,
                explained.attempts(),
                explained.isNotFound(),
                explained.part(),
                explained.cells(),
                explained.cases(),
                explained.against());
    }

    /**
     * The rule that says the same of the widest place, of those that hold of the same trials: a
     * place without any other to compare it with is no condition.
     */
    private static Rule widest(Explained explained) {
        Rule widest = explained.explanation().rule();
        for (Rule each : explained.explanation().found().rivals()) {
            Meaning meaning = Meanings.of(widest, explained);
            Meaning other = Meanings.of(each, explained);
            Place place = Meanings.place(meaning, widest, explained);
            Place there = Meanings.place(other, each, explained);
            if (other.code() == meaning.code()
                    && there.includes(place)
                    && !place.includes(there)
                    && explained.explanation().evidence().areAlike(each, widest)) {
                widest = each;
            }
        }
        return widest;
    }

    Code code() {
        return meaning.code();
    }

    /** Both in one, if they say the same of other nodes, or the one more than the other. */
    Optional<Draft> with(Draft other) {
        if (code() != other.code()) {
            return Optional.empty();
        }
        if (place.includes(other.place)) {
            return Optional.of(merged(other, place));
        }
        if (other.place.includes(place)) {
            return Optional.of(other.merged(this, other.place));
        }
        if (place.at(List.of()).equals(other.place.at(List.of()))
                && !place.nodes().isEmpty()
                && !other.place.nodes().isEmpty()) {
            Set<String> nodes = new TreeSet<>(place.nodes());
            nodes.addAll(other.place.nodes());
            return Optional.of(merged(other, place.at(List.copyOf(nodes))));
        }
        return Optional.empty();
    }

    private Draft merged(Draft other, Place both) {
        Set<String> all = new TreeSet<>(cases);
        all.addAll(other.cases);
        Set<String> either = new LinkedHashSet<>(rivals);
        either.retainAll(other.rivals);
        return new Draft(
                meaning,
                both,
                Math.min(rank, other.rank),
                either,
                Rate.of(
                        rate.share() * rate.attempts() + other.rate.share() * other.rate.attempts(),
                        rate.attempts() + other.rate.attempts()),
                isNotFound,
                part,
                cells + other.cells,
                all,
                against + other.against);
    }

    Finding finding() {
        var phrases = new Phrases(place, rate, part, isNotFound);
        List<String> candidates = new ArrayList<>();
        if (!rivals.isEmpty()) {
            candidates.add(Finding.name(code(), place));
            candidates.addAll(rivals);
        }
        return new Finding(
                code(),
                place,
                phrases.sentence(meaning.cause()),
                rate,
                rivals.isEmpty() ? Confidence.NAMED : Confidence.AMBIGUOUS,
                candidates,
                cells,
                List.copyOf(cases),
                against,
                meaning.alternatives(),
                meaning.look().stream().map(phrases::command).flatMap(Optional::stream).toList(),
                meaning.resembles());
    }
}
