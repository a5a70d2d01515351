package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.report.Reports;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Who is waited for before the cases begin: on a terminal in one line that is drawn again and
 * again, in a log in one line now and then.
 */
final class WaitingLine implements Consumer<String>, AutoCloseable {

    private static final String ERASE = "\r\u001b[K";

    /** A start that takes no longer is not worth a word in a log, seconds. */
    private static final int OFTEN = 10;

    private final PrintStream out;
    private final boolean live;
    private final int width;
    private int told;

    /**
     * @param live whether a terminal shows it
     * @param width the terminal's columns
     */
    WaitingLine(PrintStream out, boolean live, int width) {
        this.out = out;
        this.live = live;
        this.width = width;
    }

    /**
     * @param words who is waited for; this is called every second
     */
    @Override
    public void accept(String words) {
        String line = Reports.plain(words);
        told++;
        if (live) {
            out.print(ERASE + line.substring(0, Math.min(line.length(), width - 1)));
            out.flush();
        } else if (told % OFTEN == 0) {
            out.println(line);
        }
    }

    /** Erases the live line. */
    @Override
    public void close() {
        if (live && told > 0) {
            out.print(ERASE);
            out.flush();
        }
    }
}
