package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster.Deployment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a run is about to do to a cluster, and whether the person at the terminal wants that. */
final class Consent {

    /**
     * How long agents take to start, and a case at a concurrency of 16: docs/benchmarks.md has 100
     * to 164 s for 199 cases on a cluster that has two cores in all.
     */
    private static final Duration START = Duration.ofSeconds(20);

    private static final Duration CASE = Duration.ofMillis(600);

    private Consent() {}

    /**
     * What will be made, and for how long: a sentence each.
     *
     * @param pods how many pods at most
     * @param nodes on how many nodes
     */
    static List<String> sentences(Deployment wanted, int pods, int nodes) {
        long seconds = START.plus(CASE.multipliedBy(wanted.cases().size())).toSeconds();
        return List.of(
                "This makes up to "
                        + count(pods, "pod")
                        + " on "
                        + count(nodes, "node")
                        + ", and Services, in the namespaces "
                        + wanted.namespace()
                        + " and "
                        + wanted.hostNamespace()
                        + ", and removes them at the end.",
                "It takes about "
                        + count(Math.max(1, (seconds + 30) / 60), "minute")
                        + " on a small cluster, and never more than "
                        + count(wanted.lifetime().toMinutes(), "minute")
                        + ".");
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /**
     * Whether a person has to be asked: not where nobody can answer, or somebody has.
     *
     * @param answered whether it was said on the command line
     * @param isInteractive whether a terminal is at both ends
     * @param isInPod whether this process runs in a pod
     * @param environment of which CI is heeded, which CI servers set
     */
    static boolean isDue(
            boolean answered,
            boolean isInteractive,
            boolean isInPod,
            Map<String, String> environment) {
        String server = environment.getOrDefault("CI", "");
        boolean isServer = !server.isEmpty() && !server.equals("false");
        return !answered && isInteractive && !isInPod && !isServer;
    }

    /** Asks, and waits for a line; the end of the input and a signal are a no. */
    static boolean ask(PrintStream out, InputStream in) {
        out.print("Go on? [y/N] ");
        out.flush();
        var answer = new CompletableFuture<String>();
        // A read cannot be interrupted; the process need not wait for it.
        Thread.ofPlatform().daemon().name("answer").start(() -> read(in, answer));
        try {
            return List.of("y", "yes").contains(answer.get().strip().toLowerCase(Locale.ROOT));
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            // Whoever sent it wants an end, and nothing was made that has to be removed.
            out.println();
            return false;
        }
    }

    private static void read(InputStream in, CompletableFuture<String> answer) {
        try {
            var reader = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
            String line = reader.readLine();
            answer.complete(line == null ? "" : line);
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }
}
