package io.github.k8sbykeshed.validator.submission;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells Sonobuoy's worker how the run goes, which {@code sonobuoy status} then shows: how many
 * cases are done, and which failed, before the end. What cannot be told is told again with the next
 * state; it never holds up the run.
 */
final class ProgressPosts implements Progress {

    /** Each is relayed to the API server: more often would only cost. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final JsonMapper JSON = new JsonMapper();

    /** What is posted: Sonobuoy gives the names. */
    private record State(String msg, int total, int completed, List<String> failures) {}

    private final URI worker;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(TIMEOUT)
                    .build();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("progress").factory());
    private final CountDownLatch lastWordHeard = new CountDownLatch(1);
    private final List<String> failures = new ArrayList<>();
    private int total;
    private int completed;
    private boolean ended;
    private State state = new State("agents start", 0, 0, List.of());
    private @Nullable State heard;

    /**
     * @param port of the worker, on this pod's loopback
     */
    ProgressPosts(int port) {
        worker = URI.create("http://localhost:" + port + "/progress");
        var unused =
                timer.scheduleWithFixedDelay(
                        this::post, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
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
        count(result);
        change(
                "%d of %d, last %s: %s"
                        .formatted(
                                completed + failures.size(),
                                total,
                                result.name(),
                                result.outcome().word().toLowerCase(Locale.ROOT)));
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
            cases.forEach(this::count);
            change(verdict);
            ended = true;
        }
        try {
            var unused = lastWordHeard.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            timer.shutdownNow();
            client.shutdownNow();
        }
    }

    private void count(CaseResult result) {
        switch (result.outcome()) {
            case Outcome.Conforms o -> completed++;
            case Outcome.NotApplicable o -> completed++;
            case Outcome.Violates o -> failures.add(result.name());
            case Outcome.Inconclusive o -> failures.add(result.name());
            case Outcome.NotRun o -> failures.add(result.name());
        }
    }

    private void change(String message) {
        state = new State(message, total, completed, List.copyOf(failures));
    }

    /** The worker may start later than this, and may be busy: what it has not heard comes again. */
    private void post() {
        State now;
        boolean last;
        synchronized (this) {
            now = state;
            last = ended;
        }
        if (!now.equals(heard) && send(now)) {
            heard = now;
        }
        if (last && now.equals(heard)) {
            lastWordHeard.countDown();
        }
    }

    private boolean send(State now) {
        var request =
                HttpRequest.newBuilder(worker)
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(now)))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
