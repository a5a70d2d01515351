package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "90s, PT1M30S",
        "15m, PT15M",
        "2h, PT2H",
        "1ms, PT0.001S",
        "1h30m, PT1H30M",
        "2h1s, PT2H1S",
        "1m2s3ms, PT1M2.003S"
    })
    void aNumberWithItsUnit(String text, Duration duration) {
        assertEquals(duration, new Durations().convert(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "90",
                "s",
                "ms",
                "m",
                "1.5h",
                "0s",
                "0ms",
                "-5s",
                "5 s",
                "5d",
                "5S",
                "30m1h",
                "1h 30m",
                "1h30",
                "1h30m30m",
                "99999999999999999999s",
                "9223372036854775807h"
            })
    void everythingElseIsToldInASentence(String text) {
        var e = assertThrows(TypeConversionException.class, () -> new Durations().convert(text));
        assertTrue(
                e.getMessage().startsWith("'" + text + "' is no duration: write"), e.getMessage());
    }
}
