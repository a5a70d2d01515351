package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.expect.Table;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The saved form of what was found out about a cell when others were asked about it. */
final class Afterwards {

    private Afterwards() {}

    /** Two words, or none if nobody was asked. */
    static String written(Table.Evidence kept) {
        Arrival arrival = kept.arrival();
        Comparison comparison = kept.comparison();
        if (arrival == null && comparison == null) {
            return "";
        }
        String arrived =
                arrival == null
                        ? SavedTable.NONE
                        : numbers(
                                arrival.nowhere(),
                                arrival.elsewhere(),
                                arrival.answered(),
                                arrival.late(),
                                arrival.unknown());
        String compared =
                comparison == null
                        ? SavedTable.NONE
                        : numbers(
                                comparison.sent(),
                                comparison.lost(),
                                comparison.directSent(),
                                comparison.directLost());
        return " " + arrived + " " + compared;
    }

    private static String numbers(int... numbers) {
        return IntStream.of(numbers).mapToObj(String::valueOf).collect(Collectors.joining(":"));
    }

    static @Nullable Arrival arrival(String written) {
        if (written.equals(SavedTable.NONE)) {
            return null;
        }
        int[] of = numbers(written, 5);
        return new Arrival(of[0], of[1], of[2], of[3], of[4]);
    }

    static @Nullable Comparison comparison(String written) {
        if (written.equals(SavedTable.NONE)) {
            return null;
        }
        int[] of = numbers(written, 4);
        return new Comparison(of[0], of[1], of[2], of[3]);
    }

    private static int[] numbers(String written, int count) {
        int[] numbers = Stream.of(written.split(":", -1)).mapToInt(Integer::parseInt).toArray();
        if (numbers.length != count) {
            throw new IllegalArgumentException(written + " are not " + count + " numbers");
        }
        return numbers;
    }
}
