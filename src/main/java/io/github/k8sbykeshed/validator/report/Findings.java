package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Diagnosis;
import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;

/** What may be the cause of what failed: before all tables. */
final class Findings {

    /** More than a person takes in. */
    private static final int MOST = 8;

    private static final int NAMES = 4;
    private static final int FEATURES = 8;

    private final List<Finding> all;

    Findings(List<Finding> all) {
        this.all = all;
    }

    static Findings of(Run run) {
        return new Findings(Diagnosis.of(run));
    }

    /** All of them in one block; empty if there are none. */
    String text() {
        if (all.isEmpty()) {
            return "";
        }
        var out = new StringBuilder("what may be the cause:\n");
        all.stream()
                .limit(MOST)
                .forEach(each ->
                        out.append("* ")
                                .append(sentence(each))
                                .append("\n  in ")
                                .append(where(each.cases()))
                                .append("\n  look at: ")
                                .append(Text.line(each.next()))
                                .append('\n'));
        if (all.size() > MOST) {
            out.append("* and ").append(all.size() - MOST).append(" more\n");
        }
        return out.append('\n').toString();
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
                .map(each -> "cause: " + sentence(each) + "; look at: " + Text.line(each.next()))
                .toList();
    }

    private static String sentence(Finding finding) {
        return Text.line(finding.cause())
                + " (explains "
                + Text.count(finding.cells(), "cell")
                + ")";
    }
}
