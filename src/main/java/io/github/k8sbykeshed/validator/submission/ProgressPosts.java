package io.github.k8sbykeshed.validator.submission;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Tells Sonobuoy's worker how the run goes, which {@code sonobuoy status} then shows: how many
 * cases are done, and which failed, before the end. What cannot be told is told again with the next
 * state; it never holds up the run.
 */
final class ProgressPosts implements Progress {

    /** Each is relayed to the API server: more often would only cost. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final int TIMEOUT_MILLIS = 2_000;

    private final URI worker;
    private final Thread thread;
    private final List<String> failures = new ArrayList<>();
    private int total;
    private int completed;
    private String message = "agents start";
    private boolean changed = true;
    private boolean ended;

    /**
     * @param port of the worker, on this pod's loopback
     */
    ProgressPosts(int port) {
        worker = URI.create("http://localhost:" + port + "/progress");
        thread = Thread.ofVirtual().name("progress").start(this::post);
    }

    @Override
    public synchronized void planned(int cases) {
        total = cases;
        change("0 of " + total);
    }

    @Override
    public void started(String name) {}

    @Override
    public synchronized void finished(CaseResult result) {
        switch (result.outcome()) {
            case Outcome.Conforms o -> completed++;
            case Outcome.NotApplicable o -> completed++;
            case Outcome.Violates o -> failures.add(result.name());
            case Outcome.Inconclusive o -> failures.add(result.name());
            case Outcome.NotRun o -> failures.add(result.name());
        }
        change(
                (completed + failures.size())
                        + " of "
                        + total
                        + ", last "
                        + result.name()
                        + ": "
                        + result.outcome().word().toLowerCase(Locale.ROOT));
    }

    /**
     * The last word: these are all cases, nothing remains.
     *
     * @param most how long to wait until it has been heard
     */
    void end(List<CaseResult> cases, String verdict, Duration most) throws InterruptedException {
        synchronized (this) {
            total = cases.size();
            completed = 0;
            failures.clear();
            cases.forEach(this::finished);
            change(verdict);
            ended = true;
        }
        if (!thread.join(most)) {
            thread.interrupt();
        }
    }

    private synchronized void change(String now) {
        message = now;
        changed = true;
        notifyAll();
    }

    private void post() {
        try {
            while (true) {
                String state;
                boolean last;
                synchronized (this) {
                    while (!changed) {
                        if (ended) {
                            return;
                        }
                        wait();
                    }
                    changed = false;
                    state = state();
                    last = ended;
                }
                boolean heard = send(state);
                if (last && heard) {
                    return;
                }
                if (!heard) {
                    // The worker may start later than this.
                    synchronized (this) {
                        changed = true;
                    }
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // Nobody waits any more.
        }
    }

    private boolean send(String state) {
        try {
            var connection = (HttpURLConnection) worker.toURL().openConnection();
            try {
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                connection.setRequestMethod("POST");
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (var out = connection.getOutputStream()) {
                    out.write(state.getBytes(StandardCharsets.UTF_8));
                }
                return connection.getResponseCode() < 300;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private String state() {
        return "{\"msg\":"
                + quoted(message)
                + ",\"total\":"
                + total
                + ",\"completed\":"
                + completed
                + ",\"failures\":"
                + failures.stream()
                        .map(ProgressPosts::quoted)
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> {
                    if (c == '"' || c == '\\') {
                        quoted.append('\\').appendCodePoint(c);
                    } else {
                        quoted.appendCodePoint(c < ' ' ? ' ' : c);
                    }
                });
        return quoted.append('"').toString();
    }
}
