package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class StuckTest {

    @Test
    void saysWhereAThreadWaitsForAnother() throws Exception {
        var never = new Semaphore(0);
        Thread waits = Thread.startVirtualThread(never::acquireUninterruptibly);
        Given.await("it waits", () -> waits.getState() == Thread.State.WAITING);
        String said = Batch.whereStuck(List.of(waits));
        assertTrue(said.contains(" WAITING\n"), said);
        assertTrue(said.contains("Semaphore.acquireUninterruptibly"), said);
        never.release();
        waits.join();
    }

    @Test
    void whoWaitsForATimeIsNotStuck() throws Exception {
        Thread sleeps =
                Thread.startVirtualThread(() -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Given.await("it sleeps", () -> sleeps.getState() == Thread.State.TIMED_WAITING);
        assertEquals("", Batch.whereStuck(List.of(sleeps)));
        sleeps.interrupt();
        sleeps.join();
    }
}
