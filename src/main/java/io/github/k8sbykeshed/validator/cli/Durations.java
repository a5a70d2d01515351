package io.github.k8sbykeshed.validator.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as {@code 500ms}, {@code 90s}, {@code 15m}, {@code 1h30m}: large units first. */
final class Durations implements ITypeConverter<Duration> {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        try {
            if (form.matches()) {
                Duration duration =
                        Duration.ofHours(number(form.group(1)))
                                .plusMinutes(number(form.group(2)))
                                .plusSeconds(number(form.group(3)))
                                .plusMillis(number(form.group(4)));
                if (duration.isPositive()) {
                    return duration;
                }
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // It is longer than can be said.
        }
        throw new TypeConversionException(
                "'"
                        + text
                        + "' is no duration: write numbers with h, m, s or ms, such as 90s or"
                        + " 1h30m");
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
