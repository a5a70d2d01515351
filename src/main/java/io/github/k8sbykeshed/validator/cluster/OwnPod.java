package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pod that this process runs in.
 *
 * @param image the image of the container that this process is in
 * @param digest the same image by its digest, where the nodes can pull it so
 * @param grace what the pod has for its end
 */
public record OwnPod(String image, Optional<String> digest, Duration grace) {

    /** What Kubernetes gives a pod that says nothing. */
    private static final long DEFAULT_GRACE = 30;

    /** The name without registry and tag, which is also what a manifest would call a container. */
    private static final String IMAGE = "k8s-service-validator";

    private static final Pattern REFERENCE =
            Pattern.compile("(?<repository>(?:.*/)?(?<name>[^/:@]+))(?::[^/:@]+)?(?:@.+)?");

    /** The file of a container's last words is mounted from a folder that has its name. */
    private static final Pattern MOUNT =
            Pattern.compile("/pods/(?<pod>[0-9a-f-]+)/containers/(?<name>[^/ ]+)/[^/ ]+ ");

    /** Finds the pod; none if this process runs in none. */
    static Optional<OwnPod> find(KubernetesClient client) {
        String name = System.getenv("HOSTNAME");
        if (name == null || !Files.exists(ClusterAccess.OWN_NAMESPACE)) {
            return Optional.empty();
        }
        try {
            String namespace = Files.readString(ClusterAccess.OWN_NAMESPACE).strip();
            String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
            return ApiErrors.doing(
                            "get this pod, " + namespace + "/" + name,
                            () ->
                                    Optional.ofNullable(
                                            client.pods()
                                                    .inNamespace(namespace)
                                                    .withName(name)
                                                    .get()))
                    .flatMap(pod -> OwnPod.of(pod, mounts));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The namespace that this process runs in: with it the right to clean up can go, for instance
     * by {@code sonobuoy delete}. None outside a cluster, or if this user may not get it.
     */
    static List<OwnerReference> namespace(KubernetesClient client) {
        if (!Files.exists(ClusterAccess.OWN_NAMESPACE)) {
            return List.of();
        }
        try {
            String name = Files.readString(ClusterAccess.OWN_NAMESPACE).strip();
            Namespace own = client.namespaces().withName(name).get();
            return own == null
                    ? List.of()
                    : List.of(
                            new OwnerReferenceBuilder()
                                    .withApiVersion(own.getApiVersion())
                                    .withKind(own.getKind())
                                    .withName(own.getMetadata().getName())
                                    .withUid(own.getMetadata().getUid())
                                    .build());
        } catch (IOException | KubernetesClientException e) {
            return List.of();
        }
    }

    /**
     * Finds the container that this process is in: by the name under which its own file system
     * knows it, else the only one, else the one with our image. The first one may be a sidecar.
     *
     * @param mounts the text of {@code /proc/self/mountinfo}
     */
    static Optional<OwnPod> of(Pod pod, String mounts) {
        List<Container> all = pod.getSpec().getContainers();
        return Optional.of(mounts)
                .flatMap(text -> mounted(text, pod.getMetadata().getUid()))
                .flatMap(name -> named(all, name))
                .or(() -> all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty())
                .or(() -> all.stream().filter(each -> isOurs(each.getImage())).findFirst())
                .map(container -> of(pod, container));
    }

    private static Optional<String> mounted(String mounts, String uid) {
        return MOUNT.matcher(mounts)
                .results()
                .filter(found -> found.group("pod").equals(uid))
                .map(found -> found.group("name"))
                .findFirst();
    }

    private static Optional<Container> named(List<Container> all, String name) {
        return all.stream().filter(each -> each.getName().equals(name)).findFirst();
    }

    private static boolean isOurs(String image) {
        Matcher reference = REFERENCE.matcher(image);
        return reference.matches() && reference.group("name").equals(IMAGE);
    }

    private static OwnPod of(Pod pod, Container container) {
        Optional<String> imageId =
                pod.getStatus() == null
                        ? Optional.empty()
                        : pod.getStatus().getContainerStatuses().stream()
                                .filter(status -> status.getName().equals(container.getName()))
                                .map(ContainerStatus::getImageID)
                                .findFirst();
        Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
        return new OwnPod(
                container.getImage(),
                imageId.flatMap(id -> digest(container.getImage(), id)),
                Duration.ofSeconds(grace == null ? DEFAULT_GRACE : grace));
    }

    /**
     * An image by its digest, if the node got it from the registry that its name says: one that was
     * loaded into the node has the digest of a file there, which no other node can pull.
     */
    static Optional<String> digest(String image, String imageId) {
        Matcher named = REFERENCE.matcher(image);
        int at = imageId.indexOf('@');
        if (at < 0 || !named.matches()) {
            return Optional.empty();
        }
        String repository = named.group("repository");
        String pulled = imageId.substring(0, at).replaceFirst("^.*://", "");
        return full(pulled).equals(full(repository))
                ? Optional.of(repository + imageId.substring(at))
                : Optional.empty();
    }

    /** A repository with the registry that it has where it names none. */
    private static String full(String repository) {
        int slash = repository.indexOf('/');
        if (slash < 0) {
            return "docker.io/library/" + repository;
        }
        String first = repository.substring(0, slash);
        boolean isRegistry =
                first.contains(".") || first.contains(":") || first.equals("localhost");
        return isRegistry ? repository : "docker.io/" + repository;
    }
}
