package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API server says of an agent's pod, and what that means for whoever waits for it. */
final class PodState {

    /** Pulls are repeated: a registry that is busy for a moment is no reason to give up. */
    private static final Duration PULLS = Duration.ofSeconds(60);

    /** The kubelet may be about to mend these. */
    private static final Duration SHORTLY = Duration.ofSeconds(5);

    /** States of a container that waiting does not mend, and how long it is tried all the same. */
    private static final Map<String, Duration> HOPELESS =
            Map.of(
                    "ErrImagePull", PULLS,
                    "ImagePullBackOff", PULLS,
                    "ErrImageNeverPull", SHORTLY,
                    "InvalidImageName", SHORTLY,
                    "CreateContainerConfigError", SHORTLY,
                    "CreateContainerError", SHORTLY,
                    "RunContainerError", SHORTLY);

    /** The network is there, and what follows is the image. */
    private static final String NETWORK_READY = "PodReadyToStartContainers";

    private static final String INITIALIZED = "Initialized";

    private PodState() {}

    /** Whether it runs and can be reached. */
    static boolean isRunning(Pod pod) {
        return "Running".equals(phase(pod)) && !pod.getStatus().getPodIPs().isEmpty();
    }

    /** Whether it will never run again. */
    static boolean hasEnded(Pod pod) {
        return "Failed".equals(phase(pod)) || "Succeeded".equals(phase(pod));
    }

    private static String phase(Pod pod) {
        PodStatus status = pod.getStatus();
        return status == null ? "" : Objects.requireNonNullElse(status.getPhase(), "");
    }

    /** After how long in its state it is given up, if that does not mend itself. */
    static Optional<Duration> hopelessAfter(Pod pod) {
        return waiting(pod)
                .map(ContainerStateWaiting::getReason)
                .filter(Objects::nonNull)
                .map(HOPELESS::get);
    }

    /** Whether its node is known to have begun to fetch its image. */
    static boolean isPulling(Pod pod) {
        return cause(pod) == Absent.PULLING;
    }

    /** Why it does not run, though it may yet. */
    static Absent cause(Pod pod) {
        if (isRunning(pod)) {
            return Absent.UNREACHED;
        }
        if (hasEnded(pod)) {
            return Absent.ENDED;
        }
        PodStatus status = pod.getStatus();
        if (status == null || status.getContainerStatuses().isEmpty()) {
            return Absent.SILENCE;
        }
        Optional<Duration> hopeless = hopelessAfter(pod);
        if (hopeless.isPresent()) {
            return hopeless.get().equals(PULLS) ? Absent.NO_IMAGE : Absent.CONTAINER;
        }
        // Kubelets before 1.29 say nothing of the network.
        boolean network =
                condition(pod, NETWORK_READY)
                        .or(() -> condition(pod, INITIALIZED))
                        .map(PodCondition::getStatus)
                        .filter("True"::equals)
                        .isPresent();
        return network ? Absent.PULLING : Absent.NO_NETWORK;
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    /** What its container says of itself; empty if that is nothing. */
    static String words(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return "";
        }
        if (hasEnded(pod)) {
            return status.getMessage() == null ? lastWords(pod) : status.getMessage();
        }
        return waiting(pod)
                .map(state -> state.getReason() + inBrackets(state.getMessage()))
                .orElse("");
    }

    private static String lastWords(Pod pod) {
        return states(pod)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst()
                .map(ended -> "exit code " + ended.getExitCode() + inBrackets(lastLine(ended)))
                .orElse("no reason given");
    }

    private static @Nullable String lastLine(ContainerStateTerminated ended) {
        String message = ended.getMessage();
        return message == null || message.isBlank()
                ? ended.getReason()
                : message.strip().lines().toList().getLast();
    }

    private static String inBrackets(@Nullable String text) {
        return text == null || text.isBlank() ? "" : " (" + text + ")";
    }

    private static Optional<ContainerStateWaiting> waiting(Pod pod) {
        return states(pod).map(ContainerState::getWaiting).filter(Objects::nonNull).findFirst();
    }

    private static Stream<ContainerState> states(Pod pod) {
        PodStatus status = pod.getStatus();
        List<ContainerStatus> all = status == null ? List.of() : status.getContainerStatuses();
        return all.stream().map(ContainerStatus::getState).filter(Objects::nonNull);
    }
}
