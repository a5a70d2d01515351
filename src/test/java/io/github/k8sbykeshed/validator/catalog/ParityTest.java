package io.github.k8sbykeshed.validator.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.GeneratedDocument;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code make docs} writes docs/parity.md. */
class ParityTest {

    private static final Path DOCUMENT = Path.of("docs/parity.md");

    private static final Spec BASIC =
            Spec.of("clusterip/basic", "served").label("type=cluster_ip").covers("Services serve");

    private static List<String> list(String name) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/parity").resolve(name));
    }

    private static Parity parity() throws IOException {
        return new Parity(
                Catalog.scenarios().stream().map(Scenario::spec).toList(),
                list("upstream.txt"),
                list("upstream-rest.txt"),
                list("predecessor.txt"),
                list("catalogue.txt"));
    }

    @Test
    void everySpecIsCheckedOrPlannedOrDoesNotBelongHere() throws IOException {
        Parity parity = parity();
        assertTrue(parity.upstream().size() > 170, () -> parity.upstream().size() + " specs");
        assertEquals(
                List.of(),
                parity.problems(),
                "to be mended in the scenarios or src/test/resources/parity; then `make docs`");
    }

    @Test
    void theDocumentIsCurrent() throws IOException {
        GeneratedDocument.assertCurrent(DOCUMENT, parity().document());
    }

    /** As the engine selects, not as this test would. */
    @Test
    void thePredecessorsLabelsSelect() throws IOException {
        for (String line : parity().predecessor()) {
            String label = "type=" + line.substring(0, line.indexOf(' '));
            var selection = new Selection(label, null, List.of());
            assertFalse(Validation.select(Catalog.scenarios(), selection).isEmpty(), label);
        }
    }

    private static Parity parity(List<String> rest, String predecessor) {
        return new Parity(
                List.of(BASIC),
                List.of("# a comment", "C Services serve", "  Services last [Slow]"),
                rest,
                List.of(predecessor),
                List.of("clusterip/basic     it serves", "clusterip/lasting   it lasts"));
    }

    private static final List<String> REST = List.of("planned clusterip/lasting", "  *[Slow]");

    @Test
    void saysWhatIsWhere() {
        Parity parity = parity(REST, "cluster_ip   it was served");
        assertEquals(List.of(), parity.problems());
        String document = parity.document();
        assertTrue(document.contains("| `type=cluster_ip` | it was served | clusterip/basic |"));
        assertTrue(document.contains("Of 2: 1 checked, 1 planned."), document);
        assertTrue(document.contains("| C | Services serve | clusterip/basic |"), document);
        assertTrue(document.contains("|  | Services last [Slow] | *planned*: clusterip/lasting |"));
        assertTrue(document.contains("| clusterip/lasting | it lasts | *planned* |"), document);
        assertTrue(document.contains("| clusterip/basic | served |  |"), document);
    }

    @Test
    void findsALabelThatSelectsNothing() {
        assertEquals(
                List.of("no scenario has the predecessor's label type=node_port"),
                parity(REST, "node_port it was served").problems());
    }

    @Test
    void findsASpecOfWhichNothingIsSaid() {
        assertEquals(
                List.of("nothing is said of \"Services last [Slow]\": cover it or say why not"),
                parity(List.of(), "cluster_ip x").problems());
    }

    @Test
    void findsWhatIsSaidOfNoSpecOrTwiceOrOfACoveredOne() {
        assertEquals(
                List.of(
                        "\"Services serve\" is covered: say no more of it",
                        "two things are said of \"Services last [Slow]\"",
                        "\"Services never\" is the name of no spec",
                        "\"planned clusterip/no-such\" neither plans nor says why not",
                        "\"because\" neither plans nor says why not"),
                parity(
                                List.of(
                                        "not here: it is slow",
                                        "  Services*",
                                        "  Services never",
                                        "planned clusterip/no-such",
                                        "  Services last [Slow]",
                                        "because",
                                        "  Services serve"),
                                "cluster_ip x")
                        .problems());
    }

    @Test
    void findsABehaviourThatIsInNoScenario() {
        var catalogue =
                List.of(
                        "clusterip/again in clusterip/basic: it serves again",
                        "clusterip/ever in clusterip/lasting: it serves for ever");
        var parity =
                new Parity(
                        List.of(BASIC),
                        List.of("C Services serve"),
                        List.of(),
                        List.of(),
                        catalogue);
        assertEquals(
                List.of("clusterip/ever is said to be in clusterip/lasting, which is no scenario"),
                parity.problems());
    }

    @Test
    void findsACoveredSpecThatIsNone() {
        var parity =
                new Parity(
                        List.of(BASIC.covers("Services serv")),
                        List.of("C Services serve"),
                        List.of(),
                        List.of(),
                        List.of());
        assertEquals(
                List.of("clusterip/basic covers \"Services serv\", which is no spec"),
                parity.problems());
    }
}
