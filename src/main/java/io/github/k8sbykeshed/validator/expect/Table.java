package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A matrix with its verdicts. Of a cell that conforms only numbers are kept; of every other one all
 * that was seen.
 */
public final class Table {

    /** What is known of a cell, in one character for tables and files. */
    public enum Mark {
        CONFORMS('.'),
        VIOLATES('X'),
        INCONCLUSIVE('?'),
        RECORDED('o'),
        UNASKED('-');

        private static final Mark[] ALL = values();

        private final char symbol;

        Mark(char symbol) {
            this.symbol = symbol;
        }

        public char symbol() {
            return symbol;
        }

        /**
         * @throws IllegalArgumentException if no mark has this symbol
         */
        public static Mark of(char symbol) {
            return Arrays.stream(values())
                    .filter(mark -> mark.symbol == symbol)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no cell is marked " + symbol));
        }
    }

    /**
     * What is kept of a cell that does not simply conform.
     *
     * @param code the verdict's reason
     * @param why the same in one clause; empty for a recorded cell
     * @param attempts all that was seen in the round that was judged
     * @param direct what the control past the Service saw, if there was one
     * @param unserved what the control on a port that nobody serves saw, if there was one
     * @param arrival what the other end knows of the attempts that were silent, if it was asked
     * @param comparison what became of packets that were sent afterwards by the Service and past
     *     it, if some were
     */
    public record Evidence(
            ReasonCode code,
            String why,
            List<Attempt> attempts,
            @Nullable List<Attempt> direct,
            @Nullable List<Attempt> unserved,
            @Nullable Arrival arrival,
            @Nullable Comparison comparison) {
        public Evidence {
            attempts = List.copyOf(attempts);
        }

        /** Evidence of a cell that nobody was asked about afterwards. */
        public Evidence(
                ReasonCode code,
                String why,
                List<Attempt> attempts,
                @Nullable List<Attempt> direct,
                @Nullable List<Attempt> unserved) {
            this(code, why, attempts, direct, unserved, null, null);
        }

        private static Evidence of(
                ReasonCode code, String why, List<Attempt> attempts, Controls controls) {
            return new Evidence(
                    code,
                    why,
                    attempts,
                    controls.attempts(),
                    controls.unserved(),
                    controls.arrival(),
                    controls.comparison());
        }
    }

    private final Matrix matrix;

    // A large cluster's table has a million cells, and a run has many tables.
    private final byte[] marks;
    private final int[] counts;
    private final int[] slowest;
    private final Map<Integer, Evidence> evidence = new HashMap<>();

    public Table(Matrix matrix) {
        this.matrix = matrix;
        int cells = matrix.rows() * matrix.columns();
        this.marks = new byte[cells];
        Arrays.fill(marks, (byte) Mark.UNASKED.ordinal());
        this.counts = new int[cells];
        this.slowest = new int[cells];
    }

    /** Judges one cell and keeps what its verdict calls for. */
    public void judge(int row, int column, List<Attempt> attempts, Controls controls) {
        Verdict verdict = Judge.judge(matrix.expectation(row, column), attempts, controls);
        Mark mark =
                switch (verdict) {
                    case Verdict.Conforms() -> Mark.CONFORMS;
                    case Verdict.Violates v -> Mark.VIOLATES;
                    case Verdict.Inconclusive v -> Mark.INCONCLUSIVE;
                    case Verdict.Recorded() -> Mark.RECORDED;
                };
        int slow = 0;
        for (Attempt attempt : attempts) {
            slow = Math.max(slow, attempt.tookMicros());
        }
        put(row, column, mark, attempts.size(), slow, kept(verdict, attempts, controls));
    }

    private static @Nullable Evidence kept(
            Verdict verdict, List<Attempt> attempts, Controls controls) {
        return switch (verdict) {
            case Verdict.Conforms() -> null;
            case Verdict.Violates(ReasonCode code, String why) ->
                    Evidence.of(code, why, attempts, controls);
            case Verdict.Inconclusive(ReasonCode code, String why) ->
                    Evidence.of(code, why, attempts, controls);
            case Verdict.Recorded() -> Evidence.of(ReasonCode.RECORDED, "", attempts, controls);
        };
    }

    /** Makes a violation of a recorded cell, for what only several of them show. */
    public void violate(int row, int column, ReasonCode code, String why) {
        Evidence seen = evidence.get(cell(row, column));
        if (seen == null) {
            throw new IllegalArgumentException("of this cell nothing was kept");
        }
        put(
                row,
                column,
                Mark.VIOLATES,
                attempts(row, column),
                slowestMicros(row, column),
                new Evidence(
                        code,
                        why,
                        seen.attempts(),
                        seen.direct(),
                        seen.unserved(),
                        seen.arrival(),
                        seen.comparison()));
    }

    /** Puts back what was saved of a cell. */
    public void put(
            int row, int column, Mark mark, int attempts, int micros, @Nullable Evidence kept) {
        int cell = cell(row, column);
        marks[cell] = (byte) mark.ordinal();
        counts[cell] = attempts;
        slowest[cell] = micros;
        if (kept != null) {
            evidence.put(cell, kept);
        }
    }

    public Matrix matrix() {
        return matrix;
    }

    public Mark mark(int row, int column) {
        return Mark.ALL[marks[cell(row, column)]];
    }

    /** The number of attempts in the round that was judged. */
    public int attempts(int row, int column) {
        return counts[cell(row, column)];
    }

    /** How long its slowest attempt took, microseconds. */
    public int slowestMicros(int row, int column) {
        return slowest[cell(row, column)];
    }

    public @Nullable Evidence evidence(int row, int column) {
        return evidence.get(cell(row, column));
    }

    public int count(Mark mark) {
        int count = 0;
        for (byte each : marks) {
            if (each == mark.ordinal()) {
                count++;
            }
        }
        return count;
    }

    /**
     * What the expected table shows: {@code .} for an answer, {@code X} for none, {@code o} for
     * either, {@code -} for not asked.
     */
    public char expected(int row, int column) {
        Expectation expectation = matrix.expectation(row, column);
        if (expectation instanceof Expectation.Unasked) {
            return Mark.UNASKED.symbol();
        }
        if (expectation instanceof Expectation.Recorded) {
            return Mark.RECORDED.symbol();
        }
        return expectation.isPositive() ? '.' : 'X';
    }

    /**
     * What the observed table shows: {@code .} where all attempts were answered, {@code X} where
     * none was, {@code %} where some were, {@code ?} where the probe could not be made.
     */
    public char observed(int row, int column) {
        Mark mark = mark(row, column);
        Evidence kept = evidence(row, column);
        if (kept == null) {
            return mark == Mark.CONFORMS ? expected(row, column) : mark.symbol();
        }
        long answered =
                kept.attempts().stream()
                        .filter(a -> a.observation() instanceof Observation.Answered)
                        .count();
        long observed =
                kept.attempts().stream()
                        .filter(a -> !(a.observation() instanceof Observation.NotObserved))
                        .count();
        if (observed == 0) {
            return '?';
        }
        return answered == observed ? '.' : answered == 0 ? 'X' : '%';
    }

    private int cell(int row, int column) {
        return row * matrix.columns() + column;
    }
}
