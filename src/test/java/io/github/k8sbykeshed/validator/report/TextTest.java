package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void aLineStaysALineAndSteersNoTerminal() {
        assertEquals("a b", Text.line("a\nb"));
        assertEquals("a?[31mb", Text.line("a\u001b[31mb"));
        assertEquals("a?b?c", Text.line("a\u202eb\u0000c"));
        assertEquals("half ?", Text.line("half \uD83D"));
        assertEquals("b\u00fcro \uD83D\uDE00", Text.line("b\u00fcro \uD83D\uDE00"));
        assertEquals("as it is {}<>", Text.line("as it is {}<>"));
    }

    @Test
    void theFirstLine() {
        assertEquals("one", Text.firstLine("\n one\ntwo"));
        assertEquals("", Text.firstLine(" \n"));
    }

    @Test
    void numbersAreTheSameInEveryCountry() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals("1,000,000", Text.number(1_000_000));
            assertEquals("1.3 s", Text.seconds(1_250));
            assertEquals("0.4 ms", Text.micros(412));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void timesHaveTheUnitThatFits() {
        assertEquals("9.9 ms", Text.micros(9_940));
        assertEquals("10 ms", Text.micros(10_000));
        assertEquals("999 ms", Text.micros(999_999));
        assertEquals("1.0 s", Text.micros(1_000_000));
        assertEquals("999 ms", Text.millis(999));
        assertEquals("61.0 s", Text.millis(61_000));
    }

    @Test
    void oneIsSingular() {
        assertEquals("1 cell", Text.count(1, "cell"));
        assertEquals("0 cells", Text.count(0, "cell"));
    }

    @Test
    void longListsAreCut() {
        assertEquals("a, b", Text.some(List.of("a", "b"), 2));
        assertEquals("a, b and 1 more", Text.some(List.of("a", "b", "c"), 2));
    }

    @Test
    void widthIsCountedInCharacters() {
        assertEquals("\uD83D\uDE00  |", Text.padded("\uD83D\uDE00", 3) + "|");
    }
}
