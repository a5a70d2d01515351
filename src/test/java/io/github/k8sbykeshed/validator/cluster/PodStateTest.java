package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.github.k8sbykeshed.validator.cluster.AgentPods.Wanted;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Lost;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStateTest {

    private static PodBuilder pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("agent-w2")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus();
    }

    private static Pod waiting(String reason, String message) {
        return pod("Pending")
                .editStatus()
                .addNewContainerStatus()
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Pod with(Pod pod, String condition, String status) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewCondition()
                .withType(condition)
                .withStatus(status)
                .endCondition()
                .endStatus()
                .build();
    }

    @Test
    void runningIsWithAnAddress() {
        assertFalse(PodState.isRunning(pod("Running").build()));
        assertTrue(PodState.isRunning(running()));
        assertFalse(PodState.isRunning(new PodBuilder().build()));
    }

    private static Pod running() {
        return pod("Running")
                .editStatus()
                .addNewPodIP()
                .withIp("10.1.1.1")
                .endPodIP()
                .endStatus()
                .build();
    }

    /** A registry that is busy for a moment is no reason to give an agent up. */
    @ParameterizedTest
    @CsvSource({
        "ErrImagePull, 60",
        "ImagePullBackOff, 60",
        "ErrImageNeverPull, 5",
        "InvalidImageName, 5",
        "CreateContainerConfigError, 5",
        "CreateContainerError, 5",
        "RunContainerError, 5",
    })
    void statesWithoutHopeAreBorneForAWhile(String reason, int seconds) {
        assertEquals(
                Optional.of(Duration.ofSeconds(seconds)),
                PodState.hopelessAfter(waiting(reason, "")));
    }

    @Test
    void othersAreBornePatiently() {
        assertEquals(Optional.empty(), PodState.hopelessAfter(waiting("ContainerCreating", "")));
        assertEquals(Optional.empty(), PodState.hopelessAfter(running()));
        assertEquals(Optional.empty(), PodState.hopelessAfter(new PodBuilder().build()));
    }

    @Test
    void whatKeepsItFromRunningIsTold() {
        Pod creating = waiting("ContainerCreating", null);
        assertEquals(Absent.SILENCE, PodState.cause(pod("Pending").build()));
        assertEquals(Absent.SILENCE, PodState.cause(new PodBuilder().build()));
        assertEquals(Absent.NO_NETWORK, PodState.cause(creating));
        assertEquals(
                Absent.NO_NETWORK,
                PodState.cause(
                        with(
                                with(creating, "PodReadyToStartContainers", "False"),
                                "Initialized",
                                "True")));
        assertEquals(
                Absent.PULLING,
                PodState.cause(with(creating, "PodReadyToStartContainers", "True")));
        // Kubelets before 1.29.
        assertEquals(Absent.PULLING, PodState.cause(with(creating, "Initialized", "True")));
        assertEquals(Absent.NO_IMAGE, PodState.cause(waiting("ErrImagePull", "429")));
        assertEquals(Absent.CONTAINER, PodState.cause(waiting("CreateContainerError", "")));
        assertEquals(Absent.UNREACHED, PodState.cause(running()));
        assertEquals(Absent.ENDED, PodState.cause(pod("Failed").build()));
    }

    @Test
    void itsLastWordsAreTold() {
        Pod ended =
                pod("Failed")
                        .editStatus()
                        .addNewContainerStatus()
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(2)
                        .withReason("Error")
                        .withMessage("first\nno port is free\n")
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build();
        assertEquals("exit code 2 (no port is free)", PodState.words(ended));
        assertEquals(
                "Predicate NodePorts failed",
                PodState.words(
                        pod("Failed")
                                .editStatus()
                                .withMessage("Predicate NodePorts failed")
                                .endStatus()
                                .build()));
        assertEquals("ErrImagePull (429)", PodState.words(waiting("ErrImagePull", "429")));
        assertEquals("", PodState.words(running()));
    }

    private static String sentence(Absent cause, String words, String event, String around) {
        var agent = AgentPlan.spare(0, 0, new Facts.Node("w2", List.of(), ""), "ns");
        return Evidence.sentence(
                new Lost(new Wanted(agent, List.of(), running()), cause, words),
                event,
                around,
                "some/image:1");
    }

    @Test
    void theSentenceHoldsTheEvidenceAndWhatToDo() {
        assertEquals(
                "spare-1 was never taken up by its node's kubelet after 33 s; the node is Ready, as"
                        + " its kubelet said 38 s ago; check that the kubelet of w2 runs and"
                        + " reaches the API server, also with packets of full size",
                sentence(
                        Absent.SILENCE,
                        "after 33 s",
                        "",
                        "the node is Ready, as its kubelet said 38 s ago"));
        assertEquals(
                "spare-1 gets no network after 40 s; FailedCreatePodSandBox, 3 times: no address is"
                        + " left; look at the network plugin and the container runtime of w2",
                sentence(
                        Absent.NO_NETWORK,
                        "after 40 s",
                        Evidence.describe(
                                new EventBuilder()
                                        .withReason("FailedCreatePodSandBox")
                                        .withCount(3)
                                        .withMessage("no address is left")
                                        .build()),
                        ""));
        assertEquals(
                "spare-1 cannot start its container after 61 s: ErrImagePull (429); check that the"
                        + " node can pull some/image:1",
                sentence(Absent.NO_IMAGE, "after 61 s: ErrImagePull (429)", "", ""));
        assertEquals("spare-1 may not be created no.", sentence(Absent.FORBIDDEN, "no.", "", ""));
    }
}
