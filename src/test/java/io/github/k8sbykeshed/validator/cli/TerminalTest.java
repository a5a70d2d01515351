package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static Terminal of(boolean isLive, Map<String, String> environment, int asked) {
        return Terminal.of(isLive, environment, OptionalInt.of(asked));
    }

    @Test
    void aTerminalHasColoursAndTheColumnsThatItSays() {
        assertEquals(new Terminal(true, true, 200), of(true, Map.of(), 200));
        assertEquals(
                new Terminal(true, true, 80), Terminal.of(true, Map.of(), OptionalInt.empty()));
    }

    @Test
    void whoWantsNoColoursGetsNone() {
        assertEquals(new Terminal(true, false, 99), of(true, Map.of("NO_COLOR", "1"), 99));
        assertEquals(new Terminal(true, true, 99), of(true, Map.of("NO_COLOR", ""), 99));
    }

    @Test
    void whatIsNoTerminalOrADumbOneGetsPlainLines() {
        assertEquals(new Terminal(false, false, 99), of(false, Map.of(), 99));
        assertEquals(new Terminal(false, false, 99), of(true, Map.of("TERM", "dumb"), 99));
    }

    @Test
    void columnsCanBeSetAndAreNeverAbsurd() {
        assertEquals(120, of(true, Map.of("COLUMNS", "120"), 99).columns());
        assertEquals(99, of(true, Map.of("COLUMNS", "wide"), 99).columns());
        assertEquals(20, of(true, Map.of("COLUMNS", "1"), 99).columns());
    }
}
