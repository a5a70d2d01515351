package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreationTest {

    private static final Pod MADE = pod("mine", null);

    private final Queue<KubernetesClientException> refusals = new ArrayDeque<>();
    private final Queue<Pod> there = new ArrayDeque<>();
    private int tries;

    private static Pod pod(String run, String deleted) {
        return new PodBuilder()
                .withNewMetadata()
                .addToLabels(Cluster.RUN, run)
                .withDeletionTimestamp(deleted)
                .endMetadata()
                .build();
    }

    private static KubernetesClientException refusal(int code, String reason) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withReason(reason).build());
    }

    private Pod create() {
        return Creation.of(
                "mine",
                () -> {
                    tries++;
                    if (!refusals.isEmpty()) {
                        throw refusals.remove();
                    }
                    return MADE;
                },
                there::poll);
    }

    /** With many creations at once the counting of a quota conflicts, and API servers are busy. */
    @ParameterizedTest
    @CsvSource({"409, Conflict", "429, TooManyRequests"})
    void whatPassesIsRepeated(int code, String reason) {
        refusals.addAll(List.of(refusal(code, reason), refusal(code, reason)));
        assertSame(MADE, create());
        assertEquals(3, tries);
    }

    @Test
    void theClientsOwnRepetitionFindsItsObject() {
        refusals.add(refusal(409, "AlreadyExists"));
        Pod first = pod("mine", null);
        there.add(first);
        assertSame(first, create());
        assertEquals(1, tries);
    }

    @Test
    void anotherRunsObjectIsNotTaken() {
        refusals.add(refusal(409, "AlreadyExists"));
        there.add(pod("other", null));
        assertThrows(Creation.Stranger.class, this::create);
        refusals.add(refusal(409, "AlreadyExists"));
        there.add(new PodBuilder().withNewMetadata().endMetadata().build());
        assertThrows(Creation.Stranger.class, this::create);
    }

    /** One that is gone when it is looked for, and one that is on its way out. */
    @Test
    void whatMakesRoomIsWaitedFor() {
        refusals.addAll(List.of(refusal(409, "AlreadyExists"), refusal(409, "AlreadyExists")));
        there.add(pod("mine", "2026-01-01T00:00:00Z"));
        assertSame(MADE, create());
        assertEquals(3, tries);
    }

    @ParameterizedTest
    @CsvSource({"403, Forbidden", "422, Invalid", "400,"})
    void otherRefusalsAreFinal(int code, String reason) {
        refusals.add(refusal(code, reason));
        assertEquals(code, assertThrows(KubernetesClientException.class, this::create).getCode());
        assertEquals(1, tries);
    }

    @Test
    void aThreadThatIsToldToStopRepeatsNothing() {
        refusals.addAll(List.of(refusal(409, "Conflict"), refusal(409, "Conflict")));
        Thread.currentThread().interrupt();
        assertThrows(KubernetesClientException.class, this::create);
        assertTrue(Thread.interrupted());
        assertEquals(1, tries);
    }

    @Test
    void atMostFiftyAreAskedForAtATime() throws InterruptedException {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        List<Future<Integer>> all =
                Creation.all(
                        IntStream.range(0, 200).boxed().toList(),
                        each -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            Creation.pause();
                            now.decrementAndGet();
                            return each;
                        });
        assertEquals(
                IntStream.range(0, 200).boxed().toList(),
                all.stream().map(Future::resultNow).toList());
        assertTrue(most.get() <= 50, most::toString);
        assertTrue(most.get() > 10, most::toString);
    }
}
