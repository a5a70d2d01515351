package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Says how a run goes: on a terminal in one line that is drawn again and again, below the cases
 * that failed; in a log in one line for every case that ends.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {

    private static final String ERASE = "\r\u001b[K";
    private static final int WORD = 14;

    private final PrintStream out;
    private final boolean live;
    private final int width;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> running = new LinkedHashSet<>();
    private String waiting = "";
    private int planned;
    private int done;
    private int failed;
    private boolean closed;

    /**
     * @param live whether a terminal shows it, which can erase a line
     * @param width the terminal's columns; a longer live line is cut, since a wrapped one cannot be
     *     erased
     */
    public ConsoleProgress(PrintStream out, boolean live, int width) {
        this.out = out;
        this.live = live;
        this.width = width;
    }

    @Override
    public void planned(int cases) {
        locked(() -> planned = cases);
    }

    @Override
    public void started(String name) {
        locked(() -> {
            running.add(Text.line(name));
            draw();
        });
    }

    @Override
    public void waiting(String what) {
        locked(() -> {
            waiting = Text.line(what);
            draw();
        });
    }

    @Override
    public void finished(CaseResult result) {
        locked(() -> {
            running.remove(Text.line(result.name()));
            done++;
            boolean isFailure = isFailure(result.outcome());
            if (isFailure) {
                failed++;
            }
            if (!live) {
                out.println(line(result));
            } else if (isFailure) {
                out.print(ERASE);
                out.println(line(result));
            }
            draw();
        });
    }

    /** Erases the live line. What is told afterwards is dropped. */
    @Override
    public void close() {
        locked(() -> {
            if (live) {
                out.print(ERASE);
                out.flush();
            }
            closed = true;
        });
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            if (!closed) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Violates o -> true;
            case Outcome.Inconclusive o -> true;
            case Outcome.NotRun o -> true;
            case Outcome.Conforms o -> false;
            case Outcome.NotApplicable o -> false;
        };
    }

    private String line(CaseResult result) {
        String line =
                done
                        + "/"
                        + planned
                        + " "
                        + Text.padded(result.outcome().word(), WORD)
                        + " "
                        + Text.line(result.name())
                        + " ("
                        + Text.seconds(result.millis())
                        + ")";
        String why = Text.firstLine(result.outcome().reason());
        return why.isEmpty() ? line : line + ": " + why;
    }

    private void draw() {
        if (!live) {
            return;
        }
        String line =
                done + "/" + planned + (failed == 0 ? "" : ", " + failed + " not as expected");
        int most = Math.max(0, width - 1);
        String what =
                waiting.isEmpty() ? names(most - line.length() - 2) : "waiting for " + waiting;
        String whole = what.isEmpty() ? line : line + ": " + what;
        out.print(ERASE + whole.substring(0, Math.min(most, whole.length())));
        out.flush();
    }

    /** As many names of running cases as fit, and how many more there are. */
    private String names(int room) {
        var names = List.copyOf(running);
        for (int shown = names.size(); shown > 1; shown--) {
            String some = Text.some(names, shown);
            if (Text.width(some) <= room) {
                return some;
            }
        }
        return Text.some(names, 1);
    }
}
