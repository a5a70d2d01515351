package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.Rights.Right;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses as Kubernetes v1.35 gives them. */
class PoliciesTest {

    private static final Right RIGHT = new Right("create", "", "services", "", "ns");

    private static StatusBuilder status(int code, String reason, String message) {
        return new StatusBuilder()
                .withCode(code)
                .withStatus("Failure")
                .withReason(reason)
                .withMessage(message);
    }

    private static ClusterException refusal(StatusBuilder status, boolean allowed) {
        Status built = status.build();
        return assertThrows(
                ClusterException.class,
                () ->
                        new Policies(
                                        right -> {
                                            assertEquals(RIGHT, right);
                                            return allowed;
                                        })
                                .doing(
                                        "create it",
                                        RIGHT,
                                        () -> {
                                            throw new KubernetesClientException(built);
                                        }));
    }

    @Test
    void whatThisUserHasTheRightToIsForbiddenByAPolicy() {
        var status = status(403, "Forbidden", "admission webhook \"no.ports\" denied the request");
        ClusterException e = refusal(status, true);
        assertTrue(e.isByPolicy());
        assertTrue(e.getMessage().contains("no.ports"), e.getMessage());
        ClusterException noRight = refusal(status, false);
        assertFalse(noRight.isByPolicy());
        assertTrue(noRight.getMessage().contains("grant the right"), noRight.getMessage());
    }

    /** A webhook that gives no code of its own. */
    @Test
    void aWebhooksPlainDenialIsAPolicy() {
        var denial = "admission webhook \"x\" denied the request: no node ports";
        assertTrue(refusal(status(400, null, denial), true).isByPolicy());
        // What the API server itself cannot read.
        assertFalse(refusal(status(400, "BadRequest", "no such field"), true).isByPolicy());
        // What some proxy on the way answers, in words of its own.
        assertFalse(refusal(status(400, null, "Bad Request").withStatus(null), true).isByPolicy());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 413, 422})
    void aValidatingAdmissionPolicyIsOneWhateverItsCode(int code) {
        var denial =
                status(code, "Invalid", "ValidatingAdmissionPolicy 'x' denied request: no")
                        .withNewDetails()
                        .addNewCause(null, "ValidatingAdmissionPolicy 'x' denied request: no", null)
                        .endDetails();
        assertTrue(refusal(denial, true).isByPolicy());
    }

    @Test
    void aFieldThatIsWrongIsNone() {
        var invalid =
                status(422, "Invalid", "spec.ports[0].nodePort: Invalid value: 30000")
                        .withNewDetails()
                        .addNewCause(
                                "spec.ports[0].nodePort",
                                "provided port is already allocated",
                                "FieldValueInvalid")
                        .endDetails();
        assertFalse(refusal(invalid, true).isByPolicy());
        assertFalse(
                refusal(status(500, "InternalError", "failed calling webhook"), true).isByPolicy());
    }

    @Test
    void whoIsToldToStopIsNotToldThatTheApiServerIsAway() {
        for (Exception cause :
                new Exception[] {new InterruptedException(), new InterruptedIOException()}) {
            assertEquals(
                    "Cannot delete it: the run was stopped meanwhile.",
                    ApiErrors.explain("delete it", new KubernetesClientException("failed", cause))
                            .getMessage());
        }
        String timeout =
                ApiErrors.explain(
                                "delete it",
                                new KubernetesClientException(
                                        "failed", new SocketTimeoutException("timed out")))
                        .getMessage();
        assertTrue(timeout.contains("the API server cannot be reached"), timeout);
    }
}
