package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationTest {

    private static final Expectation SEEING = Expectation.seeing(new Address("10.0.0.1"));

    @Test
    void anAnswerIsHopedForOrSilenceOrNeither() {
        for (Expectation positive :
                List.of(
                        Expectation.answeredBy("a"),
                        Expectation.answeredByAll(Set.of("a")),
                        Expectation.sameBackend(2),
                        Expectation.chosenAnew(Set.of("a", "b"), Duration.ofSeconds(1)),
                        Expectation.served(),
                        Expectation.resolves(Set.of("1.1.1.1")),
                        SEEING,
                        Expectation.answeredBy("a").and(SEEING))) {
            assertTrue(positive.isPositive(), positive.toString());
            assertFalse(positive.isNegative(), positive.toString());
        }
        for (Expectation negative :
                List.of(
                        Expectation.refused(),
                        Expectation.notAnswered(),
                        Expectation.refused().and(Expectation.notAnswered()))) {
            assertFalse(negative.isPositive(), negative.toString());
            assertTrue(negative.isNegative(), negative.toString());
        }
        for (Expectation neither : List.of(Expectation.recorded(), Expectation.unasked())) {
            assertFalse(neither.isPositive(), neither.toString());
            assertFalse(neither.isNegative(), neither.toString());
        }
    }

    @Test
    void saysWhoMayAnswer() {
        assertEquals(Set.of("a", "b"), Expectation.answeredBy(Set.of("a", "b")).agents());
        assertEquals(Set.of("a"), Expectation.answeredBy("a").and(SEEING).agents());
        assertEquals(Set.of(), Expectation.refused().agents());
    }

    @Test
    void readsAsWhatFollowsTheWordExpected() {
        assertEquals("answered by a", Expectation.answeredBy("a").describe());
        assertEquals(
                "answered by one of a, b", Expectation.answeredBy(Set.of("b", "a")).describe());
        assertEquals(
                "answered by each of a, b", Expectation.answeredByAll(Set.of("b", "a")).describe());
        assertEquals(
                "answered by a and seen as coming from 10.0.0.1",
                Expectation.answeredBy("a").and(SEEING).describe());
    }

    @Test
    void mustNameSomebody() {
        assertThrows(
                IllegalArgumentException.class, () -> Expectation.answeredBy(Set.<String>of()));
        assertThrows(IllegalArgumentException.class, () -> Expectation.answeredByAll(Set.of()));
        assertThrows(IllegalArgumentException.class, () -> Expectation.resolves(Set.of()));
        assertThrows(IllegalArgumentException.class, () -> Expectation.sameBackend(1));
    }

    @Test
    void equalSetsInAnyOrderAreEqual() {
        assertEquals(
                Expectation.answeredBy(Set.of("a", "b")), Expectation.answeredBy(Set.of("b", "a")));
    }
}
