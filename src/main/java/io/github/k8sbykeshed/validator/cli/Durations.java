package io.github.k8sbykeshed.validator.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as {@code 500ms}, {@code 90s}, {@code 15m}, {@code 2h}. */
final class Durations implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            if (text.endsWith("ms")) {
                return positive(text, Duration.ofMillis(number(text, 2)));
            }
            return positive(
                    text,
                    switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                        case 's' -> Duration.ofSeconds(number(text, 1));
                        case 'm' -> Duration.ofMinutes(number(text, 1));
                        case 'h' -> Duration.ofHours(number(text, 1));
                        default -> Duration.ZERO;
                    });
        } catch (NumberFormatException | ArithmeticException e) {
            throw wrong(text);
        }
    }

    private static long number(String text, int unit) {
        return Long.parseLong(text.substring(0, text.length() - unit));
    }

    private static Duration positive(String text, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw wrong(text);
        }
        return duration;
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "'" + text + "' is no duration: write a number with ms, s, m or h, such as 90s");
    }
}
