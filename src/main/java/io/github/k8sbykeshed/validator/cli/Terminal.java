package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * What shows the output.
 *
 * @param isLive whether a line can be erased: it is a terminal, and no file and no pipe
 * @param hasColour whether colours are wanted there
 * @param columns how many characters fit in a line
 */
record Terminal(boolean isLive, boolean hasColour, int columns) {

    /** What every terminal has. */
    private static final int USUAL_COLUMNS = 80;

    private static final int FEWEST_COLUMNS = 20;

    /** The terminal of this process. */
    static Terminal find() {
        boolean isLive = isInteractive();
        return of(isLive, System.getenv(), isLive ? askedColumns() : OptionalInt.empty());
    }

    /** Whether a person sees the output and can answer it: both ends are a terminal. */
    static boolean isInteractive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * @param environment of which COLUMNS, NO_COLOR (no-color.org) and TERM are heeded
     * @param asked the columns that the terminal itself says it has
     */
    static Terminal of(boolean isLive, Map<String, String> environment, OptionalInt asked) {
        boolean isDumb = "dumb".equals(environment.get("TERM"));
        boolean isPlain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        String told = environment.getOrDefault("COLUMNS", "");
        int columns =
                told.matches("[1-9][0-9]{0,3}")
                        ? Integer.parseInt(told)
                        : asked.orElse(USUAL_COLUMNS);
        return new Terminal(
                isLive && !isDumb,
                isLive && !isDumb && !isPlain,
                Math.max(FEWEST_COLUMNS, columns));
    }

    /** What a person reads first of a run, as wide as the terminal; elsewhere as it is. */
    String print(Run run) {
        return isLive ? Reports.terminal(run, hasColour, columns) : Reports.terminal(run, false);
    }

    /** Java does not know it; {@code stty} does, wherever there are terminals. */
    private static OptionalInt askedColumns() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                if (!stty.waitFor(1, TimeUnit.SECONDS) || stty.exitValue() != 0) {
                    return OptionalInt.empty();
                }
                byte[] size = stty.getInputStream().readNBytes(32);
                String[] words = new String(size, StandardCharsets.US_ASCII).strip().split(" ", -1);
                int columns = words.length == 2 ? Integer.parseInt(words[1]) : 0;
                return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
            } finally {
                stty.destroy();
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
