package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.compare.Change;
import io.github.k8sbykeshed.validator.compare.Comparison;
import io.github.k8sbykeshed.validator.compare.Comparison.Row;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Two runs side by side. What is equal is only counted. */
public final class ComparisonReport {

    private final Comparison comparison;

    public ComparisonReport(Comparison comparison) {
        this.comparison = comparison;
    }

    /** For a terminal. */
    public String text() {
        var out = new StringBuilder();
        out.append("before: ").append(described(comparison.before())).append('\n');
        out.append("after:  ").append(described(comparison.after())).append("\n\n");
        int width = different().stream().mapToInt(row -> Text.width(row.name())).max().orElse(0);
        for (Change change : Change.values()) {
            for (Row row : rows(change)) {
                out.append(
                        "%-14s  %s  %s%n"
                                .formatted(
                                        change.word(),
                                        Text.padded(Text.line(row.name()), width),
                                        outcomes(row)));
                if (!row.detail().isEmpty()) {
                    out.append(" ".repeat(16)).append(Text.firstLine(row.detail())).append('\n');
                }
            }
        }
        return out.append(different().isEmpty() ? "" : "\n")
                .append(verdict())
                .append('\n')
                .toString();
    }

    /** For programs: the exit code, the counts, and every case, as JSON. */
    public String json() {
        record Side(String run, String started, String server, String version) {
            static Side of(Run run) {
                Facts facts = run.facts();
                return new Side(
                        run.id(),
                        run.started().toString(),
                        facts == null ? "" : facts.server(),
                        facts == null ? "" : facts.version());
            }
        }
        record Document(
                int exitCode,
                Map<Change, Integer> counts,
                Side before,
                Side after,
                List<Row> cases) {}
        return Reports.json(
                new Document(
                        comparison.exitCode(),
                        comparison.counts(),
                        Side.of(comparison.before()),
                        Side.of(comparison.after()),
                        comparison.cases()));
    }

    /** For a pull request or a job's summary. */
    public String markdown() {
        var out = new StringBuilder();
        out.append("**").append(verdict()).append("**\n\n");
        out.append("- before: ").append(escaped(described(comparison.before()))).append('\n');
        out.append("- after: ").append(escaped(described(comparison.after()))).append('\n');
        if (!different().isEmpty()) {
            out.append("\n| change | case | before | after | detail |\n|---|---|---|---|---|\n");
        }
        for (Change change : Change.values()) {
            for (Row row : rows(change)) {
                out.append(
                        "| %s | %s | %s | %s | %s |\n"
                                .formatted(
                                        change.word(),
                                        escaped(Text.line(row.name())),
                                        orNone(row.before()),
                                        orNone(row.after()),
                                        escaped(Text.firstLine(row.detail()))));
            }
        }
        return out.toString();
    }

    /** What differs: rows of all changes but that there is none. */
    private List<Row> different() {
        return comparison.cases().stream().filter(row -> row.change() != Change.EQUAL).toList();
    }

    private Collection<Row> rows(Change change) {
        return different().stream().filter(row -> row.change() == change).toList();
    }

    private static String outcomes(Row row) {
        return orNone(row.before()) + " -> " + orNone(row.after());
    }

    private static String orNone(String outcome) {
        return outcome.isEmpty() ? "not there" : outcome;
    }

    private static String described(Run run) {
        Facts facts = run.facts();
        return "run %s of %s%s"
                .formatted(
                        Text.line(run.id()),
                        run.started(),
                        facts == null ? "" : ", " + Text.line(facts.describe()));
    }

    private String verdict() {
        String counts =
                comparison.counts().entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey().word())
                        .collect(Collectors.joining(", "));
        String word =
                switch (comparison.exitCode()) {
                    case Comparison.EXIT_NOTHING_WORSE -> "NOTHING WORSE";
                    case Comparison.EXIT_WORSE -> "WORSE";
                    default -> "NOT COMPARABLE";
                };
        return word
                + ": "
                + (counts.isEmpty() ? "neither run has a case" : counts)
                + " (exit code "
                + comparison.exitCode()
                + ")";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
    }
}
