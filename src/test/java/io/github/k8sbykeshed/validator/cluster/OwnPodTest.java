package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnPodTest {

    private static final String UID = "0a1b2c3d-0000-4000-8000-000000000001";

    private static final String DIGEST = "@sha256:00ff";

    /** A sidecar stands first. */
    private static PodBuilder pod(String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withUid(UID)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("istio-proxy")
                .withImage("istio/proxyv2:1")
                .endContainer()
                .addNewContainer()
                .withName("plugin")
                .withImage(image)
                .endContainer()
                .endSpec();
    }

    private static String mounts(String container) {
        return "1 2 0:1 / / rw - overlay overlay rw\n"
                + "3 1 8:1 /var/lib/kubelet/pods/%s/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw\n"
                        .formatted(UID)
                + "4 1 8:1 /var/lib/kubelet/pods/%s/containers/%s/5f0c2f11 /dev/termination-log rw"
                        .formatted(UID, container)
                + " - ext4 /dev/sda1 rw\n";
    }

    private static Optional<String> image(Pod pod, String mounts) {
        return OwnPod.of(pod, mounts).map(OwnPod::image);
    }

    @Test
    void theContainerIsTheOneThatThisProcessIsIn() {
        Pod pod = pod("host/mine:1").build();
        assertEquals(Optional.of("host/mine:1"), image(pod, mounts("plugin")));
        assertEquals(Optional.of("istio/proxyv2:1"), image(pod, mounts("istio-proxy")));
    }

    @Test
    void elseTheOneWithOurImageOrTheOnlyOne() {
        assertEquals(
                Optional.of("host:5000/a/k8s-service-validator:1"),
                image(pod("host:5000/a/k8s-service-validator:1").build(), ""));
        assertEquals(
                Optional.of("k8s-service-validator@sha256:00"),
                image(pod("k8s-service-validator@sha256:00").build(), mounts("no-such")));
        assertEquals(Optional.empty(), image(pod("host/mine:1").build(), ""));
        Pod alone =
                pod("x").editSpec()
                        .removeFromContainers(pod("x").buildSpec().getContainers().getFirst())
                        .endSpec()
                        .build();
        assertEquals(Optional.of("x"), image(alone, ""));
    }

    @Test
    void theMountsOfAnotherPodSayNothing() {
        String others = mounts("istio-proxy").replace(UID, UID.replace('0', 'f'));
        assertEquals(
                Optional.of("k8s-service-validator"),
                image(pod("k8s-service-validator").build(), others));
    }

    @Test
    void theGraceIsThePods() {
        assertEquals(
                Duration.ofSeconds(60),
                OwnPod.of(
                                pod("x").editSpec()
                                        .withTerminationGracePeriodSeconds(60L)
                                        .endSpec()
                                        .build(),
                                mounts("plugin"))
                        .orElseThrow()
                        .grace());
        assertEquals(
                Duration.ofSeconds(30),
                OwnPod.of(pod("x").build(), mounts("plugin")).orElseThrow().grace());
    }

    @Test
    void itsDigestIsThatOfItsOwnContainer() {
        Pod pod =
                pod("host/mine:1")
                        .withNewStatus()
                        .addNewContainerStatus()
                        .withName("istio-proxy")
                        .withImageID("istio/proxyv2@sha256:11")
                        .endContainerStatus()
                        .addNewContainerStatus()
                        .withName("plugin")
                        .withImageID("host/mine" + DIGEST)
                        .endContainerStatus()
                        .endStatus()
                        .build();
        assertEquals(
                Optional.of("host/mine" + DIGEST),
                OwnPod.of(pod, mounts("plugin")).orElseThrow().digest());
    }

    /** An image that was loaded into its node has no digest that another node could pull. */
    @ParameterizedTest
    @CsvSource({
        "host/a/b:1, host/a/b@sha256:00ff, host/a/b@sha256:00ff",
        "host:5000/b, host:5000/b@sha256:00ff, host:5000/b@sha256:00ff",
        "a/b:1, docker.io/a/b@sha256:00ff, a/b@sha256:00ff",
        "b, docker.io/library/b@sha256:00ff, b@sha256:00ff",
        "a/b@sha256:00ff, docker.io/a/b@sha256:00ff, a/b@sha256:00ff",
        "a/b:1, docker-pullable://a/b@sha256:00ff, a/b@sha256:00ff",
        "a/b:1, sha256:00ff,",
        "a/b:1, docker.io/library/import-2026-01-01@sha256:00ff,",
        "a/b:1, '',",
    })
    void digests(String image, String imageId, String digest) {
        assertEquals(Optional.ofNullable(digest), OwnPod.digest(image, imageId));
    }
}
