package io.github.k8sbykeshed.validator.diagnosis;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.GeneratedDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code make docs} writes docs/findings.md. */
class FindingsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/findings.md");

    /** What stands for names: every phrase that one of them is in is said. */
    private static final Place SOMEWHERE = Place.ofNodes(List.of("NODE"));

    private static final Place BETWEEN =
            Place.ANYWHERE.at(List.of(), new Place.Pair("NODE-A", "NODE-B", true));

    private static String document() {
        var lines = new ArrayList<String>();
        lines.add("# What findings mean");
        lines.add("");
        lines.add(
                "Written by `make docs` from the codes: do not edit. A finding is a cause that"
                        + " explains cells that fail and that those which do not fail do not"
                        + " contradict. In `results.yaml` it has a code, which is one of these, and a"
                        + " place: nodes, a pair of nodes, a family, a protocol. NODE stands for a"
                        + " node's name; where several nodes or none in particular are meant, the"
                        + " sentence says so.");
        for (Code code : Code.values()) {
            lines.add("");
            lines.add("## " + code);
            lines.add("");
            lines.add(code.means());
            for (Meaning meaning : Meanings.all(code)) {
                lines.add("");
                lines.addAll(describe(meaning));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> describe(Meaning meaning) {
        var lines = new ArrayList<String>();
        lines.add("* *" + sentence(meaning) + "*");
        if (!meaning.alternatives().isEmpty()) {
            lines.add("  * may also be: " + String.join("; ", meaning.alternatives()));
        }
        commands(meaning).forEach(command -> lines.add("  * look: `" + command + "`"));
        if (!meaning.resembles().isEmpty()) {
            lines.add(
                    "  * resembles: "
                            + meaning.resembles().stream()
                                    .map(FindingsDocumentTest::link)
                                    .collect(joining(", ")));
        }
        return lines;
    }

    private static String sentence(Meaning meaning) {
        String text = meaning.cause();
        Place place = text.contains("{pair}") ? BETWEEN : SOMEWHERE;
        return phrases(place)
                .sentence(
                        text.replace("{server}", "SERVER")
                                .replace("{backend}", "POD")
                                .replace("{pod}", "POD")
                                .replace("{service}", "SERVICE")
                                .replace("{family}", "one family")
                                .replace("{protocol}", "one protocol")
                                .replace("{rate}", "a part")
                                .replace("{part}", "SCENARIO"));
    }

    private static Stream<String> commands(Meaning meaning) {
        return meaning.look().stream()
                .map(command -> command.replace("{POD}", "POD").replace("{SERVER}", "SERVER"))
                .map(command ->
                        phrases(command.contains("{FROM}") ? BETWEEN : SOMEWHERE)
                                .command(command)
                                .orElseThrow());
    }

    private static Phrases phrases(Place place) {
        return new Phrases(place, Rate.of(1, 1), "", false);
    }

    /** {@code owner/repository#number} as a link. */
    private static String link(String report) {
        int number = report.indexOf('#');
        return "["
                + report
                + "](https://github.com/"
                + report.substring(0, number)
                + "/issues/"
                + report.substring(number + 1)
                + ")";
    }

    @Test
    void theDocumentIsCurrent() throws IOException {
        GeneratedDocument.assertCurrent(DOCUMENT, document());
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void aCodeIsExplainedInOneSentence(Code code) {
        assertTrue(code.means().matches("[A-Z][^.]*(\\.[^ ][^.]*)*\\."), code.means());
    }
}
