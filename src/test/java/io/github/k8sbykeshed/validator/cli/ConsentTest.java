package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.cluster.Choices;
import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.Case;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentTest {

    private static final PrintStream NOWHERE = new PrintStream(new ByteArrayOutputStream());

    private static List<String> sentences(List<Case> cases, int pods, int nodes) {
        return Consent.sentences(
                new Cluster.Deployment(
                        "abc",
                        "svc-test-abc",
                        new Cluster.Image("image", null),
                        "token",
                        Duration.ofMinutes(66),
                        Duration.ofMinutes(5),
                        Budgets.defaults(),
                        null,
                        1,
                        cases,
                        Choices.none()),
                pods,
                nodes);
    }

    @Test
    void whatIsMadeAndForHowLongIsSaid() {
        assertEquals(
                List.of(
                        "This makes up to 24 pods on 3 nodes, and Services, in the namespaces"
                                + " svc-test-abc and svc-test-abc-host, and removes them at the end.",
                        "It takes about 2 minutes on a small cluster, and never more than 66"
                                + " minutes."),
                sentences(Validation.select(Catalog.scenarios(), Selection.all()), 24, 3));
        List<String> least = sentences(List.of(), 1, 1);
        assertTrue(least.getFirst().startsWith("This makes up to 1 pod on 1 node, "));
        assertTrue(least.getLast().startsWith("It takes about 1 minute on"), least::toString);
    }

    @Test
    void itIsAskedWhereAPersonCanAnswerAndHasNot() {
        assertTrue(Consent.isDue(false, true, false, Map.of()));
        assertTrue(Consent.isDue(false, true, false, Map.of("CI", "false")));
        assertTrue(Consent.isDue(false, true, false, Map.of("CI", "")));
        assertFalse(Consent.isDue(true, true, false, Map.of()), "--yes");
        assertFalse(Consent.isDue(false, false, false, Map.of()), "a pipe");
        assertFalse(Consent.isDue(false, true, true, Map.of()), "a pod");
        assertFalse(Consent.isDue(false, true, false, Map.of("CI", "true")), "a CI server");
    }

    private static boolean answer(String text) {
        return Consent.ask(
                NOWHERE, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "Y\n", " yes \n", "yes"})
    void yesIsAYes(String text) {
        assertTrue(answer(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "no\n", "yesterday\n", "\ny\n"})
    void anythingElseIsNone(String text) {
        assertFalse(answer(text));
    }

    @Test
    void aSignalIsNone() throws Exception {
        try (InputStream open = new PipedInputStream(new PipedOutputStream())) {
            Thread.currentThread().interrupt();
            assertFalse(Consent.ask(NOWHERE, open));
            assertFalse(Thread.interrupted());
        }
    }
}
