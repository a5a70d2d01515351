package io.github.k8sbykeshed.validator.submission;

import static io.github.k8sbykeshed.validator.submission.Runs.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Sonobuoy's worker hears while a run goes on. */
@Timeout(60)
class ProgressPostsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final List<CaseResult> CASES =
            List.of(
                    result("a/one", new Outcome.Conforms()),
                    result("a/two", new Outcome.Violates("it is wrong")),
                    result("a/three", new Outcome.NotApplicable("no such thing")),
                    result("a/four", new Outcome.Inconclusive("who knows")),
                    result("a/five", new Outcome.NotRun("too late")));

    @Test
    void saysHowManyAreDoneAndWhichFailedBeforeTheEnd() throws Exception {
        try (var worker = new Worker(0)) {
            var posts = new ProgressPosts(worker.port());
            assertEquals(
                    "{\"msg\":\"agents start\",\"total\":0,\"completed\":0,\"failures\":[]}",
                    worker.next());
            posts.planned(5);
            posts.finished(CASES.get(0));
            posts.finished(CASES.get(1));
            assertEquals(
                    "{\"msg\":\"2 of 5, last a/two TCP IPv4:"
                            + " violates\",\"total\":5,\"completed\":1,\"failures\":[\"a/two TCP"
                            + " IPv4\"]}",
                    worker.awaitPost("2 of 5"));
            posts.end(CASES, "exit code 1", SOON);
            assertEquals(
                    "{\"msg\":\"exit code 1\",\"total\":5,\"completed\":2,\"failures\":[\"a/two TCP"
                            + " IPv4\",\"a/four TCP IPv4\",\"a/five TCP IPv4\"]}",
                    worker.awaitPost("exit code"));
            assertEquals(List.of(), worker.strange());
        }
    }

    @Test
    void aWorkerThatStartsLaterHearsTheNewestState() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var posts = new ProgressPosts(port);
        posts.planned(5);
        posts.finished(CASES.get(1));
        Thread.sleep(300);
        try (var worker = new Worker(port)) {
            assertNotNull(worker.awaitPost("1 of 5"));
            posts.end(CASES, "end", SOON);
        }
    }

    @Test
    void whatTheWorkerRefusesIsToldAgain() throws Exception {
        try (var worker = new Worker(0)) {
            worker.answer = 500;
            var posts = new ProgressPosts(worker.port());
            assertEquals(worker.next(), worker.next());
            worker.answer = 200;
            posts.end(CASES, "end", SOON);
            assertNotNull(worker.awaitPost("\"end\""));
        }
    }

    @Test
    void manyStatesAreNotManyPosts() throws Exception {
        try (var worker = new Worker(0)) {
            var posts = new ProgressPosts(worker.port());
            posts.planned(10_000);
            for (int i = 0; i < 10_000; i++) {
                posts.finished(CASES.get(0));
            }
            posts.end(CASES, "end", SOON);
            assertTrue(worker.waiting() < 40, () -> worker.waiting() + " posts");
        }
    }

    @Test
    void nobodyThereHoldsNothingUp() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var posts = new ProgressPosts(port);
        long begin = System.nanoTime();
        posts.end(CASES, "end", Duration.ofMillis(500));
        assertTrue(System.nanoTime() - begin < SOON.toNanos());
    }

    @Test
    void isJsonWhateverANameHolds() throws Exception {
        try (var worker = new Worker(0)) {
            var posts = new ProgressPosts(worker.port());
            posts.end(List.of(result("a/\"\\\n", new Outcome.Violates("x"))), "a \"word\"", SOON);
            assertEquals(
                    "{\"msg\":\"a"
                            + " \\\"word\\\"\",\"total\":1,\"completed\":0,\"failures\":[\"a/\\\"\\\\\\n"
                            + " TCP IPv4\"]}",
                    worker.awaitPost("word"));
        }
    }
}
