package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * What the page shows of a finding; each text is one harmless line, and empty if there is none.
 *
 * @param sentence what may be the cause
 * @param place what it is, by its code, and where it is
 * @param confidence how sure that is
 * @param evidence what speaks for it, and against it
 * @param alternatives what else it could be
 * @param commands what to run
 * @param cases the names of the cases that it explains
 */
record FindingCard(
        String sentence,
        String place,
        String confidence,
        List<String> evidence,
        List<String> alternatives,
        List<String> commands,
        List<String> cases) {

    static FindingCard of(Finding finding) {
        return new FindingCard(
                Text.line(finding.cause()),
                Text.line(finding.name()),
                switch (finding.confidence()) {
                    case NAMED -> "";
                    case AMBIGUOUS -> "ambiguous";
                },
                evidence(finding),
                finding.alternatives().stream().map(Text::line).toList(),
                finding.look().stream().map(Text::line).toList(),
                finding.cases());
    }

    private static List<String> evidence(Finding finding) {
        List<String> all = new ArrayList<>();
        if (finding.cells() > 0) {
            all.add("It explains " + Text.count(finding.cells(), "cell") + ".");
        }
        if (finding.against() > 0) {
            all.add(Text.count(finding.against(), "cell") + " of which it holds, too, conform.");
        }
        if (!finding.candidates().isEmpty()) {
            all.add("As likely are: " + Text.line(String.join("; ", finding.candidates())) + ".");
        }
        if (!finding.resembles().isEmpty()) {
            all.add("It resembles " + Text.line(String.join(", ", finding.resembles())) + ".");
        }
        return all;
    }
}
