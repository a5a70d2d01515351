package io.github.k8sbykeshed.validator.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table's saved form.
 *
 * @param expected for each row of cells, which of the expectations each has
 * @param marks for each row, each cell's mark
 * @param attempts for each row, each cell's number of attempts
 * @param slowestMicros for each row, how long each cell's slowest attempt took
 * @param reasons the different reasons of cells
 * @param observations all that was seen in cells that do not simply conform
 * @param cells of each such cell its row and column, which of the reasons it has, what its attempts
 *     and controls saw, and if others were asked about it what they said, parted by blanks
 */
record SavedTable(
        List<Source> sources,
        List<Target> targets,
        List<Expectation> expectations,
        List<String> expected,
        List<String> marks,
        List<String> attempts,
        List<String> slowestMicros,
        List<Why> reasons,
        List<Observation> observations,
        List<String> cells) {

    /** A reason, which the first version of the format gave by its words alone. */
    record Why(ReasonCode code, String words) {

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        static Why of(ReasonCode code, String words) {
            return new Why(code, words);
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Why ofFirstVersion(String words) {
            return new Why(ReasonCode.UNKNOWN, words);
        }
    }

    /** Instead of the attempts of a control that there was none of. */
    static final String NONE = "-";

    private static final String EMPTY = "none";

    /** Not a comma, for which YAML would want quotes, and these are many. */
    private static final String AND = ";";

    private static final int CELL_WORDS = 6;

    /** Words of a cell about which somebody was asked afterwards. */
    private static final int MORE_WORDS = CELL_WORDS + 2;

    static SavedTable of(Table table) {
        Matrix matrix = table.matrix();
        int columns = matrix.columns();
        List<String> expected = new ArrayList<>();
        List<String> marks = new ArrayList<>();
        List<String> counts = new ArrayList<>();
        List<String> micros = new ArrayList<>();
        var reasons = new Numbered<Why>();
        var observations = new Numbered<Observation>();
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < matrix.rows(); i++) {
            int row = i;
            expected.add(Numbers.write(columns, column -> matrix.code(row, column)));
            counts.add(Numbers.write(columns, column -> table.attempts(row, column)));
            micros.add(Numbers.write(columns, column -> table.slowestMicros(row, column)));
            var line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append(table.mark(row, column).symbol());
                Table.Evidence kept = table.evidence(row, column);
                if (kept != null) {
                    cells.add(
                            row
                                    + " "
                                    + column
                                    + " "
                                    + reasons.number(new Why(kept.code(), kept.why()))
                                    + " "
                                    + written(kept.attempts(), observations)
                                    + " "
                                    + written(kept.direct(), observations)
                                    + " "
                                    + written(kept.unserved(), observations)
                                    + Afterwards.written(kept));
                }
            }
            marks.add(line.toString());
        }
        return new SavedTable(
                matrix.sources(),
                matrix.targets(),
                matrix.expectations(),
                expected,
                marks,
                counts,
                micros,
                reasons.all,
                observations.all,
                cells);
    }

    Table restore() {
        int columns = targets.size();
        int[] codes = new int[sources.size() * columns];
        for (int row = 0; row < sources.size(); row++) {
            long[] numbers = Numbers.read(expected.get(row), columns);
            for (int column = 0; column < columns; column++) {
                codes[row * columns + column] = Math.toIntExact(numbers[column]);
            }
        }
        Table table = new Table(new Matrix(sources, targets, expectations, codes));
        for (int row = 0; row < sources.size(); row++) {
            long[] counts = Numbers.read(attempts.get(row), columns);
            long[] micros = Numbers.read(slowestMicros.get(row), columns);
            if (marks.get(row).length() != columns) {
                throw new IllegalArgumentException(
                        marks.get(row).length() + " marks in a row of " + columns);
            }
            for (int column = 0; column < columns; column++) {
                table.put(
                        row,
                        column,
                        Table.Mark.of(marks.get(row).charAt(column)),
                        Math.toIntExact(counts[column]),
                        Math.toIntExact(micros[column]),
                        null);
            }
        }
        cells.forEach(cell -> restore(cell, table));
        return table;
    }

    private void restore(String cell, Table table) {
        String[] words = cell.split(" ", -1);
        if (words.length != CELL_WORDS && words.length != MORE_WORDS) {
            throw new IllegalArgumentException("no cell is written as \"" + cell + "\"");
        }
        int row = Integer.parseInt(words[0]);
        int column = Integer.parseInt(words[1]);
        List<Attempt> seen = attempts(words[3]);
        Why why = reasons.get(Integer.parseInt(words[2]));
        table.put(
                row,
                column,
                table.mark(row, column),
                table.attempts(row, column),
                table.slowestMicros(row, column),
                new Table.Evidence(
                        why.code(),
                        why.words(),
                        seen == null ? List.of() : seen,
                        attempts(words[4]),
                        attempts(words[5]),
                        words.length == MORE_WORDS ? Afterwards.arrival(words[6]) : null,
                        words.length == MORE_WORDS ? Afterwards.comparison(words[7]) : null));
    }

    /**
     * Each attempt is when it began, how long it took and which of the observations it made, and
     * where an agent answered, the client's port and how often it sent.
     */
    private static String written(
            @Nullable List<Attempt> attempts, Numbered<Observation> observations) {
        if (attempts == null) {
            return NONE;
        }
        if (attempts.isEmpty()) {
            return EMPTY;
        }
        var words = new StringBuilder();
        for (Attempt attempt : attempts) {
            words.append(words.isEmpty() ? "" : AND)
                    .append(attempt.startMicros())
                    .append(':')
                    .append(attempt.tookMicros())
                    .append(':');
            if (attempt.observation() instanceof Answered(Reply.Identity identity)) {
                words.append(observations.number(answered(identity, 0, 1)))
                        .append(':')
                        .append(identity.clientPort())
                        .append(':')
                        .append(identity.sends());
            } else {
                words.append(observations.number(attempt.observation()));
            }
        }
        return words.toString();
    }

    /** What differs from attempt to attempt is written with the attempt. */
    private static Answered answered(Reply.Identity by, int clientPort, int sends) {
        return new Answered(
                new Reply.Identity(by.agent(), by.port(), by.client(), clientPort, sends));
    }

    private @Nullable List<Attempt> attempts(String written) {
        if (written.equals(NONE)) {
            return null;
        }
        List<Attempt> attempts = new ArrayList<>();
        for (String each : written.equals(EMPTY) ? new String[0] : written.split(AND, -1)) {
            String[] words = each.split(":", -1);
            Observation seen = observations.get(Integer.parseInt(words[2]));
            if (seen instanceof Answered(Reply.Identity by)) {
                seen = answered(by, Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            }
            attempts.add(new Attempt(Long.parseLong(words[0]), Integer.parseInt(words[1]), seen));
        }
        return attempts;
    }

    /** Different values in the order in which they came, each with its place in it. */
    private static final class Numbered<T> {
        private final List<T> all = new ArrayList<>();
        private final Map<T, Integer> numbers = new HashMap<>();

        int number(T value) {
            Integer known = numbers.putIfAbsent(value, all.size());
            if (known != null) {
                return known;
            }
            all.add(value);
            return all.size() - 1;
        }
    }
}
