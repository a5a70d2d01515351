package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.diagnosis.Place;
import io.github.k8sbykeshed.validator.diagnosis.Rate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be the cause of what failed: before all tables. */
final class Findings {

    /** More than a person takes in. */
    private static final int MOST = 6;

    private static final int NAMES = 4;
    private static final int FEATURES = 8;
    private static final int COMMANDS = 2;

    private final List<Finding> all;

    Findings(List<Finding> all) {
        this.all = List.copyOf(all);
    }

    /** The findings themselves, what is to be mended first at first. */
    List<Finding> all() {
        return all;
    }

    /**
     * A finding as results.yaml has it.
     *
     * @param place in words, such as {@code node=worker-2 family=IPv6}
     * @param where the same as values
     */
    record Saved(
            String code,
            String place,
            String cause,
            String confidence,
            List<String> candidates,
            @Nullable Rate rate,
            int cells,
            long against,
            List<String> alternatives,
            List<String> look,
            List<String> resembles,
            Place where,
            List<String> cases) {}

    /** For results.yaml. */
    List<Saved> saved() {
        return all.stream()
                .map(each ->
                        new Saved(
                                each.code().name(),
                                each.place().words(),
                                each.cause(),
                                each.confidence().name(),
                                each.candidates(),
                                each.rate(),
                                each.cells(),
                                each.against(),
                                each.alternatives(),
                                each.look(),
                                each.resembles(),
                                each.place(),
                                each.cases()))
                .toList();
    }

    /** All of them in one block; empty if there are none. */
    String text() {
        if (all.isEmpty()) {
            return "";
        }
        var out = new StringBuilder("what may be the cause:\n");
        for (Finding each : all.subList(0, Math.min(all.size(), MOST))) {
            out.append("* ").append(sentence(each)).append('\n');
            details(each).forEach(line -> out.append("  ").append(line).append('\n'));
        }
        if (all.size() > MOST) {
            out.append("* and ").append(all.size() - MOST).append(" more: see results.yaml\n");
        }
        return out.append('\n').toString();
    }

    private static List<String> details(Finding finding) {
        List<String> lines = new ArrayList<>();
        if (finding.cells() > 0) {
            lines.add("explains " + explains(finding));
        }
        if (!finding.candidates().isEmpty()) {
            lines.add(
                    "ambiguous, as likely are: "
                            + Text.line(
                                    String.join(
                                            "; ",
                                            finding.candidates()
                                                    .subList(1, finding.candidates().size()))));
        }
        if (!finding.alternatives().isEmpty()) {
            lines.add("or else: " + Text.line(String.join("; ", finding.alternatives())));
        }
        finding.look().stream()
                .limit(COMMANDS)
                .forEach(command -> lines.add("$ " + Text.line(command)));
        if (!finding.resembles().isEmpty()) {
            lines.add("resembles " + String.join(", ", finding.resembles()));
        }
        return lines;
    }

    private static String explains(Finding finding) {
        return Text.count(finding.cells(), "cell")
                + " in "
                + where(finding.cases())
                + (finding.against() > 0
                        ? "; " + Text.count(finding.against(), "cell") + " like these conform"
                        : "");
    }

    /** A few cases by name; of many their number, and their scenarios or, of many, features. */
    private static String where(List<String> cases) {
        List<String> names = cases.stream().map(Text::line).toList();
        if (names.size() <= NAMES) {
            return String.join(", ", names);
        }
        List<String> scenarios = upTo(" ", names);
        return Text.count(names.size(), "case")
                + " of "
                + Text.some(scenarios.size() <= NAMES ? scenarios : upTo("/", scenarios), FEATURES);
    }

    private static List<String> upTo(String end, List<String> names) {
        return names.stream()
                .map(each -> each.contains(end) ? each.substring(0, each.indexOf(end)) : each)
                .distinct()
                .toList();
    }

    /** Those that explain a failure of this case, a line each. */
    List<String> about(String caseName) {
        return all.stream()
                .filter(each -> each.cases().contains(caseName))
                .map(each -> "cause: " + sentence(each))
                .toList();
    }

    private static String sentence(Finding finding) {
        return Text.line(finding.name()) + ": " + Text.line(finding.cause());
    }
}
