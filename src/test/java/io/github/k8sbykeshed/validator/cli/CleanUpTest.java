package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CleanUpTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final List<String> NAMES = List.of("svc-test-a", "svc-test-a-host");

    @Test
    void nothingIsLeftWhenAllIsGone() {
        CleanUp cleanUp = CleanUp.start(() -> {}, List::of, () -> NAMES);
        assertEquals(Optional.empty(), cleanUp.await(LONG, () -> LONG));
    }

    @Test
    void whatTakesLongIsAWarningWithTheCommandThatFinishesIt() {
        var never = new CountDownLatch(1);
        CleanUp cleanUp =
                CleanUp.start(
                        () -> {},
                        () -> {
                            never.await();
                            return List.of();
                        },
                        () -> NAMES);
        assertEquals(
                "Still being deleted; Kubernetes goes on by itself, svc-test cleanup svc-test-a"
                        + " svc-test-a-host sees to it.",
                cleanUp.await(Duration.ofMillis(1), () -> LONG).orElseThrow());
    }

    /** A signal while the deletion is being asked for: it is asked for all the same. */
    @Test
    void anInterruptEndsTheWaitAndNotTheDeletion() {
        var interrupted = new CountDownLatch(1);
        var asked = new AtomicBoolean();
        var never = new CountDownLatch(1);
        CleanUp cleanUp =
                CleanUp.start(
                        () -> {
                            awaitQuietly(interrupted);
                            asked.set(true);
                        },
                        () -> {
                            never.await();
                            return List.of();
                        },
                        () -> NAMES);
        Thread.currentThread().interrupt();
        String left =
                cleanUp.await(
                                LONG,
                                () -> {
                                    interrupted.countDown();
                                    return LONG;
                                })
                        .orElseThrow();
        assertTrue(asked.get(), "the deletion was not asked for");
        assertTrue(left.startsWith("Still being deleted"), left);
        assertFalse(Thread.interrupted(), "the interrupt was taken");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatCannotBeAskedForIsSaid() {
        CleanUp cleanUp =
                CleanUp.start(
                        () -> {
                            throw new IllegalStateException("The API server is away.");
                        },
                        List::of,
                        List::of);
        assertEquals(
                "The API server is away. What is left: delete the objects with the label"
                        + " k8s-service-validator/run.",
                cleanUp.await(LONG, () -> LONG).orElseThrow());
    }
}
